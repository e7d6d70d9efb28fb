/*
 * The whole of an answer without a socket: route, role, page, errors, the two halves of a POST.
 *
 *   GET, HEAD, OPTIONS   web_respond; web_ask_begin first, which says whether the registrar is
 * asked POST                 web_post_begin; if it says so the front puts *action to the registrar
 * and calls web_post_end with the reply anything that failed before there was a request
 * (request_read, a form): web_error
 *
 * The front calls request_read, looks the session up (account, csrf) and, for a POST, reads the
 * form between.  Each function fills *rs completely, fields and all (response_seal is done).
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "web/route.h"

/* Seconds to wait before trying again, said with 429 and 503. */
#define WEB_RETRY_LIMIT 60
#define WEB_RETRY_BUSY 5

void web_respond(struct web *web, struct request *rq, struct response *rs);

/*
 * May it be sent here at all, as far as it is known before the body has come?  False: rs is the
 * answer already, as below.
 */
bool web_post_may(struct web *web, struct request *rq, struct response *rs) MUST_USE;

/*
 * True: *route is the row and *action (new reference) the registrar's request as scheme/scheme.h
 * describes it.  False: rs is the answer already: 303 to sign in, 403, 404, 405, or the page again,
 * 422, when rq->problems is set from reading the form.
 */
bool web_post_begin(struct web *web, struct request *rq, const struct route **route,
		    json_t **action, struct response *rs) MUST_USE;

/* reply as scheme/scheme.h describes it; NULL when the registrar did not answer: 503. */
void web_post_end(struct web *web, struct request *rq, const struct route *route,
		  const json_t *reply, struct response *rs);

/*
 * A GET that the registrar is asked about (ROUTE_ASK): true with *route and *action as above;
 * false: web_respond has the answer.
 */
bool web_ask_begin(struct web *web, struct request *rq, const struct route **route,
		   json_t **action) MUST_USE;
void web_ask_end(struct web *web, struct request *rq, const struct route *route,
		 const json_t *reply, struct response *rs);

/*
 * The page (or problem+json) for a status: 400, 403, 404, 405, 409, 413, 414, 415, 422, 429, 431,
 * 500, 501, 503, in the reader's language.
 */
void web_error(struct web *web, const struct request *rq, unsigned status, struct response *rs);

/* May a person of this account (NULL: nobody) use a route with these roles? */
bool web_allows(unsigned roles, const json_t *account);

/* Is it a path on this site, fit to be sent to after signing in? */
bool web_next_valid(const char *next);
