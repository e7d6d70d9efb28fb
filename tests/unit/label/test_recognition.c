/* Conditions of foreign rules: each way of deciding, and the rules of the catalogue as tables. */
#include "fixture.h"

#include "base/embedded.h"
#include "label/dated_world.h"
#include "label/recognition.h"

/* A result as dated_verify leaves it, without an answer behind it. */
static struct dated_result result_of(const char *at)
{
	struct dated_result r = { .verdict = DATED_YES };

	r.answer.at = dated_world_time(at);
	r.history.standing = DATED_IN_FORCE;
	r.history.level = 1;
	r.history.model = DATED_MODEL_COVERED;
	r.history.stand = &(const struct dated_entry){ .index = 1 };
	r.history.body = fixture_json("{'result': [{'criterion': 'S1.1-02', 'verdict': 'pass'}, "
				      "{'criterion': 'S1.1-05', 'verdict': 'pass'}, "
				      "{'criterion': 'S1.1-16', 'verdict': 'pass'}]}");
	(void)snprintf(r.statement.criteria, sizeof(r.statement.criteria), "JST-CR-01-01-2024R1");
	return r;
}

static void result_done(struct dated_result *r)
{
	json_decref(r->history.body);
}

/* "+", "-" or "?" for each condition. */
static void said(char out[static 64], const char *rule_id, const struct dated_result *r)
{
	CLEANUP(json_done) json_t *rule = NULL;
	struct err err = { 0 };
	size_t i, n = 0;
	json_t *condition;

	if (recognition_rule(&rule, NULL, rule_id, &err) < 0)
		fail_msg("%s", err.text);
	CLEANUP(json_done) json_t *result = recognition_ask(rule, r);
	json_array_foreach (json_object_get(result, "conditions"), i, condition) {
		const char *outcome = json_text(condition, "outcome");

		out[n++] = text_equal(outcome, "met")     ? '+'
			   : text_equal(outcome, "unmet") ? '-'
							  : '?';
	}
	out[n] = '\0';
	assert_int_equal(json_int(result, "met", 0) + json_int(result, "unmet", 0) +
			     json_int(result, "unknown", 0),
			 n);
}

enum change {
	NOTHING,
	LEVEL_2,
	OTHER_CRITERIA,
	SUSPENDED,
	OPEN,
	OVER,
	NOT_ISSUED,
	OTHER_MODEL,
	NO_MODEL,
	WAIVED,
	NOT_APPLICABLE,
	WITHHELD,
};

static void change(struct dated_result *r, enum change what)
{
	json_t *row = json_array_get(json_object_get(r->history.body, "result"), 1);

	switch (what) {
	case NOTHING:
		break;
	case LEVEL_2:
		r->history.level = 2;
		break;
	case OTHER_CRITERIA:
		r->statement.criteria[18] = '2';
		break;
	case SUSPENDED:
		r->history.standing = DATED_OVER;
		break;
	case OPEN:
		r->history.standing = DATED_OPEN;
		r->history.is_term_over = true;
		break;
	case OVER:
		r->history.standing = DATED_OVER;
		r->history.is_term_over = true;
		break;
	case NOT_ISSUED:
		r->history.standing = DATED_NOT_ISSUED;
		r->history.stand = NULL;
		r->history.model = DATED_MODEL_UNKNOWN;
		break;
	case OTHER_MODEL:
		r->history.model = DATED_MODEL_NOT_COVERED;
		break;
	case NO_MODEL:
		r->history.model = DATED_MODEL_NOT_ASKED;
		break;
	case WAIVED:
		json_object_set_new(row, "verdict", json_string("waived"));
		break;
	case NOT_APPLICABLE:
		json_object_set_new(row, "verdict", json_string("not_applicable"));
		break;
	case WITHHELD:
		json_decref(r->history.body);
		r->history.body = NULL;
		break;
	}
}

static void rules(void **state)
{
	static const struct {
		const char *what, *rule, *at;
		enum change change;
		const char *said;
	} rows[] = {
		/* gb-psti: effective scheme level criteria in_force unexpired model shown operated
		 * application listing english */
		{ "all that can be", "gb-psti", "2026-06-01 00:00", NOTHING, "+?+++++++???" },
		{ "the second before", "gb-psti", "2025-12-04 08:59", NOTHING, "-?++++++-???" },
		{ "British midnight", "gb-psti", "2025-12-04 09:00", NOTHING, "+?++++++-???" },
		{ "before IPA began", "gb-psti", "2025-12-31 23:59", NOTHING, "+?++++++-???" },
		{ "IPA began", "gb-psti", "2026-01-01 00:00", NOTHING, "+?+++++++???" },
		{ "level 2", "gb-psti", "2026-06-01 00:00", LEVEL_2, "+??++++++???" },
		{ "other criteria", "gb-psti", "2026-06-01 00:00", OTHER_CRITERIA, "+?+-+++++???" },
		{ "suspended", "gb-psti", "2026-06-01 00:00", SUSPENDED, "+?++-++++???" },
		{ "an extension pending", "gb-psti", "2026-06-01 00:00", OPEN, "+?++??+++???" },
		{ "expired", "gb-psti", "2026-06-01 00:00", OVER, "+?++--+++???" },
		{ "not issued", "gb-psti", "2026-06-01 00:00", NOT_ISSUED, "+?++--?++???" },
		{ "another model", "gb-psti", "2026-06-01 00:00", OTHER_MODEL, "+?++++-++???" },
		{ "no model", "gb-psti", "2026-06-01 00:00", NO_MODEL, "+?++++?++???" },
		{ "waived", "gb-psti", "2026-06-01 00:00", WAIVED, "+?+++++?+???" },
		{ "not applicable", "gb-psti", "2026-06-01 00:00", NOT_APPLICABLE, "+?+++++?+???" },
		{ "withheld", "gb-psti", "2026-06-01 00:00", WITHHELD, "+?+++++?+???" },
		/* sg-cls: effective scheme level in_force model application equivalence */
		{ "Singapore", "sg-cls", "2026-06-01 01:00", NOTHING, "+?+++??" },
		{ "the minute before", "sg-cls", "2026-06-01 00:59", NOTHING, "-?+++??" },
		{ "level 2 there", "sg-cls", "2026-06-01 01:00", LEVEL_2, "+??++??" },
		{ "expired there", "sg-cls", "2026-06-01 01:00", OVER, "+?+-+??" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(result_done) struct dated_result r = result_of(rows[i].at);
		char got[64];

		change(&r, rows[i].change);
		said(got, rows[i].rule, &r);
		TAP_TEXT(rows[i].what, got, rows[i].said);
	}
}

static void words(void **state)
{
	CLEANUP(result_done) struct dated_result r = result_of("2026-06-01 00:00");
	CLEANUP(json_done) json_t *rule = NULL;

	(void)state;
	assert_int_equal(recognition_rule(&rule, NULL, "gb-psti", NULL), 0);
	CLEANUP(json_done) json_t *result = recognition_ask(rule, &r);
	for (int ja = 0; ja < 2; ja++) {
		CLEANUP(buf_done) struct buf text = BUF(1u << 16);

		recognition_words(&text, result, ja ? "ja" : "en");
		FIXTURE_SAYS("words", buf_cstr(&text), ja ? "満たしている (8)" : "  met (8)");
		FIXTURE_SAYS("words", buf_cstr(&text),
			     ja ? "適合を示すものではありません"
				: "do not tell that anything complies");
		FIXTURE_SAYS("words", buf_cstr(&text),
			     ja ? "人が確かめる必要があります" : "for a person to check");
		assert_null(strstr(buf_cstr(&text), ja ? "満たしていない" : "not met"));
	}
}

static void refused(void **state)
{
	static const struct {
		const char *what, *from, *to, *says;
	} rows[] = {
		{ "a source that is not there", "\"POLICY-WIRE\"\n          ]",
		  "\"NOBODY\"\n          ]", "there is no source 'NOBODY'" },
		{ "a time that is none", "2025-12-04T00", "2025-13-04T00", "is no time" },
		{ "a way that is none", "\"person\"", "\"dice\"", "recognitions.json" },
	};
	const struct bytes good = embedded_find("catalogue/recognitions.json");
	CLEANUP(mem_freep) char *path = fixture_path("recognitions.json");
	CLEANUP(mem_freep) char *dir = fixture_path("");
	json_t *rule = NULL;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(recognition_rule(&rule, NULL, "no-such", &err), E_MISSING);
	FIXTURE_SAYS("names", err.text, "gb-psti, sg-cls");
	assert_true(recognition_rule(&rule, "/nowhere", "gb-psti", NULL) < 0);
	fixture_write(path, good);
	assert_int_equal(recognition_rule(&rule, dir, "sg-cls", &err), 0);
	json_decref(rule);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(mem_freep) char *text = mem_textn((const char *)good.p, good.n);
		char *at = strstr(text, rows[i].from);
		CLEANUP(mem_freep) char *changed = NULL;

		assert_non_null(at);
		*at = '\0';
		changed = mem_format("%s%s%s", text, rows[i].to, at + strlen(rows[i].from));
		fixture_write(path, bytes_of(changed));
		assert_int_equal(recognition_rule(&rule, dir, "gb-psti", &err), E_FORMAT);
		FIXTURE_SAYS(rows[i].what, err.text, rows[i].says);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(rules),
	cmocka_unit_test(words),
	cmocka_unit_test(refused),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
