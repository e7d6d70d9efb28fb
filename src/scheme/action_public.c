/* What anybody may ask that only the signer can make. */
#include "base/text.h"
#include "base/time.h"
#include "label/dated_answer.h"
#include "scheme/action.h"

#define NUMBER_MAX 64 /* characters */
#define MODEL_MAX 400

/* Members of an address that mean nothing were meant as something. */
static enum outcome known_only(struct call *c, const char *const *known, size_t n)
{
	const char *name;
	json_t *value;

	json_object_foreach (json_lend(c->args), name, value) {
		bool found = false;

		for (size_t i = 0; i < n; i++)
			found = found || text_equal(known[i], name);
		if (!found)
			return call_problem(c, "", "アドレスに知らない項目があります。",
					    "The address has a member that is not known here.");
	}
	return OUTCOME_OK;
}

/* A day, which is its last second in Tokyo, or a moment; of today and without one it is now. */
static enum outcome moment(struct call *c, json_t *job)
{
	const char *text = call_arg(c, "at");
	int64_t at = 0;

	if (!text || text_equal(text, c->today))
		return OUTCOME_OK;
	if (dated_answer_end_of_day(text, &at) < 0 && time_parse(text, &at) < 0)
		return call_problem(
		    c, "at", "日付(YYYY-MM-DD)か、時差のついた日時(RFC 3339)で指定してください。",
		    "Give a day (YYYY-MM-DD), or a time with its offset (RFC 3339).");
	if (at > c->now)
		return call_problem(c, "at", "これから先の日時についてはお答えできません。",
				    "The moment is still to come.");
	json_object_set_new(job, "at", json_integer(at));
	return OUTCOME_OK;
}

static enum outcome answer(struct call *c)
{
	static const char *const known[] = { "number", "model", "at" };
	const char *number = NULL, *model = NULL;
	const json_t *result = NULL;
	json_t *job = json_pack("{s:s}", "kind", "answer");
	enum outcome o = known_only(c, known, ARRAY_LEN(known));

	if (o == OUTCOME_OK)
		o = call_text(c, "number", NUMBER_MAX, true, &number);
	if (o == OUTCOME_OK)
		o = call_text(c, "model", MODEL_MAX, false, &model);
	if (o == OUTCOME_OK)
		o = moment(c, job);
	if (o != OUTCOME_OK) {
		json_decref(job);
		return o;
	}
	json_object_set_new(job, "number", json_string(number));
	if (model)
		json_object_set_new(job, "model", json_string(model));
	o = call_job(c, job, &result);
	if (o != OUTCOME_OK)
		return o;
	if (json_flag(result, "missing"))
		return OUTCOME_MISSING;
	const char *refused = json_text(result, "refused"), *file = json_text(result, "answer");
	if (refused)
		return call_problem(c, "", "この質問にはお答えできません。", refused);
	if (!file)
		return OUTCOME_BROKEN;
	json_object_set_new(c->result, "answer", json_string(file));
	return OUTCOME_OK;
}

const struct action action_public_table[] = {
	{ "label.answer", ROLE_PUBLIC, answer },
	{ .name = NULL },
};
