#include "scheme/adopt.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "crypto/hash.h"
#include "scheme/publisher.h"

#define TABLE "recognitions"

/* ---- what is said of them ---- */

/* Of the canonical JSON (docs/formats/log-entry.md): blanks in a file do not count. */
static json_t *digest_of(const json_t *document)
{
	CLEANUP(mem_freep) char *text = json_dumps(document, JSON_SORT_KEYS | JSON_COMPACT);
	char hex[HASH_HEX_MAX];

	hash_sha256_hex(hex, bytes_of(text ? text : ""));
	return json_string(hex);
}

static json_t *about_pack(const json_t *pack)
{
	return json_pack("{s:O, s:O*, s:s*, s:O*, s:o}", "id", json_object_get(pack, "id"),
			 "edition", json_object_get(pack, "edition"), "document",
			 json_text(json_object_get(pack, "based_on"), "document"), "title",
			 json_object_get(pack, "title"), "sha256", digest_of(pack));
}

static json_t *about_table(const json_t *table)
{
	json_t *rules = json_array(), *rule;
	size_t i;

	json_array_foreach (json_object_get(table, "rules"), i, rule)
		json_array_append_new(rules,
				      json_pack("{s:O, s:O*}", "id", json_object_get(rule, "id"),
						"title", json_object_get(rule, "title")));
	return json_pack("{s:s, s:{s:s, s:s}, s:o, s:o}", "id", TABLE, "title", "ja",
			 "制度間の承認の条件", "en", "Conditions of recognition between schemes",
			 "rules", rules, "sha256", digest_of(table));
}

/* ---- publishing ---- */

/* Is it the last one in the log, or on its way there? */
static enum outcome is_known(struct call *c, const char *subject, const char *sha256, bool *known)
{
	int64_t n = 0;
	int r = store_int(c->store, "adopted_count",
			  STORE_VALUES(STORE_TEXT(subject), STORE_TEXT(sha256)), &n, &c->err);

	*known = n > 0;
	return call_outcome_of(c, r);
}

/* body is taken over. */
static enum outcome publish(struct call *c, const char *kind, json_t *body)
{
	CLEANUP(json_done) json_t *owned = body;
	CLEANUP(mem_freep) char *subject = mem_format("%s/%s", kind, json_text(body, "id"));
	bool known;
	enum outcome o = is_known(c, subject, json_text(body, "sha256"), &known);

	if (o != OUTCOME_OK || known)
		return o;
	o = call_publish(c, kind, subject, body);
	if (o == OUTCOME_OK)
		o = publisher_keep(c);
	json_decref(c->events);
	c->events = NULL;
	return o;
}

int adopt(struct scheme *s, const json_t *recognitions, struct err *err)
{
	struct call c = { .scheme = s,
			  .store = s->store,
			  .now = time_unix(s->clock),
			  .action = "adopt",
			  .role = ROLE_SYSTEM };
	int r = store_begin(s->store, err);

	if (r < 0)
		return r;
	enum outcome o = publish(&c, "criteria", about_pack(s->pack));
	if (o == OUTCOME_OK && recognitions)
		o = publish(&c, "recognition", about_table(recognitions));
	/* Nobody waits for it. */
	s->kept = 0;
	r = o == OUTCOME_OK ? store_commit(s->store, err)
			    : err_set(err, c.err.code ? c.err.code : E_FORMAT, "%s",
				      c.err.code ? c.err.text : call_outcome(o));
	store_rollback(s->store);
	return r;
}

int adopt_follow(struct store *store, const json_t *record, struct err *err)
{
	return store_run(
	    store, "adopted_set",
	    STORE_VALUES(STORE_TEXT(json_text(record, "subject")),
			 STORE_TEXT(json_text(json_object_get(record, "body"), "sha256"))),
	    NULL, err);
}
