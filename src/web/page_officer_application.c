/* Everything of one application on one page: what it says, what was found, what can be done. */
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/store.h"
#include "web/page_auditor_words.h"
#include "web/page_officer_frame.h"
#include "web/page_officer_parts.h"
#include "web/page_officer_supply.h"
#include "web/pages.h"
#include "web/view.h"
#include "web/view_field.h"
#include "web/workdesk.h"
#include "web/workdesk_findings.h"

#define MESSAGE_MAX 5000 /* characters */

static json_t *received_as(const json_t *row)
{
	const char *how = json_text(row, "received_as");

	if (text_equal(how, "mail"))
		return view_words("郵送・メール（担当者が入力）", "mail, entered by an officer");
	if (text_equal(how, "paper"))
		return view_words("書面（担当者が入力）", "paper, entered by an officer");
	return view_words("オンライン", "online");
}

static int show_decision(struct web *web, const struct request *rq, const json_t *row, json_t *view,
			 struct err *err)
{
	CLEANUP(json_done) json_t *decisions = NULL;
	json_t *inquiries = NULL, *evaluator = NULL;
	int64_t id = json_int(row, "id", 0);
	int r = page_officer_parts_inquiries(web, rq, id, &inquiries, err);

	if (r < 0)
		return r;
	json_object_set_new(view, "inquiries", inquiries);
	json_object_set_new(view, "has_inquiries", json_boolean(json_array_size(inquiries) > 0));
	r = page_officer_parts_evaluator(web, rq, row, &evaluator, err);
	if (r < 0)
		return r;
	json_object_set_new(view, "evaluator", evaluator);
	r = store_rows(web->store, "decisions_of_application", STORE_VALUES(STORE_INT(id)),
		       &decisions, err);
	if (r < 0)
		return r;
	json_object_set_new(view, "decisions",
			    page_officer_parts_decisions(MACHINE_APPLICATION, decisions));
	return 0;
}

static void show_papers(struct web *web, const json_t *row, json_t *view)
{
	const json_t *checklist = json_object_get(view, "checklist");
	bool handed_in = json_is_object(checklist);

	json_object_set_new(view, "sections",
			    workdesk_findings_document(json_object_get(row, "body")));
	json_object_set_new(view, "supply", page_officer_supply(json_object_get(row, "body")));
	json_object_set_new(view, "criteria",
			    handed_in ? page_officer_parts_criteria(web, checklist) : json_array());
	json_object_set_new(
	    view, "handed_in_pack",
	    handed_in ? json_incref(json_object_get(json_object_get(checklist, "body"), "pack"))
		      : json_null());
}

static int show_trail(struct web *web, const json_t *row, json_t *view, struct err *err)
{
	CLEANUP(json_done) json_t *trail = NULL;
	CLEANUP(mem_freep) char *subject = mem_format("%" PRId64, json_int(row, "id", 0));
	int r =
	    store_rows(web->store, "audit_of",
		       STORE_VALUES(STORE_TEXT("application"), STORE_TEXT(subject)), &trail, err);

	if (r < 0)
		return r;
	page_auditor_words_rows(trail);
	json_object_set(view, "trail", trail);
	return 0;
}

static json_t *message_field(const struct request *rq)
{
	return view_field(rq, &(struct view_field){ .name = "text",
						    .type = "textarea",
						    .ja = "メッセージ",
						    .en = "Message",
						    .hint_ja = "申請者に届きます。",
						    .hint_en = "The applicant gets it.",
						    .required = true,
						    .maxlength = MESSAGE_MAX });
}

static int show(struct web *web, const struct request *rq, const json_t *row, json_t *view,
		struct err *err)
{
	char today[DAY_TEXT_MAX];
	int r = workdesk_show_application(web, rq, row, view, err);

	if (r == 0)
		r = show_decision(web, rq, row, view, err);
	if (r == 0)
		r = show_trail(web, row, view, err);
	if (r < 0)
		return r;
	day_of(today, rq->now);
	show_papers(web, row, view);
	json_object_set_new(view, "mark", page_officer_frame_mark(json_text(row, "due"), today));
	json_object_set_new(view, "received_words", received_as(row));
	json_object_set_new(view, "corporate_number",
			    json_incref(json_object_get(row, "corporate_number")));
	json_object_set_new(view, "message_field", message_field(rq));
	return 0;
}

int page_officer_application(struct web *web, const struct request *rq, struct response *rs,
			     struct err *err)
{
	CLEANUP(json_done) json_t *row = NULL;
	int r = workdesk_application(web, rq, &row, err);

	if (r < 0)
		return r;
	const char *number = json_text(row, "application_number");
	CLEANUP(mem_freep) char *none = mem_format("#%" PRId64, json_int(row, "id", 0));
	CLEANUP(mem_freep) char *ja = mem_format("申請 %s", number ? number : none);
	CLEANUP(mem_freep) char *en = mem_format("Application %s", number ? number : none);
	json_t *view = page_officer_frame(web, rq, ja, en);
	r = show(web, rq, row, view, err);
	if (r < 0) {
		json_decref(view);
		return r;
	}
	return view_render(web, rq, rs, "officer_application", view, err);
}
