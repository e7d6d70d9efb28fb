/*
 * The answer to a Digest challenge (RFC 7616 3.4): what stands in "Authorization".  Of qop "auth"
 * is preferred to "auth-int".  No userhash: those who offer it take a plain name too.
 */
#pragma once

#include "base/base.h"
#include "wire/digest_challenge.h"

struct buf;

#define DIGEST_NONCE_SIZE 33 /* of a client nonce that we make, with its NUL */

struct digest_request {
	const char *account, *secret;
	const char *method, *uri; /* as in the request line */
	struct bytes body;        /* for auth-int */
	const char *cnonce;       /* ours */
	uint32_t count;           /* how often the nonce is used: 1 the first time */
};

/* Append 'Digest username="..." ...'.  What could end a header line in the names is E_FORMAT. */
int digest_answer(struct buf *out, const struct digest_challenge *challenge,
		  const struct digest_request *request) MUST_USE;

#define DIGEST_HEX_MAX 129

/* A hash as pages compute it of a password: "md5", "sha1", "sha256", "sha512".  E_UNSUPPORTED. */
int digest_hex(char out[static DIGEST_HEX_MAX], const char *name, struct bytes data) MUST_USE;

/* A random one. */
void digest_cnonce(char out[static DIGEST_NONCE_SIZE]);
