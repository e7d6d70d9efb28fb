/*
 * What a server asks for in "WWW-Authenticate: Digest" (RFC 7616 3.3; RFC 2069 where it knows no
 * qop).  RTSP uses the same (RFC 2326 D.2.1).
 */
#pragma once

#include "base/base.h"

#define DIGEST_CHALLENGE_VALUE_MAX 1024 /* bytes of a realm, nonce or opaque value */

enum digest_hash { DIGEST_MD5, DIGEST_SHA_256, DIGEST_SHA_512_256 };

struct digest_challenge {
	struct bytes realm, nonce, opaque; /* without quotes, still with escapes; borrowed */
	struct bytes algorithm;            /* as written; p NULL: it was not named */
	enum digest_hash hash;
	bool session;           /* a "-sess" algorithm */
	bool qop_auth, qop_int; /* neither: RFC 2069 */
	bool stale;             /* only the nonce was too old */
};

/*
 * params: of an http_challenge.  E_FORMAT without realm or nonce, E_UNSUPPORTED for an algorithm or
 * qop we do not know, E_LIMIT for a value above DIGEST_CHALLENGE_VALUE_MAX.
 */
int digest_challenge_decode(struct bytes params, struct digest_challenge *out) MUST_USE;

/*
 * The best Digest challenge in the value of a WWW-Authenticate field: the strongest hash of those
 * we know.  E_MISSING when it has none; otherwise as above.
 */
int digest_challenge_find(struct bytes value, struct digest_challenge *out) MUST_USE;

/* The same over all such fields of a head. */
struct http_head;
int digest_challenge_choose(const struct http_head *head, struct digest_challenge *out) MUST_USE;
