/* Everything of one label: its life so far, what it may become, the notices about it. */
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/store.h"
#include "web/page_officer_change.h"
#include "web/page_officer_frame.h"
#include "web/page_officer_parts.h"
#include "web/pages.h"
#include "web/view.h"
#include "web/workdesk.h"
#include "web/workdesk_history.h"
#include "web/workdesk_moves.h"

static json_t *label_of(const struct request *rq, const json_t *row, const json_t *application)
{
	const json_t *body = json_object_get(application, "body");
	const json_t *name = json_object_get(json_object_get(body, "product"), "name");
	const struct workflow_state *state =
	    workflow_state_find(MACHINE_LABEL, json_text(row, "state"));
	char today[DAY_TEXT_MAX];

	day_of(today, rq->now);
	return json_pack(
	    "{s:s, s:o, s:o, s:o, s:o, s:I, s:s, s:s, s:o, s:I, s:s?}", "number",
	    json_text(row, "number"), "product",
	    workdesk_words(json_text(name, "ja"), json_text(name, "en")), "organisation",
	    workdesk_words(json_text(row, "organisation_ja"), json_text(row, "organisation_en")),
	    "stars", page_officer_frame_stars(json_int(row, "level", 0)), "badge",
	    workdesk_state(MACHINE_LABEL, json_text(row, "state")), "level",
	    (json_int_t)json_int(row, "level", 0), "issued", json_text(row, "issued"),
	    "valid_until", json_text(row, "valid_until"), "mark",
	    state && !state->end ? page_officer_frame_mark(json_text(row, "valid_until"), today)
				 : json_null(),
	    "application", (json_int_t)json_int(row, "application", 0), "support_until",
	    json_text(body, "support_until"));
}

static json_t *hearing_of(const json_t *row)
{
	if (json_int(row, "hearing_opened", 0) == 0)
		return json_null();
	return json_pack("{s:O, s:s?, s:s?}", "opened", json_object_get(row, "hearing_opened"),
			 "held", json_text(row, "hearing_held"), "record",
			 json_text(row, "hearing_record"));
}

static int show_notices(struct web *web, const char *number, const json_t *application,
			json_t *view, struct err *err)
{
	CLEANUP(json_done) json_t *rows = NULL;
	json_t *open = json_array(), *over = json_array(), *row;
	size_t i;
	int r = store_rows(web->store, "notices_of", STORE_VALUES(STORE_TEXT(number)), &rows, err);

	json_object_set_new(view, "notices_open", open);
	json_object_set_new(view, "notices_over", over);
	if (r < 0)
		return r;
	json_array_foreach (rows, i, row) {
		json_t *notice = page_officer_change(row, json_object_get(application, "body"));

		json_array_append_new(json_flag(notice, "open") ? open : over, notice);
	}
	return 0;
}

static int show_past(struct web *web, const struct request *rq, const char *number, json_t *view,
		     struct err *err)
{
	CLEANUP(json_done) json_t *decisions = NULL;
	json_t *list = NULL;
	int r = store_rows(web->store, "decisions_of_registration",
			   STORE_VALUES(STORE_TEXT(number)), &decisions, err);

	if (r < 0)
		return r;
	json_object_set_new(view, "decisions",
			    page_officer_parts_decisions(MACHINE_LABEL, decisions));
	r = workdesk_history(web, rq, MACHINE_LABEL, number, &list, err);
	if (r < 0)
		return r;
	json_object_set_new(view, "history", list);
	r = store_rows(web->store, "label_statuses", STORE_VALUES(STORE_TEXT(number)), &list, err);
	if (r < 0)
		return r;
	size_t i;
	json_t *row;
	json_array_foreach (list, i, row)
		json_object_set_new(row, "badge",
				    workdesk_state(MACHINE_LABEL, json_text(row, "status")));
	json_object_set_new(view, "statuses", list);
	return 0;
}

static int show(struct web *web, const struct request *rq, const json_t *row, json_t *view,
		struct err *err)
{
	CLEANUP(json_done) json_t *application = NULL;
	CLEANUP(json_done) json_t *facts = NULL;
	const char *number = json_text(row, "number");
	int64_t id = json_int(row, "application", 0);
	int r = store_row(web->store, "application_by_id", STORE_VALUES(STORE_INT(id)),
			  &application, err);

	if (r == 0)
		r = workdesk_facts(web, rq, MACHINE_LABEL, row, &facts, err);
	if (r == 0)
		r = show_notices(web, number, application, view, err);
	if (r == 0)
		r = show_past(web, rq, number, view, err);
	if (r < 0)
		return r;
	CLEANUP(mem_freep) char *href = mem_format("/officer/labels/%s/move", number);
	json_object_set_new(view, "label", label_of(rq, row, application));
	json_object_set_new(view, "hearing", hearing_of(row));
	/* Looked at while it is asked for; what was granted stands in the history. */
	json_object_set_new(view, "renewal",
			    text_equal(json_text(row, "state"), "extension_pending")
				? json_incref(json_object_get(row, "renewal"))
				: json_null());
	json_object_set_new(view, "moves", workdesk_moves(rq, MACHINE_LABEL, row, facts, href));
	return 0;
}

int page_officer_label(struct web *web, const struct request *rq, struct response *rs,
		       struct err *err)
{
	CLEANUP(json_done) json_t *row = NULL;
	int r = workdesk_registration(web, rq, &row, err);

	if (r < 0)
		return r;
	CLEANUP(mem_freep) char *ja = mem_format("ラベル %s", json_text(row, "number"));
	CLEANUP(mem_freep) char *en = mem_format("Label %s", json_text(row, "number"));
	json_t *view = page_officer_frame(web, rq, ja, en);
	r = show(web, rq, row, view, err);
	if (r < 0) {
		json_decref(view);
		return r;
	}
	return view_render(web, rq, rs, "officer_label", view, err);
}
