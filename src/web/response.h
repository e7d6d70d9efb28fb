/* What a handler makes.  Zero-initialise with RESPONSE; response_done frees. */
#pragma once

#include "base/base.h"
#include "base/buf.h"

#define RESPONSE_MAX (64u << 20)

enum response_cache {
	RESPONSE_PRIVATE, /* no-store: anything of a person who is signed in, every error */
	RESPONSE_PUBLIC,  /* the same for everybody; an ETag is made from the body */
	RESPONSE_STATIC,  /* never changes under this URL */
};

struct response {
	unsigned status;  /* 200 unless set */
	const char *type; /* constant: "text/html; charset=utf-8" */
	struct buf body;
	char *location; /* owned; for 303 */
	char *filename; /* owned; offered as a download under this name */
	char *session;  /* owned; the cookie is set to it, "" deletes it */
	char *link;     /* owned; value of a Link field, e.g. the next page (RFC 8288) */
	enum response_cache cache;
	bool cors; /* may be read by scripts of any site: the public API */
};

#define RESPONSE ((struct response){ .status = 200, .body = BUF(RESPONSE_MAX) })
void response_done(struct response *rs);
