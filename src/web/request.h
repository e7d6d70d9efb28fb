/*
 * What a handler gets: one HTTP request, already bounded, decoded and free of NUL, control
 * characters other than line ends and tabs, direction overrides, and invalid UTF-8 (request_read
 * and form.h see to it).
 *
 * A front fills a struct request_raw from what arrived and calls request_read; for a POST it adds
 * form and uploads (form.h), for a person who is signed in account and csrf, and then asks web.h.
 * The request owns its text and one reference to each of its JSON values; request_done gives all of
 * it back.  Handlers borrow.  (Tests may as well write a struct request by hand and not call it.)
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;

#define REQUEST_PATH_MAX 1024       /* bytes, as sent */
#define REQUEST_QUERY_MAX 4096      /* bytes, as sent, without the ? */
#define REQUEST_FIELDS_MAX 600      /* of a form or query */
#define REQUEST_NAME_MAX 64         /* bytes of a field's name */
#define REQUEST_FIELD_MAX 65536     /* bytes of one value */
#define REQUEST_FORM_MAX (1u << 20) /* bytes of a urlencoded body, or of all values of another */
#define REQUEST_FILES_MAX 8
#define REQUEST_UPLOAD_MAX (32u << 20) /* bytes of one file */

enum method { METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_OPTIONS };
#define METHOD_BIT(method) (1u << (method))

struct request {
	enum method method;
	const char *path;    /* decoded, begins with '/' */
	const json_t *query; /* object: name -> text (the last of several) */
	const json_t *form;  /* object: name -> text, or list of texts for "name[]" (without []) */
	const json_t
	    *uploads; /* object: field -> {spool, name, type, size}; spool is a file name */
	const json_t *cookies;     /* object: name -> text */
	const json_t *at;          /* what stood for the :names of the route's pattern; object */
	const char *language;      /* "ja" or "en" */
	const char *accept;        /* or NULL */
	const char *if_none_match; /* or NULL */
	const char *address;       /* of the client, by the forwarder's word if there is one */
	const char *origin;        /* "https://host", what the reader's browser calls us */
	const char *accept_language, *fetch_site, *origin_field; /* or NULL */
	int64_t now;                                             /* Unix seconds */

	/* Who: NULL when nobody is signed in. */
	const json_t *account; /* row: id, name, role, organisation, language ... */
	const char *csrf;      /* the session's token for forms; borrowed */

	const json_t *answer; /* what the registrar answered, for a route that asks; or NULL */

	/* After an action that was not done: shown again with what was typed (form) and why. */
	const json_t *problems; /* list of {field, ja, en}; or NULL */
	bool conflict;          /* somebody else was faster: show what is there now, too */
};

/* Texts of the members above; NULL when absent. */
const char *request_query(const struct request *rq, const char *name);
const char *request_form(const struct request *rq, const char *name);
const char *request_at(const struct request *rq, const char *name);
const char *request_cookie(const struct request *rq, const char *name);

/* What arrived, unchanged; borrowed until request_done.  NULL where a header field is absent. */
struct request_raw {
	const char *method, *target; /* "GET", "/labels?q=%E6%98%9F" */
	const char *cookie, *accept, *accept_language, *if_none_match;
	const char *fetch_site;   /* Sec-Fetch-Site */
	const char *origin_field; /* Origin */
	const char *address, *origin;
	int64_t now;
};

/*
 * Fills *rq (also when it fails: as far as an error page needs it).  Returns 0 or the status to
 * answer with: 400, 414, 431, 501.  Refused in a path: no slash first, empty segments, . and .. as
 * segments, encoded slashes, backslashes, control characters and bad UTF-8.
 */
unsigned request_read(struct request *rq, const struct request_raw *raw) MUST_USE;
void request_done(struct request *rq);

/* Chooses the language again; request_read has done so without the account. */
void request_language(struct request *rq);

/*
 * Did it come from a page of ours?  By Sec-Fetch-Site and Origin (Fetch metadata); what sends
 * neither is no browser of today, and the form's token has to do.
 */
bool request_is_ours(const struct request *rq);

/* Is the path one for programs: the API, or what the signer publishes?  Any site may read those. */
bool request_is_open(const struct request *rq);

/* Does the client want JSON rather than a page?  By Accept, or such a path. */
bool request_wants_json(const struct request *rq);

/* The name of the session's cookie: by its prefix a browser keeps it to this host and TLS. */
const char *request_session_name(const struct request *rq);
const char *request_session(const struct request *rq); /* its text, or NULL */
