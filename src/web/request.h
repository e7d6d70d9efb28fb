/*
 * What a handler gets: one HTTP request, already bounded, decoded and free of NUL, control
 * characters other than line ends, and invalid UTF-8 (request_read and form_read see to it, with
 * 400 or 413 otherwise).  Everything is borrowed from the front until the response is made.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

#define REQUEST_PATH_MAX 1024
#define REQUEST_QUERY_MAX 4096
#define REQUEST_FIELDS_MAX 600      /* of a form */
#define REQUEST_FIELD_MAX 65536     /* bytes of one value */
#define REQUEST_FORM_MAX (1u << 20) /* bytes of all values */
#define REQUEST_UPLOAD_MAX (32u << 20)

enum method { METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_OPTIONS };

struct request {
	enum method method;
	const char *path;    /* decoded, begins with '/' */
	const json_t *query; /* object: name -> text (the last of several) */
	const json_t *form;  /* object: name -> text, or list of texts for "name[]"; POST only */
	const json_t
	    *uploads; /* object: field -> {spool, name, type, size}; spool is a file name */
	const json_t *cookies;     /* object: name -> text */
	const json_t *at;          /* what stood for the :names of the route's pattern; object */
	const char *language;      /* "ja" or "en" */
	const char *accept;        /* or NULL */
	const char *if_none_match; /* or NULL */
	const char *address;       /* of the client, by the forwarder's word if there is one */
	const char *origin;        /* "https://host", what the reader's browser calls us */
	int64_t now;               /* Unix seconds */

	/* Who: NULL when nobody is signed in. */
	const json_t *account; /* row: id, name, role, organisation, language ... */
	const char *csrf;      /* the session's token for forms */

	/* After an action that was not done: shown again with what was typed (form) and why. */
	const json_t *problems; /* list of {field, ja, en}; or NULL */
};

/* Texts of the members above; NULL when absent. */
const char *request_query(const struct request *rq, const char *name);
const char *request_at(const struct request *rq, const char *name);
