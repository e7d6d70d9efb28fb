/*
 * HTTP logins.  A request goes to the door's address whatever its URL says, nothing verified, no
 * redirect followed, on a connection of its own or on one that the try keeps; its cookies and its
 * token are the session's, and are blotted out of the transcript.
 */
#pragma once

#include "base/base.h"
#include "login/login.h"
#include "net/fetch.h"

struct login_session;

#define LOGIN_HTTP_URL_MAX 4096

struct login_http {
	const struct login_door *door;
	const struct login_try *t;
	struct login_reply *reply;
	struct login_session *session; /* of the try; NULL: cookies are not kept */
	int64_t start;
	bool asked; /* the first request was made */
};

/* Basic (RFC 7617) at the door's path. */
void login_http_basic(const struct login_door *door, const struct login_try *t,
		      struct login_reply *reply);

/* ---- for mechanisms made of several requests ---- */

void login_http_init(struct login_http *h, const struct login_door *door, const struct login_try *t,
		     struct login_reply *reply);

/*
 * request has method, body, content_type, fields and authorization; the rest is filled here.
 * target: path with query, below the door.  The reply gets transcript, times, and the end when it
 * fails (then below 0).  out is always to be fetch_done.
 */
int login_http_run(struct login_http *h, struct fetch_reply *out, const char *target,
		   struct fetch_request request) MUST_USE;

/* The reply's print is made of this answer, which came now. */
void login_http_answered(struct login_http *h, const struct fetch_reply *out);

/*
 * Path and query that href means on the page at target: owned by the caller; NULL where it leads
 * elsewhere (another host, port or scheme), or nowhere.
 */
char *login_http_resolve(const struct login_http *h, const char *target, const char *href) MUST_USE;

/* Where a redirect leads, in the same way; NULL: it is none, or leads elsewhere. */
char *login_http_redirect(const struct login_http *h, const struct fetch_reply *out,
			  const char *target) MUST_USE;

/* The page that a redirect led to: its features go into the print. */
void login_http_followed(struct login_http *h, const struct fetch_reply *out);
