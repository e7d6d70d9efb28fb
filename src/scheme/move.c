#include "scheme/move.h"

#include "base/mem.h"
#include "base/text.h"
#include "scheme/facts.h"
#include "scheme/issue.h"
#include "scheme/mail.h"

const char *move_action(const struct call *c)
{
	const char *dot = strchr(c->action, '.');

	if (c->deed)
		return c->deed;
	return dot ? dot + 1 : c->action;
}

void move_done(struct move *m)
{
	json_decref(m->row);
	json_decref(m->facts);
}

/* ---- the row ---- */

/* Two people at the same form: the second one is told. */
static enum outcome same_version(struct call *c, const json_t *row)
{
	int64_t version = call_id(c, "version");

	return version && version != json_int(row, "version", 0) ? OUTCOME_CONFLICT : OUTCOME_OK;
}

static bool may_touch(const struct call *c, enum machine machine, const json_t *row)
{
	if (c->role == ROLE_MAKER)
		return json_int(row, "organisation", 0) == json_int(c->account, "organisation", -1);
	return machine != MACHINE_APPLICATION || facts_owner_sees(row);
}

/* Somebody else's is not there: its number would tell something already. */
static enum outcome open_row(struct call *c, enum machine machine, json_t **out)
{
	CLEANUP(json_done) json_t *row = NULL;
	bool application = machine == MACHINE_APPLICATION;
	enum outcome o = call_row(c, application ? "application_by_id" : "registration_by_number",
				  STORE_VALUES(application ? STORE_INT(call_id(c, "id"))
							   : STORE_TEXT(call_arg(c, "number"))),
				  &row);

	if (o == OUTCOME_OK && !may_touch(c, machine, row))
		return OUTCOME_MISSING;
	if (o == OUTCOME_OK)
		o = same_version(c, row);
	if (o == OUTCOME_OK)
		*out = steal(row);
	return o;
}

enum outcome move_open_application(struct call *c, json_t **row)
{
	return open_row(c, MACHINE_APPLICATION, row);
}

enum outcome move_open_registration(struct call *c, json_t **row)
{
	return open_row(c, MACHINE_LABEL, row);
}

enum outcome move_open(struct call *c, enum machine machine, struct move *m)
{
	const struct facts gather = call_facts(c);
	enum outcome o = open_row(c, machine, &m->row);

	if (o != OUTCOME_OK)
		return o;
	m->machine = machine;
	m->t = workflow_find(machine, json_text(m->row, "state"), move_action(c),
			     (unsigned)json_int(m->row, "level", 1));
	return call_outcome_of(c, machine == MACHINE_APPLICATION
				      ? facts_of_application(&gather, m->row, &m->facts, &c->err)
				      : facts_of_registration(&gather, m->row, &m->facts, &c->err));
}

/* ---- may it be? ---- */

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
	return t->fresh ? call_decides(c) : OUTCOME_OK;
}

/* ---- what is left of it ---- */

static enum outcome tell_authority(struct call *c, const struct move_told *told,
				   struct mail_words *words)
{
	CLEANUP(mem_freep) char *path = mem_format("/authority/inquiries/%s", told->inquiry);

	words->path = path;
	return mail_to_authority(c, told->authority, MAIL_MOVED, words);
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
	/* Who hands an inquiry out tells each authority itself (ask_authorities). */
	if (o == OUTCOME_OK && (t->effects & EFFECT_NOTIFY_AUTHORITY) && told->authority)
		o = tell_authority(c, told, &words);
	return o;
}

/*
 * Where two have to decide, both decide over the same: what the first one saw is what becomes
 * public.
 */
static enum outcome rest_on_first(struct call *c, const struct move *m)
{
	char covers[HASH_HEX_MAX];

	call_covers(c, covers);
	enum outcome o = call_rows(c, "decisions_over_same",
				   STORE_VALUES(STORE_INT(json_int(m->row, "id", 0)),
						STORE_TEXT(covers), call_account_value(c)),
				   &c->decisions);

	if (o == OUTCOME_OK && json_array_size(c->decisions) == 0)
		return call_problem(
		    c, "", "提案の後に内容が変わりました。提案を差し戻し、改めて提案してください。",
		    "This changed after it was proposed. Please decline the proposal and propose "
		    "it again.");
	return o;
}

enum outcome move_keep(struct call *c, const struct move_decision *d)
{
	CLEANUP(json_done) json_t *papers = NULL;
	char digest[HASH_HEX_MAX], covers[HASH_HEX_MAX];
	enum outcome o =
	    call_row(c, "application_by_id", STORE_VALUES(STORE_INT(d->papers)), &papers);

	if (o == OUTCOME_OK)
		o = call_outcome_of(c, facts_digest(c->store, papers, digest, &c->err));
	if (o != OUTCOME_OK)
		return o;
	call_covers(c, covers);
	return call_run(c, "decision_add",
			STORE_VALUES(d->number ? STORE_NULL : STORE_INT(d->papers),
				     STORE_TEXT(d->number), STORE_TEXT(move_action(c)),
				     STORE_TEXT(d->reason), call_account_value(c),
				     STORE_INT(c->now), STORE_TEXT(digest), STORE_TEXT(covers),
				     STORE_TEXT(call_attestation(c))));
}

static enum outcome keep_decision(struct call *c, const struct move *m)
{
	CLEANUP(json_done) json_t *papers = NULL;
	bool application = m->machine == MACHINE_APPLICATION;
	int64_t id = json_int(m->row, application ? "id" : "application", 0);
	enum outcome o = OUTCOME_OK;

	if (!c->events) {
		o = call_row(c, "application_by_id", STORE_VALUES(STORE_INT(id)), &papers);
		if (o == OUTCOME_OK)
			o = issue_subject(c, papers, &c->subject);
	}
	if (o == OUTCOME_OK && (m->t->effects & EFFECT_LABEL_ISSUED) &&
	    m->t->guard == GUARD_SECOND_PERSON)
		o = rest_on_first(c, m);
	return o == OUTCOME_OK
		   ? move_keep(c,
			       &(struct move_decision){
				   .papers = id,
				   .number = application ? NULL : json_text(m->row, "number"),
				   .reason = m->reason })
		   : o;
}

enum outcome move_finish(struct call *c, const struct move *m, const struct move_told *told)
{
	enum outcome o = m->t->fresh ? keep_decision(c, m) : OUTCOME_OK;

	if (o == OUTCOME_OK)
		o = call_audit(c, &(struct trail){ .kind = m->machine == MACHINE_APPLICATION
							       ? "application"
							       : "label",
						   .subject = told->id,
						   .from = m->t->from,
						   .to = m->t->to,
						   .reason = m->reason });
	return o == OUTCOME_OK ? move_tell(c, m->t, told) : o;
}
