#include "scheme/publisher.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "crypto/token.h"
#include "label/log_entry.h"
#include "scheme/adopt.h"
#include "scheme/event.h"
#include "scheme/move.h"

#define EVENTS_MAX (4u << 20)
#define TOKEN_DIGITS 16

/* ---- in the action's transaction ---- */

/* The decisions behind it: this one, and those of others. */
static json_t *decisions_of(const struct call *c)
{
	json_t *all = json_array(), *row;
	size_t i;

	json_array_foreach (c->decisions, i, row)
		json_array_append_new(all, json_string(json_text(row, "attestation")));
	if (c->decides)
		json_array_append_new(all, json_string(call_attestation(c)));
	return all;
}

enum outcome publisher_keep(struct call *c)
{
	CLEANUP(buf_done) struct buf text = BUF(EVENTS_MAX);
	char token[TOKEN_TEXT_MAX];

	if (!c->events)
		return OUTCOME_OK;
	json_write(&text, c->events, false);
	if (!buf_ok(&text)) {
		(void)err_set(&c->err, E_LIMIT, "a publication may have %u bytes at most",
			      EVENTS_MAX);
		return OUTCOME_BROKEN;
	}
	CLEANUP(json_done) json_t *decisions = decisions_of(c);
	CLEANUP(mem_freep) char *behind = json_dumps(decisions, JSON_COMPACT);
	token_new(token);
	token[TOKEN_DIGITS] = '\0';
	enum outcome o = call_run(c, "publication_add",
				  STORE_VALUES(STORE_TEXT(token), STORE_INT(c->now),
					       STORE_INT(c->due > c->now ? c->due : c->now),
					       STORE_TEXT(move_action(c)),
					       STORE_TEXT(buf_cstr(&text)), STORE_TEXT(behind)));
	if (o == OUTCOME_OK)
		c->scheme->kept = store_last_id(c->store);
	return o;
}

/* ---- what the signer is asked ---- */

static json_t *publication_of(const json_t *row)
{
	return json_pack("{s:s, s:s, s:O, s:O}", "id", json_text(row, "token"), "action",
			 json_text(row, "action"), "events", json_object_get(row, "events"),
			 "decisions", json_object_get(row, "decisions"));
}

int publisher_job(struct scheme *s, json_t **job, struct err *err)
{
	CLEANUP(json_done) json_t *rows = NULL;
	json_t *all, *row;
	size_t i, size = 0;
	int64_t after = 0;
	int r = store_rows(s->store, "publications_due",
			   STORE_VALUES(STORE_INT(time_unix(s->clock))), &rows, err);

	*job = NULL;
	if (r == 0 && json_array_size(rows) == 0 && s->followed)
		return 0;
	if (r == 0)
		r = store_int(s->store, "log_next", STORE_NOTHING, &after, err);
	if (r < 0)
		return r;
	all = json_array();
	/* What is behind is followed first: it may be there already. */
	json_array_foreach (rows, i, row) {
		json_t *one = publication_of(row);

		size += json_dumpb(one, NULL, 0, JSON_COMPACT);
		if (!s->followed || (i > 0 && size > PUBLISHER_JOB_MAX)) {
			json_decref(one);
			break;
		}
		json_array_append_new(all, one);
	}
	*job = json_pack("{s:s, s:I, s:o}", "kind", "publish", "after", (json_int_t)after,
			 "publications", all);
	return 0;
}

/* ---- what it answered ---- */

/* What it says becomes the tables; keys, status lists and accreditations are in none of them. */
static int apply_record(struct store *store, const json_t *entry, const json_t *record,
			struct err *err)
{
	const char *name = json_text(record, "kind");
	const int kind = log_entry_kind_find(name);

	if (kind < 0)
		return err_set(err, E_FORMAT, "the log has a record of an unknown kind");
	if (kind == LOG_CRITERIA || kind == LOG_RECOGNITION)
		return adopt_follow(store, record, err);
	if (!log_entry_of_label((enum log_kind)kind))
		return 0;
	return event_add(store,
			 &(struct event){ .at = json_int(record, "at", 0),
					  .kind = name,
					  .label = json_text(record, "label"),
					  .body = json_object_get(record, "body"),
					  .entry = json_int(entry, "entry", -1) },
			 err);
}

/* Of one that is withheld there is what its entry says, where it is about a label. */
static int follow_one(struct store *store, const json_t *entry, struct err *err)
{
	const json_t *record = json_object_get(entry, "record");
	const char *token = json_text(record, "publication");

	if (!record)
		record = json_object_get(entry, "withheld");
	int r = record ? apply_record(store, entry, record, err) : 0;

	if (r == 0 && token)
		r = store_run(store, "publication_drop", STORE_VALUES(STORE_TEXT(token)), NULL,
			      err);
	return r;
}

static int note_refused(struct store *store, const json_t *refused, struct err *err)
{
	size_t i;
	json_t *one;
	int r = 0;

	json_array_foreach (json_lend(refused), i, one) {
		const char *reason = json_text(one, "reason");

		log_error("registrar", "a decision is not published: %s", reason ? reason : "");
		if (r == 0)
			r = store_run(store, "publication_refused",
				      STORE_VALUES(STORE_TEXT(json_text(one, "id")),
						   STORE_TEXT(reason ? reason : "")),
				      NULL, err);
	}
	return r;
}

static int follow(struct store *store, const json_t *result, struct err *err)
{
	const json_t *entries = json_object_get(result, "entries");
	int64_t next = 0;
	size_t i;
	json_t *entry;
	int r = store_int(store, "log_next", STORE_NOTHING, &next, err);

	json_array_foreach (json_lend(entries), i, entry) {
		if (r == 0 && json_int(entry, "entry", -1) != next + (int64_t)i)
			r = err_set(err, E_FORMAT, "the signer left entries out");
		if (r == 0)
			r = follow_one(store, entry, err);
	}
	if (r == 0 && json_array_size(entries) > 0)
		r = store_run(store, "log_next_set",
			      STORE_VALUES(STORE_INT(next + (int64_t)json_array_size(entries))),
			      NULL, err);
	return r == 0 ? note_refused(store, json_object_get(result, "refused"), err) : r;
}

int publisher_done(struct scheme *s, const json_t *result, struct err *err)
{
	const char *waits = json_text(result, "waits");
	int r;

	if (!json_is_array(json_object_get(result, "entries")))
		return err_set(err, E_REFUSED, "the signer could not publish");
	r = store_begin(s->store, err);
	if (r == 0)
		r = follow(s->store, result, err);
	if (r == 0)
		r = store_commit(s->store, err);
	store_rollback(s->store);
	/* After an error it is not known what is here. */
	s->followed = r == 0 && !json_flag(result, "more");
	if (r == 0 && waits)
		return err_set(err, E_REFUSED, "%s", waits);
	return r;
}

int64_t publisher_next(struct scheme *s)
{
	struct err err = { 0 };
	int64_t next = PUBLISHER_NEVER;

	if (!s->followed)
		return 0;
	return store_int(s->store, "publication_next", STORE_VALUES(STORE_INT(PUBLISHER_NEVER)),
			 &next, &err) == 0
		   ? next
		   : 0;
}

bool publisher_waits(struct scheme *s, int64_t kept)
{
	struct err err = { 0 };
	int64_t n = 0;

	return store_int(s->store, "publications_waiting",
			 STORE_VALUES(STORE_INT(kept), STORE_INT(time_unix(s->clock))), &n,
			 &err) == 0 &&
	       n > 0;
}
