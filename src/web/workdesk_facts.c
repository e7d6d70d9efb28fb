/*
 * The facts that the conditions look at, gathered for a page as scheme/facts.c gathers them for the
 * registrar, who decides: here they only say beforehand what will be possible.
 */
#include "base/day.h"
#include "base/err.h"
#include "base/num.h"
#include "base/text.h"
#include "store/store.h"
#include "web/workdesk.h"
#include "workflow/form_check.h"
#include "workflow/settings.h"

#define DAY_SECONDS INT64_C(86400)

/* Rows that may be absent. */
static int maybe_row(struct web *web, const char *statement, int64_t id, json_t **row,
		     struct err *err)
{
	int r = store_row(web->store, statement, STORE_VALUES(STORE_INT(id)), row, err);

	return r == E_MISSING ? 0 : r;
}

static int evaluation_body(struct web *web, const json_t *body, json_t **out, struct err *err)
{
	const char *text = json_text(json_object_get(body, "evaluation_body"), "id");
	int64_t id;

	if (!text || num_i64(text, 1, INT64_MAX, &id) < 0)
		return 0;
	int r = maybe_row(web, "organisation_by_id", id, out, err);
	if (r == 0 && *out && !text_equal(json_text(*out, "kind"), "evaluator")) {
		json_decref(*out);
		*out = NULL;
	}
	return r;
}

/* What the jobs process found out today or yesterday about the addresses in it. */
static int known_links(struct web *web, int64_t id, const char *today, json_t **out,
		       struct err *err)
{
	int64_t since = 0;
	int r = json_flag(web->settings->doc, "link_checks") ? day_start(today, &since) : E_MISSING;

	if (r == 0)
		r = store_rows(web->store, "web_links_known",
			       STORE_VALUES(STORE_INT(id), STORE_INT(since - DAY_SECONDS)), out,
			       err);
	return r == E_MISSING ? 0 : r;
}

static int facts_of_application(struct web *web, const struct request *rq, const json_t *row,
				const char *today, json_t **out, struct err *err)
{
	CLEANUP(json_done) json_t *checklist = NULL;
	CLEANUP(json_done) json_t *evaluator = NULL;
	CLEANUP(json_done) json_t *inquiries = NULL;
	CLEANUP(json_done) json_t *decisions = NULL;
	CLEANUP(json_done) json_t *fee = NULL;
	CLEANUP(json_done) json_t *links = NULL;
	int64_t id = json_int(row, "id", 0);
	const json_t *body = json_object_get(row, "body");
	int r = maybe_row(web, "checklist_by_application", id, &checklist, err);

	if (r == 0)
		r = evaluation_body(web, body, &evaluator, err);
	if (r == 0)
		r = known_links(web, id, today, &links, err);
	if (r == 0)
		r = store_rows(web->store, "inquiries_of", STORE_VALUES(STORE_INT(id)), &inquiries,
			       err);
	if (r == 0)
		r = store_rows(web->store, "decisions_of_application", STORE_VALUES(STORE_INT(id)),
			       &decisions, err);
	if (r == 0)
		r = maybe_row(web, "fee_of", id, &fee, err);
	if (r < 0)
		return r;
	const json_t *handed_in = checklist ? json_object_get(checklist, "body") : NULL;
	json_t *findings = form_check(&(struct form_check){
	    .body = body,
	    .checklist = handed_in,
	    .manifest = handed_in ? json_object_get(handed_in, "manifest") : NULL,
	    .settings = web->settings,
	    .pack = web->pack,
	    .day = today,
	    .evaluation_body = evaluator,
	    .links = links });
	*out = json_pack(
	    "{s:{s:I, s:O, s:b, s:s?}, s:o, s:O, s:O, s:O?, s:O?, s:O?, s:O?, s:I, s:s}",
	    "application", "level", (json_int_t)json_int(row, "level", 0), "body", body,
	    "provisional_asked", json_flag(row, "is_provisional_asked"), "provisional_number",
	    json_text(row, "provisional_number"), "findings", findings, "inquiries", inquiries,
	    "decisions", decisions, "fee", fee, "evaluation_body", evaluator, "report",
	    json_object_get(row, "report"), "checklist", checklist, "actor",
	    (json_int_t)json_int(rq->account, "id", 0), "today", today);
	return *out ? 0 : E_FORMAT;
}

static int facts_of_registration(struct web *web, const struct request *rq, const json_t *row,
				 const char *today, json_t **out)
{
	CLEANUP(json_done) json_t *hearing = json_object();
	const char *held = json_text(row, "hearing_held");
	int64_t opened = json_int(row, "hearing_opened", 0);
	char opened_on[DAY_TEXT_MAX];

	day_of(opened_on, opened);
	if (opened)
		json_object_set_new(hearing, "opened_on", json_string(opened_on));
	if (held)
		json_object_set_new(hearing, "held_on", json_string(held));
	*out = json_pack("{s:{s:s}, s:O, s:O?, s:I, s:s}", "label", "valid_until",
			 json_text(row, "valid_until"), "hearing", hearing, "renewal",
			 json_object_get(web->settings->doc, "renewal"), "actor",
			 (json_int_t)json_int(rq->account, "id", 0), "today", today);
	return *out ? 0 : E_FORMAT;
}

int workdesk_facts(struct web *web, const struct request *rq, enum machine machine,
		   const json_t *row, json_t **facts, struct err *err)
{
	char today[DAY_TEXT_MAX];

	*facts = NULL;
	day_of(today, rq->now);
	switch (machine) {
	case MACHINE_APPLICATION:
		return facts_of_application(web, rq, row, today, facts, err);
	case MACHINE_LABEL:
		return facts_of_registration(web, rq, row, today, facts);
	case MACHINE_INQUIRY:
	case MACHINES:
		break;
	}
	*facts = json_pack("{s:s}", "today", today);
	return 0;
}
