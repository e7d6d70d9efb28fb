/*
 * The answer to one inquiry: by the authority itself, or by an officer who has it on paper; and the
 * end of those that nobody needs to answer any more.
 */
#include "base/mem.h"
#include "base/text.h"
#include "scheme/move.h"

static bool may_answer(const struct call *c, const json_t *row)
{
	return c->role != ROLE_AUTHORITY ||
	       text_equal(json_text(row, "authority"), json_text(c->account, "authority"));
}

/* The trail says that it was answered; what was said stays with the inquiry. */
static enum outcome finish(struct call *c, const json_t *row, const struct transition *t,
			   const char *reason)
{
	CLEANUP(mem_freep) char *id = mem_format("%" PRId64, json_int(row, "id", 0));
	CLEANUP(mem_freep)
	char *application = mem_format("%" PRId64, json_int(row, "application", 0));
	enum outcome o = call_audit(
	    c,
	    &(struct trail){
		.kind = "inquiry", .subject = id, .from = t->from, .to = t->to, .reason = reason });

	return o == OUTCOME_OK
		   ? move_tell(c, t,
			       &(struct move_told){ .place = "applications",
						    .id = application,
						    .number = json_text(row, "application_number"),
						    .authority = json_text(row, "authority"),
						    .inquiry = id })
		   : o;
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
	return finish(c, row, t, reason);
}

/* The person's own deed has a row of the trail already; this is what follows from it. */
static enum outcome cancel(struct call *c, const json_t *application, const json_t *row)
{
	CLEANUP(json_done) json_t *whole = json_copy(json_lend(row));
	const struct transition *t =
	    workflow_find(MACHINE_INQUIRY, json_text(row, "state"), "cancel",
			  (unsigned)json_int(application, "level", 1));

	if (!t)
		return OUTCOME_OK;
	json_object_set(whole, "application_number",
			json_object_get(application, "application_number"));
	const char *because_of = c->action;
	enum outcome o =
	    call_change_one(c, "inquiry_cancel",
			    STORE_VALUES(STORE_INT(json_int(row, "id", 0)), STORE_TEXT(t->to)));
	c->action = "inquiry.cancel";
	if (o == OUTCOME_OK)
		o = finish(c, whole, t, NULL);
	c->action = because_of;
	return o;
}

enum outcome move_inquiry_close(struct call *c, const json_t *application)
{
	CLEANUP(json_done) json_t *rows = NULL;
	enum outcome o = call_rows(c, "inquiries_of",
				   STORE_VALUES(STORE_INT(json_int(application, "id", 0))), &rows);
	size_t i;
	json_t *row;

	json_array_foreach (rows, i, row)
		if (o == OUTCOME_OK)
			o = cancel(c, application, row);
	return o;
}
