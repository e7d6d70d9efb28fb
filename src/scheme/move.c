#include "scheme/move.h"

#include "base/mem.h"
#include "base/text.h"
#include "scheme/account.h"
#include "scheme/mail.h"

const char *move_action(const struct call *c)
{
	const char *dot = strchr(c->action, '.');

	return dot ? dot + 1 : c->action;
}

/* Two people at the same form: the second one is told. */
static enum outcome same_version(struct call *c, const json_t *row)
{
	int64_t version = call_id(c, "version");

	return version && version != json_int(row, "version", 0) ? OUTCOME_CONFLICT : OUTCOME_OK;
}

static bool may_touch(const struct call *c, const json_t *row)
{
	if (c->role != ROLE_MAKER)
		return true;
	return json_int(row, "organisation", 0) == json_int(c->account, "organisation", -1);
}

enum outcome move_open_application(struct call *c, json_t **out)
{
	CLEANUP(json_done) json_t *row = NULL;
	enum outcome o =
	    call_row(c, "application_by_id", STORE_VALUES(STORE_INT(call_id(c, "id"))), &row);

	if (o != OUTCOME_OK)
		return o;
	/* Somebody else's is not there: its number would tell something already. */
	if (!may_touch(c, row))
		return OUTCOME_MISSING;
	o = same_version(c, row);
	if (o == OUTCOME_OK)
		*out = steal(row);
	return o;
}

enum outcome move_open_registration(struct call *c, json_t **out)
{
	CLEANUP(json_done) json_t *row = NULL;
	enum outcome o = call_row(c, "registration_by_number",
				  STORE_VALUES(STORE_TEXT(call_arg(c, "number"))), &row);

	if (o != OUTCOME_OK)
		return o;
	if (!may_touch(c, row))
		return OUTCOME_MISSING;
	o = same_version(c, row);
	if (o == OUTCOME_OK)
		*out = steal(row);
	return o;
}

enum outcome move_allowed(struct call *c, const struct transition *t, const json_t *facts,
			  const char **reason)
{
	struct workflow_refusal why = { 0 };
	enum outcome o;

	*reason = NULL;
	if (!t)
		return call_problem(c, "", "今の状態では、この操作はできません。",
				    "This cannot be done in the present state.");
	if (!(t->roles & ROLE_BIT(c->role)))
		return OUTCOME_DENIED;
	o = call_text(c, "reason", REASON_MAX, t->reason, reason);
	if (o != OUTCOME_OK)
		return o;
	if (!workflow_guard(t->guard, facts, &why))
		return call_problem(c, "", why.ja, why.en);
	return t->fresh ? account_check_factor(c) : OUTCOME_OK;
}

enum outcome move_tell(struct call *c, const struct transition *t, const struct move_told *told)
{
	const struct workflow_state *to = workflow_state_find(t->machine, t->to);
	CLEANUP(mem_freep) char *maker = mem_format("/maker/%s/%s", told->place, told->id);
	CLEANUP(mem_freep) char *officer = mem_format("/officer/%s/%s", told->place, told->id);
	struct mail_words words = {
		.path = maker, .number = told->number, .state_ja = to->ja, .state_en = to->en
	};
	enum outcome o = OUTCOME_OK;

	if (t->effects & EFFECT_NOTIFY_MAKER)
		o = mail_to_organisation(c, told->organisation, MAIL_MOVED, &words);
	words.path = officer;
	if (o == OUTCOME_OK && (t->effects & EFFECT_NOTIFY_OFFICERS))
		o = mail_to_role(c, "officer", MAIL_TO_DO, &words);
	return o;
}
