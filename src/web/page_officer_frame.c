#include "web/page_officer_frame.h"

#include "base/mem.h"
#include "base/text.h"
#include "web/view.h"
#include "web/workdesk.h"

#define SOON 3 /* days before the day that counts */
#define LEVELS 4

/* ---- the row of links ---- */

static void add_link(json_t *links, const struct request *rq, const char *href, const char *ja,
		     const char *en)
{
	json_array_append_new(links,
			      json_pack("{s:s, s:o, s:b}", "href", href, "label",
					view_words(ja, en), "current", text_equal(rq->path, href)));
}

static json_t *links_of(const struct request *rq)
{
	bool officer = workdesk_role(rq) == ROLE_OFFICER;
	json_t *links = json_array();

	if (!officer)
		add_link(links, rq, "/auditor", "監査証跡", "Audit trail");
	add_link(links, rq, "/officer", "申請", "Applications");
	add_link(links, rq, "/officer/labels", "ラベル", "Labels");
	add_link(links, rq, "/officer/notices", "届出", "Notices");
	if (officer)
		add_link(links, rq, "/officer/applications/new", "郵送・書面の申請を入力",
			 "Enter a mail or paper application");
	return links;
}

json_t *page_officer_frame(struct web *web, const struct request *rq, const char *title_ja,
			   const char *title_en)
{
	json_t *view = view_new(web, rq, title_ja, title_en);
	/* What was just done, said once; not above a form that was refused. */
	const char *done = rq->form ? NULL : request_query(rq, "done");

	json_object_set_new(view, "links", links_of(rq));
	json_object_set_new(view, "acts", json_boolean(workdesk_role(rq) == ROLE_OFFICER));
	json_object_set_new(view, "done", done ? json_string(done) : json_null());
	return view;
}

/* ---- rows ---- */

static json_t *mark(const char *kind, const char *shape, char *ja, char *en)
{
	CLEANUP(mem_freep) char *own_ja = ja;
	CLEANUP(mem_freep) char *own_en = en;

	return json_pack("{s:s, s:s, s:o}", "kind", kind, "shape", shape, "words",
			 view_words(own_ja, own_en));
}

json_t *page_officer_frame_mark(const char *due, const char *today)
{
	int64_t left = 0;

	if (!due || day_between(today, due, &left) < 0 || left > SOON)
		return json_null();
	if (left < 0)
		return mark("bad", "▲", mem_format("期限を%" PRId64 "日超過", -left),
			    mem_format("%" PRId64 " day%s overdue", -left, left == -1 ? "" : "s"));
	if (left == 0)
		return mark("care", "●", mem_text("本日まで"), mem_text("due today"));
	return mark("care", "○", mem_format("あと%" PRId64 "日", left),
		    mem_format("%" PRId64 " day%s left", left, left == 1 ? "" : "s"));
}

json_t *page_officer_frame_stars(int64_t level)
{
	static const char *const stars[LEVELS + 1] = { "", "★", "★★", "★★★", "★★★★" };

	return json_string(stars[level >= 1 && level <= LEVELS ? level : 0]);
}

void page_officer_frame_row(json_t *row, enum machine machine, const char *due, const char *today)
{
	json_object_set_new(
	    row, "product",
	    workdesk_words(json_text(row, "product_ja"), json_text(row, "product_en")));
	json_object_set_new(
	    row, "organisation",
	    workdesk_words(json_text(row, "organisation_ja"), json_text(row, "organisation_en")));
	json_object_set_new(row, "stars", page_officer_frame_stars(json_int(row, "level", 0)));
	json_object_set_new(row, "badge", workdesk_state(machine, json_text(row, "state")));
	json_object_set_new(
	    row, "mark", due ? page_officer_frame_mark(json_text(row, due), today) : json_null());
}

/* ---- pages of a list ---- */

void page_officer_frame_cursor(const struct request *rq, struct page_officer_frame_cursor *out)
{
	const char *after = request_query(rq, "after");

	*out = (struct page_officer_frame_cursor){ .id = "" };
	if (!after || strlen(after) < DAY_TEXT_MAX || after[DAY_TEXT_MAX - 1] != '~')
		return;
	memcpy(out->day, after, DAY_TEXT_MAX - 1);
	if (day_valid(out->day))
		out->id = after + DAY_TEXT_MAX;
	else
		out->day[0] = '\0';
}

void page_officer_frame_pages(const struct request *rq, json_t *view, json_t *rows, const char *day,
			      const char *id)
{
	CLEANUP(mem_freep) char *first = view_here(rq, "after", NULL);
	CLEANUP(mem_freep) char *after = NULL;

	if (json_array_size(rows) > PAGE_OFFICER_FRAME_ROWS) {
		const json_t *last = json_array_get(rows, PAGE_OFFICER_FRAME_ROWS - 1);
		const char *text = json_text(last, id);

		after =
		    text ? mem_format("%s~%s", json_text(last, day), text)
			 : mem_format("%s~%" PRId64, json_text(last, day), json_int(last, id, 0));
		json_array_remove(rows, PAGE_OFFICER_FRAME_ROWS);
	}
	json_object_set_new(view, "pager", after ? view_pager(rq, NULL, after) : json_null());
	json_object_set_new(view, "first",
			    request_query(rq, "after") ? json_string(first) : json_null());
}
