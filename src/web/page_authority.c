/*
 * The authority's desk: the inquiries put to it and nobody else's.  An authority sees of an
 * application what it is asked about; what others answered stays with them.
 */
#include "base/err.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "store/store.h"
#include "web/page_officer_frame.h"
#include "web/page_officer_parts.h"
#include "web/page_officer_supply.h"
#include "web/pages.h"
#include "web/view.h"
#include "web/workdesk.h"
#include "web/workdesk_findings.h"
#include "web/workdesk_moves.h"

static const char *authority_of(const struct request *rq)
{
	const char *id = json_text(rq->account, "authority");

	return id ? id : "";
}

static void dress(json_t *rows, const char *today)
{
	size_t i;
	json_t *row;

	json_array_foreach (rows, i, row) {
		bool open = text_equal(json_text(row, "state"), "asked");

		page_officer_frame_row(row, MACHINE_INQUIRY, open ? "due" : NULL, today);
		json_object_set_new(row, "answer",
				    page_officer_parts_answer(json_text(row, "answer")));
	}
}

int page_authority(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	CLEANUP(json_done) json_t *rows = NULL;
	CLEANUP(json_done) json_t *counts = NULL;
	struct page_officer_frame_cursor from;
	bool closed = text_equal(request_query(rq, "state"), "closed");
	const char *authority = authority_of(rq);
	const char *done = request_query(rq, "done");
	char today[DAY_TEXT_MAX];
	int64_t id = 0;

	day_of(today, rq->now);
	page_officer_frame_cursor(rq, &from);
	if (num_i64(from.id, 1, INT64_MAX, &id) < 0)
		id = 0;
	int r = store_row(web->store, "authority_counts", STORE_VALUES(STORE_TEXT(authority)),
			  &counts, err);
	if (r == 0)
		r = store_rows(web->store, "authority_inquiries",
			       STORE_VALUES(STORE_TEXT(authority),
					    STORE_TEXT(closed ? "closed" : "open"),
					    STORE_TEXT(from.day), STORE_INT(id)),
			       &rows, err);
	if (r < 0)
		return r;
	dress(rows, today);
	json_t *view = view_new(web, rq, "照会への回答", "Inquiries to answer");
	json_object_set_new(view, "closed", json_boolean(closed));
	json_object_set(view, "counts", counts);
	page_officer_frame_pages(rq, view, rows, "due", "id");
	json_object_set(view, "rows", rows);
	json_object_set_new(view, "has_rows", json_boolean(json_array_size(rows) > 0));
	json_object_set_new(view, "done", done ? json_string(done) : json_null());
	return view_render(web, rq, rs, "authority", view, err);
}

/* ---- one ---- */

/* Its own: another authority's number says nothing, not even that it exists. */
static int own_inquiry(struct web *web, const struct request *rq, json_t **row, struct err *err)
{
	CLEANUP(json_done) json_t *found = NULL;
	const char *text = request_at(rq, "id");
	int64_t id;

	if (!text || num_i64(text, 1, INT64_MAX, &id) < 0)
		return E_MISSING;
	int r = store_row(web->store, "inquiry_by_id", STORE_VALUES(STORE_INT(id)), &found, err);
	if (r < 0)
		return r;
	if (!text_equal(json_text(found, "authority"), authority_of(rq)))
		return E_MISSING;
	*row = steal(found);
	return 0;
}

/* What the question is about besides the supply chain: product, models, who applies. */
static json_t *asked_about(const json_t *document)
{
	static const char *const wanted[] = { "product", "models", "applicant" };
	CLEANUP(json_done) json_t *all = workdesk_findings_document(document);
	json_t *list = json_array(), *section;
	size_t i;

	json_array_foreach (all, i, section)
		for (size_t k = 0; k < ARRAY_LEN(wanted); k++)
			if (text_equal(json_text(section, "name"), wanted[k]))
				json_array_append(list, section);
	return list;
}

int page_authority_inquiry(struct web *web, const struct request *rq, struct response *rs,
			   struct err *err)
{
	CLEANUP(json_done) json_t *row = NULL;
	CLEANUP(json_done) json_t *facts = NULL;
	char today[DAY_TEXT_MAX];
	int r = own_inquiry(web, rq, &row, err);

	if (r == 0)
		r = workdesk_facts(web, rq, MACHINE_INQUIRY, row, &facts, err);
	if (r < 0)
		return r;
	day_of(today, rq->now);
	const json_t *document = json_object_get(row, "body");
	const json_t *name = json_object_get(json_object_get(document, "product"), "name");
	CLEANUP(mem_freep)
	char *href = mem_format("/authority/inquiries/%" PRId64 "/move", json_int(row, "id", 0));
	bool open = text_equal(json_text(row, "state"), "asked");
	json_t *view =
	    view_new(web, rq, "サプライチェーンに関する照会", "Inquiry about a supply chain");
	json_object_set_new(view, "sections", asked_about(document));
	json_object_set_new(view, "supply", page_officer_supply(document));
	json_object_set_new(view, "moves", workdesk_moves(rq, MACHINE_INQUIRY, row, facts, href));
	json_object_set_new(row, "product_ja", json_incref(json_object_get(name, "ja")));
	json_object_set_new(row, "product_en", json_incref(json_object_get(name, "en")));
	page_officer_frame_row(row, MACHINE_INQUIRY, open ? "due" : NULL, today);
	json_object_set_new(row, "answer", page_officer_parts_answer(json_text(row, "answer")));
	json_object_del(row, "body");
	json_object_set(view, "inquiry", row);
	return view_render(web, rq, rs, "authority_inquiry", view, err);
}
