/*
 * What a handler makes.  Zero-initialise with RESPONSE; response_done frees.  The front sends
 * status, the fields that response_fields names, and the body (none for HEAD and 304).
 */
#pragma once

#include "base/base.h"
#include "base/buf.h"

struct err;
struct request;
struct response;

#define RESPONSE_MAX (64u << 20)
#define RESPONSE_ETAG_MAX 36 /* 32 digits in quotes and a NUL */

#define RESPONSE_HTML "text/html; charset=utf-8"
#define RESPONSE_JSON "application/json"
#define RESPONSE_PROBLEM "application/problem+json"

enum response_cache {
	RESPONSE_PRIVATE, /* no-store: anything of a person who is signed in, every error */
	RESPONSE_PUBLIC,  /* the same for everybody; an ETag is made from the body */
	RESPONSE_STATIC,  /* never changes under this URL */
	RESPONSE_SECONDS, /* RESPONSE_PUBLIC, but need not be asked for again in 5 seconds */
	RESPONSE_MINUTE,  /* the same, 60 */
};

/*
 * A body that is made while it is sent, for what is too much to be held at once.  more appends a
 * piece to out, which has room for RESPONSE_PIECE_MAX; nothing appended: that was the last; a
 * negative answer breaks the connection off.  Whoever has the response last calls done, once.
 */
#define RESPONSE_PIECE_MAX (64u << 20)

struct response_stream {
	int (*more)(void *context, struct buf *out, struct err *err);
	void (*done)(void *context);
	void *context; /* NULL: there is no stream */
};

struct response {
	unsigned status;  /* 200 unless set */
	const char *type; /* constant: RESPONSE_HTML; NULL without a body */
	struct buf body;
	char *location; /* owned; for 303 */
	char *filename; /* owned; offered as a download under this name */
	char *session;  /* owned; the cookie is set to it, "" deletes it */
	char *link;     /* owned; value of a Link field, e.g. the next page (RFC 8288) */
	enum response_cache cache;
	bool cors;                     /* may be read by scripts of any site: the public API */
	unsigned allowed;              /* METHOD_BIT; for 405 and OPTIONS, 0 otherwise */
	unsigned retry_after;          /* seconds; for 429 and 503, 0 otherwise */
	char etag[RESPONSE_ETAG_MAX];  /* "" without */
	struct response_stream stream; /* in the place of body; the handler sets etag */
};

#define RESPONSE ((struct response){ .status = 200, .body = BUF(RESPONSE_MAX) })
void response_done(struct response *rs);
/* Ends a stream that nobody will read. */
void response_stream_done(struct response_stream *s);

/* 303 See Other; location is copied. */
void response_redirect(struct response *rs, const char *location);
/* RFC 9457, in English; detail may be NULL.  What was made before is dropped. */
void response_problem(struct response *rs, unsigned status, const char *detail);
const char *response_reason(unsigned status); /* "Not Found" */

/*
 * The last step of every answer: who is signed in gets nothing cacheable (but files), errors are
 * private, what is public gets an ETag, and a client that has it already gets 304.
 */
void response_seal(struct response *rs, const struct request *rq);

/* Every header field of the answer, in a fixed order; both texts are valid during the call. */
void response_fields(const struct response *rs, const struct request *rq,
		     void (*each)(void *context, const char *name, const char *value),
		     void *context);
