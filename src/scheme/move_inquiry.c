/* The answer to one inquiry: by the authority itself, or by an officer who has it on paper. */
#include "base/mem.h"
#include "base/text.h"
#include "scheme/mail.h"
#include "scheme/move.h"

static bool may_answer(const struct call *c, const json_t *row)
{
	return c->role != ROLE_AUTHORITY ||
	       text_equal(json_text(row, "authority"), json_text(c->account, "authority"));
}

enum outcome move_inquiry(struct call *c)
{
	CLEANUP(json_done) json_t *row = NULL;
	const char *answer = call_arg(c, "answer"), *note = NULL, *reason = NULL;
	int64_t id = call_id(c, "id");
	enum outcome o = call_row(c, "inquiry_by_id", STORE_VALUES(STORE_INT(id)), &row);

	if (o != OUTCOME_OK)
		return o;
	if (!may_answer(c, row))
		return OUTCOME_MISSING;
	const struct transition *t =
	    workflow_find(MACHINE_INQUIRY, json_text(row, "state"), move_action(c),
			  (unsigned)json_int(row, "level", 1));
	if (!text_equal(answer, "no_objection") && !text_equal(answer, "objection"))
		(void)call_problem(c, "answer", "回答を選んでください。",
				   "Please choose the answer.");
	if (call_text(c, "note", 5000, text_equal(answer, "objection"), &note) != OUTCOME_OK ||
	    c->problems)
		return OUTCOME_INVALID;
	o = move_allowed(c, t, NULL, &reason);
	if (o == OUTCOME_OK)
		o = call_change_one(c, "inquiry_answer",
				    STORE_VALUES(STORE_INT(id), STORE_TEXT(t->to),
						 STORE_TEXT(answer), STORE_TEXT(note),
						 STORE_INT(c->now), call_account_value(c)));
	if (o != OUTCOME_OK)
		return o;
	CLEANUP(mem_freep) char *subject = mem_format("%" PRId64, id);
	CLEANUP(mem_freep)
	char *path = mem_format("/officer/applications/%" PRId64, json_int(row, "application", 0));
	/* The trail says that it was answered; what was said stays with the inquiry. */
	o = call_audit(c, &(struct trail){ .kind = "inquiry",
					   .subject = subject,
					   .from = t->from,
					   .to = t->to,
					   .reason = reason });
	if (o == OUTCOME_OK && c->role == ROLE_AUTHORITY)
		o = mail_to_role(
		    c, "officer", MAIL_TO_DO,
		    &(struct mail_words){ .path = path,
					  .number = json_text(row, "application_number") });
	return o;
}
