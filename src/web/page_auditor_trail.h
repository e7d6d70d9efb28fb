/* Which part of the audit trail is asked for, by the query of a page or of a file. */
#pragma once

#include "base/base.h"
#include "web/request.h"

struct err;
struct store;

/* Texts are borrowed of the request; "" and 0 where nothing is asked for. */
struct page_auditor_trail {
	const char *kind, *subject; /* of whom */
	const char *from, *until;   /* days, the last one included */
	int64_t since, before;      /* the same in seconds: since <= at < before */
	int64_t below;              /* id of the row before which the page begins */
};

void page_auditor_trail(const struct request *rq, struct page_auditor_trail *out);

/* The newest first, at most limit rows; each is asked for each of them (store_each). */
int page_auditor_trail_each(struct store *store, const struct page_auditor_trail *t, int64_t limit,
			    int (*each)(void *context, json_t *row), void *context,
			    struct err *err) MUST_USE;
