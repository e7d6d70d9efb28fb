/*
 * A criterion's verdict is the worst of its checks' (judge_check.c); what it says and rests on is
 * put together from them.
 */
#include "judge/judge.h"

#include "base/text.h"
#include "criteria/catalogue.h"
#include "judge/judge_check.h"
#include "judge/say.h"
#include "judge/verdict.h"

static enum verdict verdict_of(const json_t *record)
{
	enum verdict v = VERDICT_ERROR;

	/* We wrote the name ourselves; were it unknown, error is the honest reading. */
	(void)!verdict_find(json_text(record, "verdict"), &v);
	return v;
}

/*
 * A failure is provisional only if nothing firmer proves it as well; any other verdict is as soon
 * as one of its checks is.
 */
static bool criterion_provisional(const json_t *checks, enum verdict verdict)
{
	bool every = true, any = false;
	size_t i;
	json_t *check;

	json_array_foreach (checks, i, check) {
		bool provisional = json_flag(check, "provisional");

		any = any || provisional;
		if (verdict_of(check) == verdict)
			every = every && provisional;
	}
	return verdict == VERDICT_FAIL ? every : any;
}

/* What checks of that verdict said, each thing once; remedies likewise. */
static void explain(json_t *record, const json_t *checks, const json_t *said, enum verdict verdict)
{
	CLEANUP(json_done) json_t *reasons = json_array();
	CLEANUP(json_done) json_t *remedies = json_array();
	size_t i, k;
	json_t *check, *text;

	json_array_foreach (checks, i, check) {
		json_t *remedy = json_object_get(check, "remedy");

		if (verdict_of(check) != verdict)
			continue;
		json_array_foreach (json_array_get(said, i), k, text)
			if (!json_has(reasons, text))
				json_array_append(reasons, text);
		if (remedy && !json_has(remedies, remedy))
			json_array_append(remedies, remedy);
	}
	json_object_set_new(record, "because", say_join(reasons));
	if (json_array_size(remedies) > 0)
		json_object_set_new(record, "remedy", say_join(remedies));
}

/*
 * What the verdict rests on: a pass on everything, any other verdict on the checks that made it.
 * Values are different: were another one official, a check that passes now might not, so that only
 * a failure is independent of what the other checks rest on.
 */
static json_t *rests_on(const json_t *checks, const char *list, enum verdict verdict)
{
	bool is_value = text_equal(list, "parameters");
	bool everything = verdict == VERDICT_PASS || (is_value && verdict != VERDICT_FAIL);
	CLEANUP(json_done) json_t *seen = json_object();
	json_t *all = json_array();
	size_t i, k;
	json_t *check, *item;

	json_array_foreach (checks, i, check) {
		if (!everything && verdict_of(check) != verdict)
			continue;
		json_array_foreach (json_object_get(check, list), k, item) {
			if (!json_object_get(seen, json_string_value(item)))
				json_array_append(all, item);
			json_object_set_new(seen, json_string_value(item), json_true());
		}
	}
	return all;
}

static json_t *judge_criterion(const struct judge_input *in, const json_t *criterion)
{
	static const char *const lists[] = { "observations", "evidence", "coverage" };
	CLEANUP(json_done) json_t *said = json_array();
	json_t *record = json_object(), *checks = json_array();
	enum verdict worst = VERDICT_NOT_APPLICABLE;
	size_t i;
	json_t *check;

	json_array_foreach (json_object_get(criterion, "checks"), i, check) {
		json_array_append_new(checks, judge_check(in, check, said));
		worst = verdict_worse(worst, verdict_of(json_array_get(checks, i)));
	}
	bool provisional = criterion_provisional(checks, worst);

	json_object_set(record, "criterion", json_object_get(criterion, "id"));
	json_object_set_new(record, "verdict", json_string(verdict_name(worst)));
	json_object_set_new(record, "provisional", json_boolean(provisional));
	explain(record, checks, said, worst);
	for (size_t k = 0; k < ARRAY_LEN(lists); k++)
		json_object_set_new(record, lists[k], rests_on(checks, lists[k], worst));
	json_object_set_new(record, "parameters",
			    provisional ? rests_on(checks, "parameters", worst) : json_array());
	json_object_set_new(record, "checks", checks);
	return record;
}

json_t *judge(const struct judge_input *in)
{
	json_t *verdicts = json_array();
	size_t i;
	json_t *criterion;

	json_array_foreach (json_object_get(in->catalogue->pack, "criteria"), i, criterion)
		json_array_append_new(verdicts, judge_criterion(in, criterion));
	return verdicts;
}
