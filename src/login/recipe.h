/*
 * How to send a login that cannot be read from a page (docs/formats/login-recipe.md): method, URL,
 * body and header fields, with places for account, secret, and what the login page or a cookie
 * holds; and how to come back with what it is answered with (login_token.h).  Filling one in is
 * pure.
 */
#pragma once

#include "base/base.h"
#include "base/buf.h"
#include "base/json.h"

struct err;
struct html_page;
struct login_session;

#define RECIPE_TEXT_MAX (16u << 10) /* bytes of a URL, body or field that was filled in */
#define RECIPE_FIELDS_MAX 8
#define RECIPE_FILE_MAX (256u << 10)

/* What may stand in the places; page and session may be NULL. */
struct recipe_values {
	const char *account, *secret;
	const struct html_page *page;
	const struct login_session *session;
};

struct recipe_request {
	const char *method, *type; /* of the recipe; type NULL without a body */
	struct buf url, body;      /* url: path and query */
	char *fields[RECIPE_FIELDS_MAX + 1];
	unsigned n_fields;
};

/* The schema, and what it cannot say: places that there are not, fields that are ours. */
int recipe_check(const json_t *recipe, struct err *err) MUST_USE;

/* Header fields that a recipe has no say in: Host, Cookie ... */
bool recipe_is_ours(const char *field);

/*
 * out is always to be recipe_request_done.  E_MISSING: the page or the cookies do not have what a
 * place asks for; E_LIMIT; E_FORMAT: not a recipe, or a value that would end a header line.
 */
int recipe_fill(struct recipe_request *out, const json_t *recipe,
		const struct recipe_values *values) MUST_USE;
void recipe_request_done(struct recipe_request *request);

/*
 * A recipe from a file; or, where the file is a HAR (a browser's recording of a login), made from
 * it with the account and secret that were typed then (NULL: not known, E_MISSING).
 */
int recipe_read(json_t **out, const char *path, const char *account, const char *secret,
		struct err *err) MUST_USE;
