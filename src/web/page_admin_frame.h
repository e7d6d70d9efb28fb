/* What the administrator's pages share. */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "web/route.h"

#define PAGE_ADMIN_FRAME_ROWS 100 /* of a list on one page */

/* view_new, links (for {{>admin_links}}) and done. */
json_t *page_admin_frame(struct web *web, const struct request *rq, const char *title_ja,
			 const char *title_en) MUST_USE;

/* The field for why, and that of the second factor.  New. */
json_t *page_admin_frame_reason(const struct request *rq) MUST_USE;
json_t *page_admin_frame_factor(const struct request *rq) MUST_USE;

/* The whole number of 1 and more that the query has under this name, or 0. */
int64_t page_admin_frame_number(const struct request *rq, const char *name);

/* The row that the address is about, by this statement: *out is new.  E_MISSING. */
int page_admin_frame_one(struct web *web, const struct request *rq, const char *statement,
			 json_t **out, struct err *err) MUST_USE;

/* Of one row more than a page has: takes it off, puts "rows", "has_rows", "pager", "first" into
 * the view. */
void page_admin_frame_rows(const struct request *rq, json_t *view, json_t *rows);

/* What a kind of organisation, a role, a state of an account is called: {ja, en}.  New. */
json_t *page_admin_frame_words(const char *name) MUST_USE;

/* Those of the names as options of a field: list of {value, ja, en}.  New. */
json_t *page_admin_frame_options(const char *const names[], size_t n) MUST_USE;
