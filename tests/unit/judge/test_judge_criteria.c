/*
 * The shipped pack, criterion by criterion: the rows of tests/unit/judge_cases.  Which verdicts a
 * criterion can reach is worked out from the pack itself, and each of them needs a row, so that a
 * new check cannot come without one.
 */
#include "judge_case.h"

static struct catalogue *catalogue;

static int load(void **state)
{
	(void)state;
	catalogue = fixture_catalogue();
	return 0;
}

static int unload(void **state)
{
	(void)state;
	catalogue_free(catalogue);
	return 0;
}

/* ---- the rows ---- */

/* What is wrong with the verdicts of a row, or NULL; new. */
static char *fault_of(const json_t *row, const json_t *verdicts)
{
	const json_t *record = judge_case_record(verdicts, json_text(row, "criterion"));
	const json_t *because = json_object_get(record, "because");
	const json_t *provisional = json_object_get(row, "provisional");
	const char *english = catalogue_say(because, "en"), *says = json_text(row, "says"), *name;
	json_t *wanted;

	if (!text_equal(json_text(record, "verdict"), json_text(row, "expect")))
		return mem_format("is %s, not %s", json_text(record, "verdict"),
				  json_text(row, "expect"));
	if (!*english || !*catalogue_say(because, "ja") || strchr(english, '{'))
		return mem_text("gives no proper reason");
	if (says && !strstr(english, says))
		return mem_format("does not say \"%s\"", says);
	if (provisional && json_flag(record, "provisional") != json_is_true(provisional))
		return mem_format("is%s provisional", json_is_true(provisional) ? " not" : "");
	json_object_foreach (json_object_get(row, "check"), name, wanted)
		if (!text_equal(judge_case_verdict(verdicts, name), json_string_value(wanted)))
			return mem_format("has %s as %s", name, judge_case_verdict(verdicts, name));
	return NULL;
}

static bool holds_good(const json_t *row)
{
	CLEANUP(judge_case_done) struct judge_case c = judge_case_of(catalogue, row);
	CLEANUP(json_done) json_t *verdicts = judge_case_judge(&c, catalogue, true);
	CLEANUP(mem_freep) char *fault = fault_of(row, verdicts);
	const json_t *record = judge_case_record(verdicts, json_text(row, "criterion"));

	if (fault)
		print_message("# [%s: %s] %s: %s\n", json_text(row, "criterion"),
			      json_text(row, "what"), fault,
			      catalogue_say(json_object_get(record, "because"), "en"));
	return !fault;
}

static void every_row(void **state)
{
	static const char *const files[] = { "judge_cases/criteria.json",
					     "judge_cases/applicability.json" };
	unsigned faults = 0;

	(void)state;
	for (size_t k = 0; k < ARRAY_LEN(files); k++) {
		CLEANUP(json_done) json_t *file = fixture_json_file(files[k]);
		size_t i;
		json_t *row;

		json_array_foreach (json_object_get(file, "rows"), i, row)
			faults += !holds_good(row);
	}
	assert_int_equal(faults, 0);
}

/* ---- is there a row for everything? ---- */

static const char *const facts[] = { "constrained_device",     "no_update_mechanism",
				     "no_network_update",      "protected_environment",
				     "associated_service",     "no_passwords",
				     "no_user_authentication", "no_stored_assets" };

static bool holds(unsigned world, const char *fact)
{
	for (unsigned i = 0; i < ARRAY_LEN(facts); i++)
		if (text_equal(facts[i], fact))
			return world >> i & 1;
	fail_msg("the pack has an unknown fact '%s'", fact);
	return false;
}

/* May the check fall away where the facts are as in world? */
static bool may_fall_away(const json_t *check, unsigned world)
{
	const json_t *question = json_object_get(check, "question");
	size_t i;
	json_t *rule;

	json_array_foreach (json_object_get(check, "applies_unless"), i, rule)
		if (holds(world, json_text(rule, "fact")))
			return true;
	json_array_foreach (json_object_get(check, "applies_if"), i, rule)
		if (!holds(world, json_text(rule, "fact")))
			return true;
	return json_flag(question, "may_be_na");
}

static bool all_may_fall_away(const json_t *criterion)
{
	size_t i;
	json_t *check;

	for (unsigned world = 0; world < 1u << ARRAY_LEN(facts); world++) {
		bool all = true;

		json_array_foreach (json_object_get(criterion, "checks"), i, check)
			all = all && may_fall_away(check, world);
		if (all)
			return true;
	}
	return false;
}

static bool needs_coverage(const json_t *check)
{
	size_t i;
	json_t *need;

	json_array_foreach (json_object_get(check, "needs"), i, need)
		if (json_object_get(need, "coverage"))
			return true;
	return false;
}

static bool can_reach(const json_t *criterion, enum verdict v)
{
	size_t i;
	json_t *check;

	if (v == VERDICT_PASS)
		return true;
	if (v == VERDICT_NOT_APPLICABLE)
		return all_may_fall_away(criterion);
	json_array_foreach (json_object_get(criterion, "checks"), i, check) {
		bool question = json_object_get(check, "question") != NULL;

		if (v == VERDICT_FAIL && (question || json_object_get(check, "fail_if")))
			return true;
		if (v == VERDICT_ERROR && needs_coverage(check))
			return true;
		if (v == VERDICT_INCONCLUSIVE &&
		    (json_object_get(check, "needs") || json_object_get(check, "inconclusive_if")))
			return true;
		if (v == VERDICT_NEEDS_HUMAN && question)
			return true;
	}
	return false;
}

static bool has_row(const json_t *rows, const char *criterion, const char *verdict)
{
	size_t i;
	json_t *row;

	json_array_foreach (rows, i, row)
		if (text_equal(json_text(row, "criterion"), criterion) &&
		    text_equal(json_text(row, "expect"), verdict))
			return true;
	return false;
}

static void every_reachable_verdict_has_a_row(void **state)
{
	CLEANUP(json_done) json_t *file = fixture_json_file("judge_cases/criteria.json");
	const json_t *criteria = json_object_get(catalogue->pack, "criteria");
	size_t i;
	json_t *criterion;

	(void)state;
	assert_int_equal(json_array_size(criteria), 16);
	json_array_foreach (criteria, i, criterion)
		for (unsigned v = 0; v < VERDICT_COUNT; v++) {
			const char *id = json_text(criterion, "id");
			const char *name = verdict_name((enum verdict)v);
			bool can = can_reach(criterion, (enum verdict)v);

			if (can != has_row(json_object_get(file, "rows"), id, name))
				fail_msg("%s can%s come to %s, but there is %s row for it", id,
					 can ? "" : "not", name, can ? "no" : "a");
		}
}

/* The pack knows no rule on associated services; test_judge.c tries one with a pack of its own. */
static void every_rule_of_applicability_has_a_row(void **state)
{
	static const char *const rules[] = { "constrained device", "update mechanism present",
					     "network delivery", "protocol exception",
					     "protected environment" };
	CLEANUP(json_done) json_t *file = fixture_json_file("judge_cases/applicability.json");
	size_t i;
	json_t *row;

	(void)state;
	for (size_t k = 0; k < ARRAY_LEN(rules); k++) {
		unsigned n = 0, unknown = 0;

		json_array_foreach (json_object_get(file, "rows"), i, row)
			if (text_equal(json_text(row, "rule"), rules[k])) {
				n++;
				unknown += text_equal(json_text(row, "what"), "not said") ||
					   json_is_false(json_object_get(row, "declaration"));
			}
		TAP_CHECK(rules[k], n >= 2);
		TAP_CHECK(rules[k], unknown >= 1);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(every_row),
	cmocka_unit_test(every_reachable_verdict_has_a_row),
	cmocka_unit_test(every_rule_of_applicability_has_a_row),
};

TAP_MAIN_WITHIN(tests, load, unload)
