/*
 * What was not examined, from two sources: coverage records that are not complete, and checks that
 * came to no decision although none of their coverage is to blame (no declaration, for instance).
 * The same thing about many ports, or for many criteria, is one entry.
 */
#include "report/report_model.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "criteria/catalogue.h"
#include "report/report_advice.h"
#include "report/report_fact.h"
#include "run/coverage.h"
#include "run/run.h"

#define WHERE_MAX 64

static void add_once(json_t *list, const char *text)
{
	if (!json_has_text(list, text))
		json_array_append_new(list, json_string(text));
}

/* Coverage ids lead to their record and to the criteria that rest on it; there may be thousands. */
struct gaps {
	const struct report_input *in;
	json_t *list;     /* what comes out */
	json_t *index;    /* key -> an element of the list */
	json_t *records;  /* id -> coverage record */
	json_t *criteria; /* id -> ids of criteria */
};

static void index_records(struct gaps *g)
{
	size_t i;
	json_t *record;

	json_array_foreach (json_object_get(g->in->run->doc, "coverage"), i, record)
		if (json_text(record, "id"))
			json_object_set(g->records, json_text(record, "id"), record);
}

static void note_criterion(struct gaps *g, const json_t *check, const char *criterion)
{
	size_t i;
	json_t *id;

	json_array_foreach (json_object_get(check, "coverage"), i, id) {
		const char *key = json_string_value(id);

		if (!key || !criterion)
			continue;
		if (!json_object_get(g->criteria, key))
			json_object_set_new(g->criteria, key, json_array());
		add_once(json_object_get(g->criteria, key), criterion);
	}
}

/* By the checks: a criterion that failed elsewhere names only the coverage of the failure. */
static void index_criteria(struct gaps *g)
{
	size_t i, k;
	json_t *verdict, *check;

	json_array_foreach (json_object_get(g->in->run->doc, "verdicts"), i, verdict)
		json_array_foreach (json_object_get(verdict, "checks"), k, check)
			note_criterion(g, check, json_text(verdict, "criterion"));
}

static json_t *gap_new(struct gaps *g, const char *what, const char *state, const char *reason)
{
	json_t *gap = json_object();

	report_model_title(gap, "what", what);
	report_model_set(gap, "state", state);
	if (state)
		report_model_word(gap, "label", report_words_state(state), g->in);
	if (reason)
		report_model_title(gap, "reason", coverage_reason_say(reason, g->in->language));
	report_model_set(gap, "code", reason);
	json_object_set_new(gap, "where", json_array());
	json_object_set_new(gap, "criteria", json_array());
	json_array_append_new(g->list, gap);
	return gap;
}

/* The gap that is kept under the key, made when it is not there yet; borrowed. */
static json_t *gap_at(struct gaps *g, const char *key, const char *what, const char *state,
		      const char *reason)
{
	json_t *gap = json_object_get(g->index, key);

	if (!gap) {
		gap = gap_new(g, what, state, reason);
		json_object_set(g->index, key, gap);
	}
	return gap;
}

static json_t *gap_for_text(struct gaps *g, const char *text)
{
	CLEANUP(mem_freep) char *key = mem_format("text/%s", text);

	return gap_at(g, key, text, NULL, NULL);
}

/*
 * Examinations of no particular port that stopped for the same reason are named one after the
 * other; at ports it is the examination that is named once, and then the ports.
 */
static json_t *gap_for_record(struct gaps *g, const json_t *record)
{
	const char *language = g->in->language;
	const char *of = json_text(record, "of");
	const char *what = of ? coverage_area_say(of, language) : "?";
	const char *state = json_text(record, "state");
	const char *reason = json_text(record, "reason");
	bool somewhere = json_text(record, "proto") != NULL;
	CLEANUP(mem_freep)
	char *key =
	    mem_format("%s/%s/%s", somewhere ? what : "", state ? state : "", reason ? reason : "");
	CLEANUP(mem_freep) char *named = mem_format("%s/%s", key, what);
	json_t *known = json_object_get(g->index, key);
	json_t *gap = gap_at(g, key, what, state, reason);

	if (known && !json_object_get(g->index, named)) {
		CLEANUP(mem_freep)
		char *both = mem_format("%s%s%s", json_text(gap, "what"),
					text_equal(language, "ja") ? "、" : "; ", what);

		report_model_set(gap, "what", both);
	}
	json_object_set(g->index, named, gap);
	return gap;
}

static void add_coverage(struct gaps *g)
{
	size_t i, k;
	json_t *record, *criterion;

	json_array_foreach (json_object_get(g->in->run->doc, "coverage"), i, record) {
		CLEANUP(buf_done) struct buf where = BUF(WHERE_MAX);
		const char *id = json_text(record, "id");

		if (text_equal(json_text(record, "state"), "complete"))
			continue;
		json_t *gap = gap_for_record(g, record);

		report_fact_where(&where, record);
		if (where.n)
			json_array_append_new(json_object_get(gap, "where"),
					      json_string(buf_cstr(&where)));
		json_array_foreach (id ? json_object_get(g->criteria, id) : NULL, k, criterion)
			add_once(json_object_get(gap, "criteria"), json_string_value(criterion));
	}
}

static bool blames_coverage(const struct gaps *g, const json_t *check)
{
	size_t i;
	json_t *id;

	json_array_foreach (json_object_get(check, "coverage"), i, id) {
		const json_t *record = json_object_get(g->records, json_string_value(id));

		if (record && !text_equal(json_text(record, "state"), "complete"))
			return true;
	}
	return false;
}

static void add_undecided(struct gaps *g, const char *criterion, const json_t *check)
{
	enum verdict v = report_model_verdict(check);
	const char *because = catalogue_say(json_object_get(check, "because"), g->in->language);

	if ((v != VERDICT_INCONCLUSIVE && v != VERDICT_ERROR) || blames_coverage(g, check))
		return;
	if (!*because)
		because = report_words_get(WORD_NO_REASON, g->in->language);
	add_once(json_object_get(gap_for_text(g, because), "criteria"), criterion);
}

static void add_unjudged(struct gaps *g)
{
	const char *none = report_words_get(WORD_NO_VERDICT, g->in->language);
	size_t i;
	json_t *criterion;

	json_array_foreach (json_object_get(g->in->catalogue->pack, "criteria"), i, criterion) {
		const char *id = json_text(criterion, "id");

		if (!report_model_judged(g->in, id))
			add_once(json_object_get(gap_for_text(g, none), "criteria"), id);
	}
}

/* Only where a criterion waits for it: of all else nothing needs to be done. */
static void add_advice(const struct gaps *g)
{
	bool declared = json_is_object(json_object_get(g->in->run->doc, "declaration"));
	size_t i;
	json_t *gap;

	json_array_foreach (g->list, i, gap) {
		const char *code = json_text(gap, "code");

		if (!code && !declared)
			code = "no_declaration";
		if (json_array_size(json_object_get(gap, "criteria")) > 0 && code)
			report_model_set(gap, "advice", report_advice_get(code, g->in->language));
		json_object_del(gap, "code");
	}
}

json_t *report_gaps_new(const struct report_input *in)
{
	CLEANUP(json_done) json_t *records = json_object();
	CLEANUP(json_done) json_t *criteria = json_object();
	CLEANUP(json_done) json_t *index = json_object();
	struct gaps g = {
		.in = in,
		.list = json_array(),
		.index = index,
		.records = records,
		.criteria = criteria,
	};
	size_t i, k;
	json_t *verdict, *check;

	index_records(&g);
	index_criteria(&g);
	add_coverage(&g);
	json_array_foreach (json_object_get(in->run->doc, "verdicts"), i, verdict)
		json_array_foreach (json_object_get(verdict, "checks"), k, check)
			add_undecided(&g, json_text(verdict, "criterion"), check);
	add_unjudged(&g);
	add_advice(&g);
	return g.list;
}
