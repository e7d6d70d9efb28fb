/*
 * What the owner's desks (officer, auditor) share: the view of a page with their own row of links,
 * rows of lists with everything that is shown of them, and pages of a list.
 */
#pragma once

#include "base/base.h"
#include "base/day.h"
#include "base/json.h"
#include "web/route.h"
#include "workflow/workflow.h"

#define PAGE_OFFICER_FRAME_ROWS 50 /* of a list on one page */

/*
 * view_new, and: links (list of {href, label, current}, for {{>officer_links}}), acts (is the
 * reader an officer?  No form is shown to anybody else), done (what was just done, or null).
 */
json_t *page_officer_frame(struct web *web, const struct request *rq, const char *title_ja,
			   const char *title_en) MUST_USE;

/*
 * Adds to a row of a list what people read: product, organisation {ja, en}, stars, badge
 * (workdesk_state), mark.  due: the row's day that counts ("due", "valid_until"), NULL: none.
 */
void page_officer_frame_row(json_t *row, enum machine machine, const char *due, const char *today);

/*
 * What there is to say of a day by which something should be done: {kind, shape, words}; null when
 * it is not near.  A word and a shape, for those who do not see the colour.  New.
 */
json_t *page_officer_frame_mark(const char *due, const char *today) MUST_USE;

/* "★★", new. */
json_t *page_officer_frame_stars(int64_t level) MUST_USE;

/*
 * Where a page of a list begins: after (day, id), as the query's "after" says ("2026-11-21~17");
 * a malformed one is the beginning.
 */
struct page_officer_frame_cursor {
	char day[DAY_TEXT_MAX];
	const char *id; /* borrowed of the request, "" at the beginning */
};
void page_officer_frame_cursor(const struct request *rq, struct page_officer_frame_cursor *out);

/*
 * Of one row more than a page has: takes the last one off and puts "pager" (view_pager) and "first"
 * into the view.  day and id name the columns of the cursor.
 */
void page_officer_frame_pages(const struct request *rq, json_t *view, json_t *rows, const char *day,
			      const char *id);
