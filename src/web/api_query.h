/*
 * Which labels are asked for: the same fields in the address of the list, its files and the API.
 *   q          a text, as store/search.h looks for it
 *   level      1 to 4
 *   status     "valid", ...
 *   category, maker   exactly so
 *   issued_from, issued_to, until_from, until_to   days, both included
 *   after      where the page before ended
 * An empty field is as good as none: browsers send every field of a form.
 */
#pragma once

#include "base/base.h"
#include "store/search.h"
#include "web/request.h"

#define API_QUERY_FIELD_MAX 1000 /* bytes of category and maker */

struct api_query_problem {
	const char *field; /* "q" */
	const char *ja, *en;
};

/* False: *why says what is wrong.  Texts are borrowed from rq; limit is the caller's to set. */
bool api_query_read(struct search_query *out, const struct request *rq,
		    struct api_query_problem *why) MUST_USE;

/* Is this what search_find says to a query that is wrong?  Then *why says so in words. */
bool api_query_refused(int code, struct api_query_problem *why) MUST_USE;

/* The filters by day, in the order of the page; borrowed, NULL where there is none. */
#define API_QUERY_DAYS 4
extern const char *const api_query_day_names[API_QUERY_DAYS];
const char **api_query_day(struct search_query *q, size_t i);

/* Is anything but the page asked for? */
bool api_query_any(const struct search_query *q);
