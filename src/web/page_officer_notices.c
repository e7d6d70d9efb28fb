/* Notices of all labels: the list, and one of them with the form of its answer. */
#include "base/err.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "store/store.h"
#include "web/page_officer_change.h"
#include "web/page_officer_frame.h"
#include "web/pages.h"
#include "web/view.h"
#include "web/view_field.h"
#include "web/workdesk.h"
#include "web/workdesk_moves.h"

#define ANSWER_MAX 5000 /* characters */

static int64_t number_of(const char *text)
{
	int64_t id = 0;

	return text && num_i64(text, 1, INT64_MAX, &id) == 0 ? id : 0;
}

/* Takes the row off that says that there is more; the cursor is the last one's id. */
static json_t *pager(const struct request *rq, json_t *rows)
{
	if (json_array_size(rows) <= PAGE_OFFICER_FRAME_ROWS)
		return json_null();
	json_array_remove(rows, PAGE_OFFICER_FRAME_ROWS);
	const json_t *last = json_array_get(rows, PAGE_OFFICER_FRAME_ROWS - 1);
	CLEANUP(mem_freep) char *after = mem_format("%" PRId64, json_int(last, "id", 0));
	return view_pager(rq, NULL, after);
}

int page_officer_notices(struct web *web, const struct request *rq, struct response *rs,
			 struct err *err)
{
	CLEANUP(json_done) json_t *rows = NULL;
	bool over = text_equal(request_query(rq, "state"), "over");
	CLEANUP(mem_freep) char *first = view_here(rq, "after", NULL);
	char today[DAY_TEXT_MAX];
	size_t i;
	json_t *row;
	int r = store_rows(web->store, "officer_notices",
			   STORE_VALUES(STORE_TEXT(over ? "over" : "open"),
					STORE_INT(number_of(request_query(rq, "after")))),
			   &rows, err);

	if (r < 0)
		return r;
	day_of(today, rq->now);
	json_array_foreach (rows, i, row) {
		json_t *notice = page_officer_change(row, NULL);

		page_officer_frame_row(row, MACHINE_LABEL, NULL, today);
		json_object_set(row, "kind", json_object_get(notice, "kind"));
		json_object_set(row, "badge", json_object_get(notice, "state"));
		json_decref(notice);
	}
	json_t *view = page_officer_frame(web, rq, "ラベルの届出", "Notices about labels");
	json_object_set_new(view, "over", json_boolean(over));
	json_object_set_new(view, "pager", pager(rq, rows));
	json_object_set_new(view, "first",
			    request_query(rq, "after") ? json_string(first) : json_null());
	json_object_set(view, "rows", rows);
	json_object_set_new(view, "has_rows", json_boolean(json_array_size(rows) > 0));
	return view_render(web, rq, rs, "officer_notices", view, err);
}

static json_t *fields(const struct request *rq)
{
	CLEANUP(json_done)
	json_t *outcomes = json_pack("[{s:s, s:s, s:s}, {s:s, s:s, s:s}]", "value", "accepted",
				     "ja", "受理する（変更は公開ページに反映されます）", "en",
				     "Accept: a change goes to the public page", "value",
				     "declined", "ja", "受理しない", "en", "Decline");
	json_t *list = json_array();

	json_array_append_new(list, view_field(rq, &(struct view_field){ .name = "outcome",
									 .type = "radio",
									 .ja = "決定",
									 .en = "Decision",
									 .options = outcomes,
									 .required = true }));
	json_array_append_new(
	    list, view_field(rq, &(struct view_field){
				     .name = "answer",
				     .type = "textarea",
				     .ja = "回答",
				     .en = "Answer",
				     .hint_ja = "申請者に表示されます。受理しない場合は必須です。",
				     .hint_en = "The applicant reads it. Required to decline.",
				     .maxlength = ANSWER_MAX }));
	json_array_append_new(list, view_field(rq, &workdesk_moves_factor));
	return list;
}

int page_officer_notices_one(struct web *web, const struct request *rq, struct response *rs,
			     struct err *err)
{
	CLEANUP(json_done) json_t *row = NULL;
	CLEANUP(json_done) json_t *application = NULL;
	int64_t id = number_of(request_at(rq, "id"));
	int r = store_row(web->store, "officer_notice", STORE_VALUES(STORE_INT(id)), &row, err);

	if (r == 0)
		r = workdesk_application_of(web, row, &application, err);
	if (r < 0)
		return r;
	json_t *view = page_officer_frame(web, rq, "ラベルの届出", "Notice about a label");
	json_object_set_new(view, "notice",
			    page_officer_change(row, json_object_get(application, "body")));
	json_object_set_new(view, "number", json_string(json_text(row, "registration")));
	json_object_set_new(
	    view, "organisation",
	    workdesk_words(json_text(row, "organisation_ja"), json_text(row, "organisation_en")));
	json_object_set_new(view, "fields", fields(rq));
	return view_render(web, rq, rs, "officer_notice", view, err);
}
