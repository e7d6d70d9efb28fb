/*
 * One input of the judge, made from tests/unit/judge_cases/full.json and a row of changes to it
 * (the language of the rows: criteria.json, "about"), and what the judge says to it.  Input and
 * verdicts are checked against run.schema.json, so that no test rests on what no run can hold.
 */
#pragma once

#include "fixture.h"

#include "base/schema.h"
#include "base/schema_embedded.h"
#include "judge/judge.h"
#include "judge/verdict.h"
#include "product/declaration.h"

/* declaration is NULL when there is none; the rest are arrays. */
struct judge_case {
	json_t *declaration, *observations, *coverage, *answers, *parameters;
};

static inline void judge_case_done(struct judge_case *c)
{
	json_decref(c->declaration);
	json_decref(c->observations);
	json_decref(c->coverage);
	json_decref(c->answers);
	json_decref(c->parameters);
}

static inline struct judge_case judge_case_copy(const struct judge_case *c)
{
	return (struct judge_case){
		.declaration = c->declaration ? json_deep_copy(c->declaration) : NULL,
		.observations = json_deep_copy(c->observations),
		.coverage = json_deep_copy(c->coverage),
		.answers = json_deep_copy(c->answers),
		.parameters = json_deep_copy(c->parameters),
	};
}

static inline void judge_case_default(json_t *object, const char *key, json_t *value)
{
	if (json_object_get(object, key))
		json_decref(value);
	else
		json_object_set_new(object, key, value);
}

static inline void judge_case_observe(struct judge_case *c, const json_t *observation)
{
	json_t *o = json_deep_copy(observation);
	size_t n = json_array_size(c->observations) + 1;
	CLEANUP(mem_freep) char *id = mem_format("o%zu", n);
	CLEANUP(mem_freep) char *sha256 = mem_format("%064zx", n);

	json_object_set_new(o, "id", json_string(id));
	judge_case_default(o, "probe", json_string("test"));
	judge_case_default(o, "evidence", json_pack("[s]", sha256));
	/* What has a port is TCP unless the row says otherwise. */
	if (json_object_get(o, "port"))
		judge_case_default(o, "proto", json_string("tcp"));
	json_array_append_new(c->observations, o);
}

/* Removes the records of that area and port, then adds it if it has a state. */
static inline void judge_case_cover(struct judge_case *c, const json_t *record)
{
	static unsigned last = 1000;
	size_t i = 0;

	while (i < json_array_size(c->coverage)) {
		const json_t *old = json_array_get(c->coverage, i);

		if (text_equal(json_text(old, "of"), json_text(record, "of")) &&
		    json_int(old, "port", 0) == json_int(record, "port", 0))
			json_array_remove(c->coverage, i);
		else
			i++;
	}
	if (!json_text(record, "state"))
		return;
	json_t *r = json_deep_copy(record);
	CLEANUP(mem_freep) char *id = mem_format("c%u", last++);

	json_object_set_new(r, "id", json_string(id));
	judge_case_default(r, "probe", json_string("test"));
	if (json_object_get(r, "port"))
		judge_case_default(r, "proto", json_string("tcp"));
	json_array_append_new(c->coverage, r);
}

/* Like a person who thinks better of it: the later answer counts.  NULL takes all of them back. */
static inline void judge_case_answer(struct judge_case *c, const char *question, const char *answer)
{
	size_t i = 0;

	while (!answer && i < json_array_size(c->answers))
		if (text_equal(json_text(json_array_get(c->answers, i), "question"), question))
			json_array_remove(c->answers, i);
		else
			i++;
	if (!answer)
		return;
	json_t *made =
	    json_pack("{s:s, s:s, s:s, s:s, s:s}", "question", question, "answer", answer, "name",
		      "Tester", "role", "QA", "time", "2026-11-21T00:00:00Z");
	if (!text_equal(answer, "yes"))
		json_object_set_new(made, "because", json_string("not so here"));
	json_array_append_new(c->answers, made);
}

/* Everything of full.json, and yes to every question of the pack. */
static inline struct judge_case judge_case_full(const struct catalogue *catalogue)
{
	CLEANUP(json_done) json_t *full = fixture_json_file("judge_cases/full.json");
	struct judge_case c = { .observations = json_array(),
				.coverage = json_array(),
				.answers = json_array(),
				.parameters = json_array() };
	size_t i, k;
	json_t *item, *check;

	c.declaration = json_incref(json_object_get(full, "declaration"));
	json_array_foreach (json_object_get(full, "observations"), i, item)
		judge_case_observe(&c, item);
	json_array_foreach (json_object_get(full, "coverage"), i, item)
		judge_case_cover(&c, item);
	json_array_foreach (json_object_get(catalogue->pack, "criteria"), i, item)
		json_array_foreach (json_object_get(item, "checks"), k, check) {
			const char *question = json_text(json_object_get(check, "question"), "id");

			if (question)
				judge_case_answer(&c, question, "yes");
		}
	return c;
}

/* RFC 7396; nesting is bounded by json_read. */
static inline void judge_case_merge(json_t *target, const json_t *patch)
{
	const char *key;
	json_t *value;

	json_object_foreach (json_lend(patch), key, value)
		if (json_is_null(value))
			(void)json_object_del(target, key);
		else if (json_is_object(value) && json_is_object(json_object_get(target, key)))
			judge_case_merge(json_object_get(target, key), value);
		else
			json_object_set_new(target, key, json_deep_copy(value));
}

static inline bool judge_case_fits(const json_t *pattern, const json_t *observation)
{
	const char *key;
	json_t *value;

	json_object_foreach (json_lend(pattern), key, value)
		if (!json_equal(value, json_object_get(observation, key)))
			return false;
	return true;
}

static inline void judge_case_forget(struct judge_case *c, const json_t *pattern)
{
	size_t i = 0;

	while (i < json_array_size(c->observations))
		if (judge_case_fits(pattern, json_array_get(c->observations, i)))
			json_array_remove(c->observations, i);
		else
			i++;
}

/* A misspelt member would make a row that tests nothing. */
static inline void judge_case_known(const json_t *row)
{
	static const char *const known[] = { "rule",    "criterion", "expect", "what",
					     "check",   "says",      "cover",  "provisional",
					     "declare", "observe",   "forget", "declaration",
					     "answers", "parameters" };
	const char *key;
	json_t *value;

	json_object_foreach (json_lend(row), key, value) {
		bool found = false;

		for (size_t i = 0; i < ARRAY_LEN(known); i++)
			found = found || text_equal(known[i], key);
		if (!found)
			fail_msg("a row has an unknown member '%s'", key);
	}
}

static inline void judge_case_change(struct judge_case *c, const json_t *row)
{
	const json_t *declaration = json_object_get(row, "declaration");
	const char *question;
	size_t i;
	json_t *item;

	judge_case_known(row);
	if (json_is_false(declaration)) {
		json_decref(c->declaration);
		c->declaration = NULL;
	} else {
		judge_case_merge(c->declaration, declaration);
	}
	json_array_foreach (json_object_get(row, "declare"), i, item)
		json_array_append(json_object_get(c->declaration, "interfaces"), item);
	json_array_foreach (json_object_get(row, "forget"), i, item)
		judge_case_forget(c, item);
	json_array_foreach (json_object_get(row, "observe"), i, item)
		judge_case_observe(c, item);
	json_array_foreach (json_object_get(row, "cover"), i, item)
		judge_case_cover(c, item);
	json_object_foreach (json_object_get(row, "answers"), question, item)
		judge_case_answer(c, question, json_string_value(item));
	json_array_extend(c->parameters, json_object_get(row, "parameters"));
}

/* full.json changed by a row. */
static inline struct judge_case judge_case_of(const struct catalogue *catalogue, const json_t *row)
{
	struct judge_case c = judge_case_full(catalogue);

	judge_case_change(&c, row);
	return c;
}

static inline void judge_case_check_schema(const struct judge_case *c,
					   const struct catalogue *catalogue,
					   const json_t *verdicts)
{
	CLEANUP(schema_freep) struct schema *schema = NULL;
	struct schema_fault fault;
	json_t *none = json_null();
	CLEANUP(json_done)
	json_t *run = json_pack(
	    "{s:s, s:i, s:{s:s, s:s}, s:s, s:{s:s}, s:s, s:s, s:{s:O, s:O, s:s}, s:O, s:[], s:[],"
	    " s:O, s:O, s:O, s:O, s:O}",
	    "format", "hoshi-run", "version", 1, "tool", "name", "hoshi", "version", "1", "id", "x",
	    "target", "address", "10.0.0.5", "started", "2026-11-21T00:00:00Z", "state", "complete",
	    "pack", "id", json_object_get(catalogue->pack, "id"), "edition",
	    json_object_get(catalogue->pack, "edition"), "sha256", catalogue->pack_sha256,
	    "declaration", c->declaration ? c->declaration : none, "probes", "evidence",
	    "observations", c->observations, "coverage", c->coverage, "answers", c->answers,
	    "parameters", c->parameters, "verdicts", verdicts);

	assert_non_null(run);
	assert_int_equal(schema_embedded(&schema, "run", NULL), 0);
	if (schema_check(schema, run, &fault) < 0)
		fail_msg("no run could hold this: %s: %s", fault.pointer, fault.reason);
}

/* The verdicts, in pack order; checked says whether against the schema too (slow). */
static inline json_t *judge_case_judge(const struct judge_case *c,
				       const struct catalogue *catalogue, bool checked)
{
	CLEANUP(declaration_freep) struct declaration *declaration = NULL;
	struct err err = { 0 };

	if (c->declaration && declaration_from_run(&declaration, c->declaration, &err) < 0)
		fail_msg("%s", err.text);
	struct judge_input in = {
		.catalogue = catalogue,
		.parameters = c->parameters,
		.declaration = declaration,
		.observations = c->observations,
		.coverage = c->coverage,
		.answers = c->answers,
	};
	json_t *verdicts = judge(&in);

	if (checked)
		judge_case_check_schema(c, catalogue, verdicts);
	return verdicts;
}

/* The record of a criterion, or of a check within all of them; borrowed. */
static inline const json_t *judge_case_record(const json_t *verdicts, const char *id)
{
	size_t i, k;
	json_t *criterion, *check;

	json_array_foreach (verdicts, i, criterion) {
		if (text_equal(json_text(criterion, "criterion"), id))
			return criterion;
		json_array_foreach (json_object_get(criterion, "checks"), k, check)
			if (text_equal(json_text(check, "check"), id))
				return check;
	}
	fail_msg("there is no verdict for '%s'", id);
	return NULL;
}

static inline const char *judge_case_verdict(const json_t *verdicts, const char *id)
{
	return json_text(judge_case_record(verdicts, id), "verdict");
}
