#include "run/run_diff.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "run/run_diff_seen.h"
#include "run/run_diff_side.h"

/* ---- the conditions ---- */

static void add_condition(json_t *out, const char *what, const json_t *before, const json_t *after)
{
	if ((!before && !after) ||
	    (before && after && json_equal(json_lend(before), json_lend(after))))
		return;
	json_array_append_new(
	    out, json_pack("{s:s, s:O?, s:O?}", "what", what, "before", before, "after", after));
}

/* Which parts of it differ: all of a declaration would be too long to read. */
static void add_declaration(json_t *out, const json_t *before, const json_t *after)
{
	CLEANUP(json_done) json_t *members = json_array();
	const char *key;
	json_t *value;

	json_object_foreach (json_lend(after), key, value)
		if (!json_equal(value, json_object_get(before, key)))
			json_array_append_new(members, json_string(key));
	json_object_foreach (json_lend(before), key, value)
		if (!json_object_get(after, key))
			json_array_append_new(members, json_string(key));
	if (json_array_size(members) > 0)
		json_array_append_new(out, json_pack("{s:s, s:b, s:b, s:O}", "what", "declaration",
						     "before", json_is_object(before), "after",
						     json_is_object(after), "members", members));
}

static json_t *conditions(const json_t *before, const json_t *after)
{
	static const struct {
		const char *what, *pointer;
	} table[] = {
		{ "target", "/target/address" },
		{ "vantage", "/target/vantage" },
		{ "state", "/state" },
		{ "pace", "/pace" },
		{ "tool", "/tool/version" },
		{ "pack", "/pack/id" },
		{ "pack_edition", "/pack/edition" },
		{ "pack_sha256", "/pack/sha256" },
		{ "crypto_policy", "/crypto_policy" },
		{ "parameters", "/parameters" },
		{ "authorization", "/authorization" },
	};
	json_t *out = json_array();

	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		add_condition(out, table[i].what, json_at(before, table[i].pointer),
			      json_at(after, table[i].pointer));
	add_declaration(out, json_object_get(before, "declaration"),
			json_object_get(after, "declaration"));
	return out;
}

/* ---- verdicts and answers ---- */

static const json_t *find(const json_t *list, const char *key, const char *text)
{
	const json_t *found = NULL;
	size_t i;
	json_t *one;

	/* Of several answers to a question the last counts. */
	json_array_foreach (json_lend(list), i, one)
		if (text_equal(json_text(one, key), text))
			found = one;
	return found;
}

/*
 * What differs in `member` of the records that have the same `key`; those that only one of the runs
 * has have null on the other side.
 */
static json_t *compare(const json_t *before, const json_t *after, const char *key,
		       const char *member)
{
	json_t *out = json_array(), *one;
	CLEANUP(json_done) json_t *done = json_object();
	const json_t *const lists[] = { before, after };
	size_t i;

	for (size_t l = 0; l < ARRAY_LEN(lists); l++)
		json_array_foreach (json_lend(lists[l]), i, one) {
			const char *id = json_text(one, key);

			if (!id || json_object_get(done, id))
				continue;
			json_object_set_new(done, id, json_null());
			const char *a = json_text(find(before, key, id), member);
			const char *b = json_text(find(after, key, id), member);
			if (!text_equal(a, b))
				json_array_append_new(out, json_pack("{s:s, s:s?, s:s?}", key, id,
								     "before", a, "after", b));
		}
	return out;
}

static json_t *verdicts(const json_t *before, const json_t *after)
{
	const json_t *a = json_object_get(before, "verdicts"),
		     *b = json_object_get(after, "verdicts");
	json_t *out = compare(a, b, "criterion", "verdict"), *one;
	size_t i;

	/* Not judged is no verdict: there is nothing to compare. */
	if (json_array_size(a) == 0 || json_array_size(b) == 0)
		json_array_clear(out);
	json_array_foreach (out, i, one) {
		const char *id = json_text(one, "criterion");

		json_object_set_new(one, "checks",
				    compare(json_object_get(find(a, "criterion", id), "checks"),
					    json_object_get(find(b, "criterion", id), "checks"),
					    "check", "verdict"));
	}
	return out;
}

/* ---- what was examined ---- */

static json_t *state_json(const char *state, const char *reason)
{
	json_t *out = state ? json_pack("{s:s}", "state", state) : json_null();

	if (reason)
		json_object_set_new(out, "reason", json_string(reason));
	return out;
}

static void compare_area(json_t *out, struct run_diff_side *before, struct run_diff_side *after,
			 const json_t *record)
{
	const char *area = json_text(record, "of"), *proto = json_text(record, "proto");
	int64_t port = json_int(record, "port", -1);
	const char *reason_a, *reason_b;
	const char *a = run_diff_side_state(before, area, proto, port, &reason_a);
	const char *b = run_diff_side_state(after, area, proto, port, &reason_b);

	if (text_equal(a, b) && text_equal(reason_a, reason_b))
		return;
	/* A port that came or went says so itself. */
	if (proto &&
	    !(run_diff_side_open(before, proto, port) && run_diff_side_open(after, proto, port)))
		return;
	json_t *difference = json_pack("{s:s, s:o, s:o}", "of", area, "before",
				       state_json(a, reason_a), "after", state_json(b, reason_b));
	if (proto) {
		json_object_set_new(difference, "proto", json_string(proto));
		json_object_set_new(difference, "port", json_integer((json_int_t)port));
	}
	json_array_append_new(out, difference);
}

static json_t *coverage(struct run_diff_side *before, struct run_diff_side *after)
{
	const json_t *const docs[] = { before->doc, after->doc };
	json_t *out = json_array(), *record;
	CLEANUP(json_done) json_t *done = json_object();
	size_t i;

	for (size_t d = 0; d < ARRAY_LEN(docs); d++)
		json_array_foreach (json_object_get(docs[d], "coverage"), i, record) {
			const char *proto = json_text(record, "proto");
			CLEANUP(mem_freep)
			char *key = mem_format("%s %s %" PRId64, json_text(record, "of"),
					       proto ? proto : "", json_int(record, "port", -1));

			if (json_object_get(done, key))
				continue;
			json_object_set_new(done, key, json_null());
			compare_area(out, before, after, record);
		}
	return out;
}

/* ---- all of it ---- */

static json_t *about(const json_t *doc)
{
	return json_pack("{s:O, s:O, s:O, s:O, s:b}", "id", json_object_get(doc, "id"), "target",
			 json_at(doc, "/target/address"), "started",
			 json_object_get(doc, "started"), "state", json_object_get(doc, "state"),
			 "judged", json_array_size(json_object_get(doc, "verdicts")) > 0);
}

json_t *run_diff(const json_t *before, const json_t *after)
{
	CLEANUP(run_diff_side_done) struct run_diff_side a;
	CLEANUP(run_diff_side_done) struct run_diff_side b;

	run_diff_side_init(&a, before);
	run_diff_side_init(&b, after);
	return json_pack("{s:s, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "format", "hoshi-diff",
			 "version", 1, "before", about(before), "after", about(after), "conditions",
			 conditions(before, after), "verdicts", verdicts(before, after), "answers",
			 compare(json_object_get(before, "answers"),
				 json_object_get(after, "answers"), "question", "answer"),
			 "observations", run_diff_seen(&a, &b), "coverage", coverage(&a, &b));
}

enum run_difference run_diff_outcome(const json_t *diff)
{
	bool unknown = json_array_size(json_object_get(diff, "coverage")) > 0;
	size_t i;
	json_t *one;

	if (json_array_size(json_object_get(diff, "verdicts")) > 0)
		return RUN_DIFF_CHANGED;
	json_array_foreach (json_object_get(diff, "observations"), i, one) {
		const char *change = json_text(one, "change");

		if (!text_equal(change, "not_seen") && !text_equal(change, "seen_now"))
			return RUN_DIFF_CHANGED;
		unknown = true;
	}
	return unknown ? RUN_DIFF_UNKNOWN : RUN_DIFF_SAME;
}
