/*
 * HTTP/1.x response heads (RFC 9112) and the header fields the probes look into: enough to tell
 * that something speaks HTTP and to read challenges.  Whole exchanges are libcurl's work.
 */
#pragma once

#include "base/base.h"

#define HTTP_HEAD_MAX (64u << 10) /* with the empty line */
#define HTTP_FIELDS_MAX 128
#define HTTP_CHALLENGES_MAX 8

struct http_field {
	struct bytes name, value; /* without blanks around them */
};

struct http_head {
	unsigned status; /* 100-999 */
	struct bytes reason;
	struct http_field fields[HTTP_FIELDS_MAX];
	unsigned n_fields;
	size_t used; /* bytes up to the body; everything above is borrowed from the input */
};

/*
 * E_TRUNC until the empty line is there.  E_FORMAT as early as it shows; obsolete line folding and
 * NUL are E_FORMAT too.  E_LIMIT.  Accepts bare LF line ends and blanks before the colon, as
 * browsers do.
 */
int http_head_decode(struct bytes in, struct http_head *out) MUST_USE;

/* The same of RTSP (RFC 2326), whose replies differ in their first word alone. */
int http_head_decode_rtsp(struct bytes in, struct http_head *out) MUST_USE;

/* Does in start with "HTTP/1." and a digit?  The rest of the head may still be missing. */
bool http_looks_like(struct bytes in);

/* The same of "RTSP/1.". */
bool http_looks_like_rtsp(struct bytes in);

/* Value of the first field of that name (case-insensitive), or an empty range. */
struct bytes http_field_find(const struct http_head *head, const char *name);

struct http_challenge {
	struct bytes scheme; /* never empty */
	struct bytes realm;  /* without quotes, still with its escapes; may be empty */
	struct bytes params; /* all of its parameters, for http_param_next */
};

struct http_challenges {
	struct http_challenge at[HTTP_CHALLENGES_MAX];
	unsigned n;
};

/*
 * WWW-Authenticate (RFC 9110 11.6.1): several challenges in one field value.  A missing comma is
 * forgiven.  E_FORMAT for a parameter before any scheme, a quote left open or no challenge at all;
 * E_LIMIT.
 */
int http_challenges_decode(struct bytes value, struct http_challenges *out) MUST_USE;

/* Is there a challenge of that scheme in a WWW-Authenticate field that can be read? */
bool http_asks_for(const struct http_head *head, const char *scheme);

/*
 * Take the next parameter off a challenge's: its value is without quotes, still with its escapes.
 * false at the end or where it is malformed.
 */
bool http_param_next(struct bytes *params, struct http_field *out);
