/*
 * Which handler serves what, and who may ask.  The table (src/web/routes.c) is written with
 * ROUTE_GET, ROUTE_ASK and ROUTE_POST alone, whose roles argument cannot be left out: a route
 * without a role does not compile.  (The question who may is put by web.h, before any handler.)
 *
 * GET: page is called.  POST: the form becomes the arguments of action, which the registrar does;
 * on success the reader is sent to then (":name" filled from the action's result, then from the
 * path, then from the form; ":next" alone is the form's or the result's local address "next"),
 * otherwise page is called again with problems and what was typed, status 422 or as the outcome
 * says.
 *
 * ASK: a GET whose page shows what the registrar answers (rq->answer): what only the signer can
 * make.  Path and query become the arguments of action, which changes nothing.
 *
 * A segment of a pattern is a literal or a :name; the last may be *name, which takes all that is
 * left of the path, slashes and all.  Where both fit, the literal wins, from left to right; no two
 * rows may have the same pattern but for the names (a test looks).
 */
#pragma once

#include "base/base.h"
#include "web/request.h"
#include "web/response.h"
#include "workflow/role.h"

struct err;
struct store;
struct templates;
struct settings;
struct catalogue;
struct log_view;
struct route;

/* What all handlers share, made once for each front. */
struct web {
	struct store *store; /* STORE_READ */
	const struct templates *templates;
	const struct settings *settings;
	const json_t *pack;                /* the criteria pack in force */
	const struct catalogue *catalogue; /* names of threats and requirements; or NULL */
	struct log_view *log;              /* what the signer publishes; or NULL */

	/* Routes of a test in the place of routes_table; NULL otherwise. */
	const struct route *routes;
	size_t n_routes;
};

/*
 * 0, with whatever status; E_MISSING: the 404 page; another negative code: the 500 page, err is
 * logged.  Handlers know no socket, so tests call them directly.
 */
typedef int route_page(struct web *web, const struct request *rq, struct response *rs,
		       struct err *err);

struct route {
	enum method method;
	const char *pattern; /* "/maker/applications/:id" */
	unsigned roles;      /* ROLE_BIT, ROLE_PUBLIC */
	route_page *page;
	/*
	 * POST: name of scheme/action.h, "application.submit"; "application.*" takes what comes
	 * after the dot from the form's field "move" (one route for all moves of a workflow, and no
	 * other action).
	 */
	const char *action;
	const char *then; /* POST */
};

#define ROUTE_GET(pattern_, roles_, page_)                                                      \
	{                                                                                       \
		.method = METHOD_GET, .pattern = (pattern_), .roles = (roles_), .page = (page_) \
	}
#define ROUTE_ASK(pattern_, roles_, page_, action_)                                              \
	{                                                                                        \
		.method = METHOD_GET, .pattern = (pattern_), .roles = (roles_), .page = (page_), \
		.action = (action_)                                                              \
	}
#define ROUTE_POST(pattern_, roles_, page_, action_, then_)                                       \
	{                                                                                         \
		.method = METHOD_POST, .pattern = (pattern_), .roles = (roles_), .page = (page_), \
		.action = (action_), .then = (then_)                                              \
	}

const struct route *routes_table(size_t *n);

/*
 * The route for a method (HEAD counts as GET) and path; *at receives the values of its :names (new
 * reference), only when there is one.  *allowed: bits of the methods that the path knows, for 405
 * and OPTIONS; 0 when nobody knows the path.
 */
const struct route *route_find(enum method method, const char *path, json_t **at,
			       unsigned *allowed);
const struct route *route_find_in(const struct route *table, size_t n, enum method method,
				  const char *path, json_t **at, unsigned *allowed);

/*
 * A pattern's :names filled from the first of the objects that has a text or whole number of that
 * name, percent-encoded; new text, or NULL when one is missing.
 */
char *route_fill(const char *pattern, const json_t *const from[], size_t n) MUST_USE;
