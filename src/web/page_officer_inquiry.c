/* One inquiry at the officer's desk: an answer that came on paper is noted here. */
#include "base/err.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "store/store.h"
#include "web/page_officer_frame.h"
#include "web/page_officer_parts.h"
#include "web/pages.h"
#include "web/view.h"
#include "web/workdesk.h"
#include "web/workdesk_moves.h"

static json_t *inquiry_of(struct web *web, const struct request *rq, const json_t *row)
{
	const char *number = json_text(row, "application_number");
	const char *state = json_text(row, "state");
	bool open = text_equal(state, "asked");
	char today[DAY_TEXT_MAX];

	day_of(today, rq->now);
	return json_pack(
	    "{s:I, s:I, s:s, s:o, s:o, s:o, s:O, s:s, s:o, s:o, s:s?, s:O?}", "id",
	    (json_int_t)json_int(row, "id", 0), "application",
	    (json_int_t)json_int(row, "application", 0), "number", number ? number : "",
	    "organisation",
	    workdesk_words(json_text(row, "organisation_ja"), json_text(row, "organisation_en")),
	    "authority", page_officer_parts_authority(web, json_text(row, "authority")), "badge",
	    workdesk_state(MACHINE_INQUIRY, state), "asked", json_object_get(row, "asked"), "due",
	    json_text(row, "due"), "mark",
	    open ? page_officer_frame_mark(json_text(row, "due"), today) : json_null(), "answer",
	    page_officer_parts_answer(json_text(row, "answer")), "note", json_text(row, "note"),
	    "answered", json_object_get(row, "answered"));
}

int page_officer_inquiry(struct web *web, const struct request *rq, struct response *rs,
			 struct err *err)
{
	CLEANUP(json_done) json_t *row = NULL;
	CLEANUP(json_done) json_t *facts = NULL;
	const char *text = request_at(rq, "id");
	int64_t id;

	if (!text || num_i64(text, 1, INT64_MAX, &id) < 0)
		return E_MISSING;
	int r = store_row(web->store, "inquiry_by_id", STORE_VALUES(STORE_INT(id)), &row, err);
	if (r == 0)
		r = workdesk_facts(web, rq, MACHINE_INQUIRY, row, &facts, err);
	if (r < 0)
		return r;
	CLEANUP(mem_freep) char *href = mem_format("/officer/inquiries/%" PRId64 "/move", id);
	json_t *view = page_officer_frame(web, rq, "関係機関への照会", "Inquiry to an authority");
	json_object_set_new(view, "inquiry", inquiry_of(web, rq, row));
	json_object_set_new(view, "moves", workdesk_moves(rq, MACHINE_INQUIRY, row, facts, href));
	return view_render(web, rq, rs, "officer_inquiry", view, err);
}
