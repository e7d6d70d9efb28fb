/*
 * What the answers of /v1 have in common: JSON that scripts of any site may read, an ETag, problems
 * by RFC 9457.  What everything means is in openapi.json beside this, which is served as it is.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "web/request.h"
#include "web/response.h"

struct err;

#define API_LIMIT_USUAL 20
#define API_LIMIT_MAX 100

/* Takes doc over.  E_LIMIT when it is larger than an answer may be. */
int api_answer(struct response *rs, json_t *doc, struct err *err) MUST_USE;
/* 400; always 0, so that a handler can return it. */
int api_refuse(struct response *rs, const char *detail);

/*
 * A whole number of the query, min to max; otherwise when it is absent.  false: it is something
 * else, and rs says so.
 */
bool api_number(const struct request *rq, struct response *rs, const char *name, int64_t min,
		int64_t max, int64_t otherwise, int64_t *out) MUST_USE;

/* "https://registry.example/L/NUMBER": what stands in a label's QR code.  base_url may be NULL. */
char *api_page(const char *base_url, const char *number) MUST_USE;

/* 2026-11-21T20:50:00Z */
json_t *api_time(int64_t unix_seconds) MUST_USE;

/* rs->link: <address>; rel="rel", beside what is there already. */
void api_link(struct response *rs, const char *address, const char *rel);
