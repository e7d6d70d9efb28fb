/*
 * Which addresses of pages are looked at: those of applications in the form check, and those that
 * valid labels publish.  Only with "link_checks" in the settings.  What was found out is for the
 * form check: statement web_links_known.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;
struct post;

#define POST_LINK_EVERY INT64_C(86400) /* seconds: at most once in so many for each address */
#define POST_LINK_ROUND 3600           /* between two rounds through all labels */
#define POST_LINK_PAUSE 2              /* between two addresses */
#define POST_LINK_DETAIL_MAX 200       /* bytes */

/* The next address, or none; *next: when to ask again.  In no transaction of the caller. */
int post_link_next(struct post *p, int64_t now, char **url, int64_t *next,
		   struct err *err) MUST_USE;

/* state: "ok", "broken"; NULL keeps what was known. */
int post_link_done(struct post *p, int64_t now, const char *url, const char *state,
		   const char *detail, struct err *err) MUST_USE;
