#include "label/recognition.h"

#include "base/buf.h"
#include "base/embedded.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/schema.h"
#include "base/schema_embedded.h"
#include "base/text.h"
#include "base/time.h"

#define RULES "recognitions.json"
#define RULES_MAX (1u << 20)
#define NAMES_MAX 400

static const struct {
	const char *name, *ja, *en;
} outcomes[RECOGNITION_OUTCOMES] = {
	[RECOGNITION_MET] = { "met", "満たしている", "met" },
	[RECOGNITION_UNMET] = { "unmet", "満たしていない", "not met" },
	[RECOGNITION_UNKNOWN] = { "unknown", "この回答からは分からない",
				  "cannot be told from this answer" },
};

/* ---- rules ---- */

/* Every source that a condition names is there, and every time is one. */
static int check_rules(const json_t *rules, struct err *err)
{
	const json_t *sources = json_object_get(rules, "sources");
	size_t i, k, n, m;
	json_t *rule, *condition, *id, *source;

	json_array_foreach (json_object_get(rules, "rules"), i, rule)
		json_array_foreach (json_object_get(rule, "conditions"), k, condition) {
			const char *since =
			    json_text(json_object_get(condition, "decide"), "since");
			int64_t time;

			if (since && time_parse(since, &time) < 0)
				return err_set(err, E_FORMAT, RULES ": '%s' is no time", since);
			json_array_foreach (json_object_get(condition, "sources"), n, id) {
				bool found = false;

				json_array_foreach (sources, m, source)
					found |= json_equal(json_object_get(source, "id"), id);
				if (!found)
					return err_set(err, E_FORMAT,
						       RULES ": there is no source '%s'",
						       json_string_value(id));
			}
		}
	return 0;
}

int recognition_table(json_t **out, const char *dir, struct err *err)
{
	CLEANUP(json_done) json_t *rules = NULL;
	CLEANUP(schema_freep) struct schema *schema = NULL;
	CLEANUP(mem_freep) char *path = dir ? mem_format("%s/" RULES, dir) : NULL;
	struct schema_fault fault;
	int r = path ? json_read_file(&rules, path, RULES_MAX, err)
		     : json_read(&rules, embedded_find("catalogue/" RULES), RULES, err);

	if (r == 0)
		r = schema_embedded(&schema, "recognitions", err);
	if (r < 0)
		return r;
	r = schema_check(schema, rules, &fault);
	if (r < 0)
		return err_set(err, r, "%s: %s: %s", RULES, fault.pointer, fault.reason);
	r = check_rules(rules, err);
	if (r == 0)
		*out = steal(rules);
	return r;
}

static json_t *with_sources(const json_t *rules, const json_t *rule)
{
	json_t *out = json_deep_copy(rule), *condition, *id, *source;
	size_t i, k, n;

	json_array_foreach (json_object_get(out, "conditions"), i, condition) {
		json_t *list = json_array();

		json_array_foreach (json_object_get(condition, "sources"), k, id)
			json_array_foreach (json_object_get(rules, "sources"), n, source)
				if (json_equal(json_object_get(source, "id"), id))
					json_array_append(list, source);
		json_object_set_new(condition, "sources", list);
	}
	return out;
}

int recognition_rule(json_t **out, const char *dir, const char *id, struct err *err)
{
	CLEANUP(json_done) json_t *rules = NULL;
	CLEANUP(buf_done) struct buf names = BUF(NAMES_MAX);
	int r = recognition_table(&rules, dir, err);
	size_t i;
	json_t *rule;

	if (r < 0)
		return r;
	json_array_foreach (json_object_get(rules, "rules"), i, rule) {
		if (text_equal(json_text(rule, "id"), id)) {
			*out = with_sources(rules, rule);
			return 0;
		}
		buf_format(&names, "%s%s", i ? ", " : "", json_text(rule, "id"));
	}
	return err_set(err, E_MISSING, "there is no rule '%s'; there are %s", id, buf_cstr(&names));
}

/* ---- conditions ---- */

static enum recognition_outcome by_model(enum dated_model model)
{
	switch (model) {
	case DATED_MODEL_COVERED:
		return RECOGNITION_MET;
	case DATED_MODEL_NOT_COVERED:
		return RECOGNITION_UNMET;
	case DATED_MODEL_NOT_ASKED:
	case DATED_MODEL_UNKNOWN:
		return RECOGNITION_UNKNOWN;
	}
	return RECOGNITION_UNKNOWN;
}

static enum recognition_outcome by_standing(const struct dated_history *h)
{
	switch (h->standing) {
	case DATED_IN_FORCE:
		return RECOGNITION_MET;
	case DATED_OPEN:
		return RECOGNITION_UNKNOWN;
	case DATED_NOT_ISSUED:
	case DATED_OVER:
		return RECOGNITION_UNMET;
	}
	return RECOGNITION_UNKNOWN;
}

/* Whether a last day that is over still counts while an extension is pending, no source says. */
static enum recognition_outcome by_term(const struct dated_history *h)
{
	if (h->standing == DATED_OPEN)
		return RECOGNITION_UNKNOWN;
	return h->stand && !h->is_term_over ? RECOGNITION_MET : RECOGNITION_UNMET;
}

/* A criterion that was waived, or does not apply, rests on something else than this label. */
static enum recognition_outcome by_shown(const struct dated_history *h, const json_t *wanted)
{
	const json_t *result = json_object_get(h->body, "result");
	size_t i, k, found = 0;
	json_t *id, *row;

	json_array_foreach (wanted, i, id)
		json_array_foreach (json_lend(result), k, row)
			found += json_equal(json_object_get(row, "criterion"), id) &&
				 text_equal(json_text(row, "verdict"), "pass");
	return found == json_array_size(wanted) ? RECOGNITION_MET : RECOGNITION_UNKNOWN;
}

static enum recognition_outcome by_since(const char *since, int64_t at)
{
	int64_t begin = INT64_MAX;

	if (time_parse(since, &begin) < 0)
		return RECOGNITION_UNKNOWN;
	return at >= begin ? RECOGNITION_MET : RECOGNITION_UNMET;
}

static enum recognition_outcome outcome_of(const json_t *decide, const struct dated_result *a)
{
	const char *by = json_text(decide, "by");
	CLEANUP(json_done) json_t *criteria = json_string(a->statement.criteria);

	if (text_equal(by, "since"))
		return by_since(json_text(decide, "since"), a->answer.at);
	if (text_equal(by, "level")) {
		if (json_int(decide, "level", 0) == (int64_t)a->history.level)
			return RECOGNITION_MET;
		return text_equal(json_text(decide, "otherwise"), "unmet") ? RECOGNITION_UNMET
									   : RECOGNITION_UNKNOWN;
	}
	if (text_equal(by, "criteria"))
		return json_has(json_object_get(decide, "criteria"), criteria) ? RECOGNITION_MET
									       : RECOGNITION_UNMET;
	if (text_equal(by, "shown"))
		return by_shown(&a->history, json_object_get(decide, "shown"));
	if (text_equal(by, "in_force"))
		return by_standing(&a->history);
	if (text_equal(by, "within_term"))
		return by_term(&a->history);
	if (text_equal(by, "model"))
		return by_model(a->history.model);
	return RECOGNITION_UNKNOWN; /* a person */
}

json_t *recognition_ask(const json_t *rule, const struct dated_result *a)
{
	json_t *conditions = json_array(), *condition;
	json_int_t count[RECOGNITION_OUTCOMES] = { 0 };
	size_t i;

	json_array_foreach (json_object_get(rule, "conditions"), i, condition) {
		const json_t *decide = json_object_get(condition, "decide");
		enum recognition_outcome outcome = outcome_of(decide, a);
		json_t *one = json_copy(condition);

		(void)json_object_del(one, "decide");
		json_object_set_new(one, "outcome", json_string(outcomes[outcome].name));
		json_object_set_new(one, "person",
				    json_boolean(text_equal(json_text(decide, "by"), "person")));
		json_array_append_new(conditions, one);
		count[outcome]++;
	}
	return json_pack("{s:O, s:O, s:O, s:o, s:I, s:I, s:I}", "rule", json_object_get(rule, "id"),
			 "title", json_object_get(rule, "title"), "note",
			 json_object_get(rule, "note"), "conditions", conditions, "met",
			 count[RECOGNITION_MET], "unmet", count[RECOGNITION_UNMET], "unknown",
			 count[RECOGNITION_UNKNOWN]);
}

/* ---- words ---- */

static void write_condition(struct buf *out, const json_t *condition, const char *language)
{
	static const struct {
		const char *name, *ja, *en;
	} confidences[] = {
		{ "confirmed", "公表資料", "published" },
		{ "secondary", "二次資料", "at second hand" },
		{ "derived", "当ソフトウェアの解釈", "our own reading" },
	};
	const bool is_ja = text_equal(language, "ja");
	const char *confidence = json_text(condition, "confidence");

	buf_format(out, "    - %s", json_text(json_object_get(condition, "text"), language));
	for (size_t i = 0; i < ARRAY_LEN(confidences); i++)
		if (text_equal(confidences[i].name, confidence))
			buf_format(out, is_ja ? "（根拠: %s" : " (basis: %s",
				   is_ja ? confidences[i].ja : confidences[i].en);
	if (json_flag(condition, "person"))
		buf_text(out, is_ja ? "、人が確かめる必要があります" : "; for a person to check");
	buf_text(out, is_ja ? "）\n" : ")\n");
}

void recognition_words(struct buf *out, const json_t *result, const char *language)
{
	const bool is_ja = text_equal(language, "ja");
	size_t i;
	json_t *condition;

	buf_format(out, is_ja ? "%s の条件\n" : "Conditions of %s\n",
		   json_text(json_object_get(result, "title"), language));
	for (size_t o = 0; o < RECOGNITION_OUTCOMES; o++) {
		if (json_int(result, outcomes[o].name, 0) == 0)
			continue;
		buf_format(out, "  %s (%" PRId64 ")\n", is_ja ? outcomes[o].ja : outcomes[o].en,
			   json_int(result, outcomes[o].name, 0));
		json_array_foreach (json_object_get(result, "conditions"), i, condition)
			if (text_equal(json_text(condition, "outcome"), outcomes[o].name))
				write_condition(out, condition, language);
	}
	buf_format(out, "%s\n", json_text(json_object_get(result, "note"), language));
	buf_text(out, is_ja ? "ここに挙げた条件は、法令や制度への適合を示すものではありません。\n"
			    : "These conditions do not tell that anything complies with a law or a "
			      "scheme.\n");
}
