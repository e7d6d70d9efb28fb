#include "scheme/publisher.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/time.h"
#include "scheme/event.h"
#include "scheme/move.h"

#define EVENTS_MAX (8u << 20)

/* The decisions behind it: this one, and those of others. */
static json_t *decisions_of(const struct call *c)
{
	json_t *all = c->decisions ? json_copy(c->decisions) : json_array();

	if (c->decides)
		json_array_append_new(all, json_string(call_attestation(c)));
	return all;
}

enum outcome publisher_keep(struct call *c)
{
	CLEANUP(buf_done) struct buf text = BUF(EVENTS_MAX);

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
	return call_run(c, "publication_add",
			STORE_VALUES(STORE_INT(c->now), STORE_INT(c->now),
				     STORE_TEXT(move_action(c)), STORE_TEXT(buf_cstr(&text)),
				     STORE_TEXT(behind)));
}

static int publish(struct store *store, const json_t *row, struct err *err)
{
	size_t i;
	json_t *event;
	int r = store_begin(store, err);

	json_array_foreach (json_object_get(row, "events"), i, event) {
		if (r < 0)
			break;
		r = event_add(store, json_int(row, "at", 0), json_text(event, "kind"),
			      json_text(event, "label"), json_object_get(event, "body"), err);
	}
	if (r == 0)
		r = store_run(store, "publication_drop",
			      STORE_VALUES(STORE_INT(json_int(row, "id", 0))), NULL, err);
	if (r == 0)
		r = store_commit(store, err);
	store_rollback(store);
	return r;
}

/* Some of what is due; *n: how many there were. */
static int publish_some(struct scheme *s, size_t *n, struct err *err)
{
	CLEANUP(json_done) json_t *rows = NULL;
	size_t i;
	json_t *row;
	int r = store_rows(s->store, "publications_due",
			   STORE_VALUES(STORE_INT(time_unix(s->clock))), &rows, err);

	*n = json_array_size(rows);
	json_array_foreach (rows, i, row) {
		if (r < 0)
			break;
		r = publish(s->store, row, err);
	}
	return r;
}

int publisher_run(struct scheme *s, struct err *err)
{
	size_t n;
	int r;

	do
		r = publish_some(s, &n, err);
	while (r == 0 && n > 0);
	return r;
}
