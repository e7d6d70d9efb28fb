/*
 * HTTP Digest (RFC 7616): the answer to the challenge of a 401, for the login of that name and for
 * every request that one who logs in by it makes.
 */
#pragma once

#include "base/base.h"
#include "login/login.h"
#include "net/fetch.h"

struct login_http;

/* At the door's path. */
void login_digest(const struct login_door *door, const struct login_try *t,
		  struct login_reply *reply);

/*
 * request was answered by out with 401: the same again as the try's account, into out; once more
 * where only the nonce was too old.  0, or as login_http_run; *refused is why the challenge could
 * not be answered (out is then as it was), or 0.
 */
int login_digest_answer(struct login_http *h, struct fetch_reply *out, const char *target,
			struct fetch_request request, int *refused) MUST_USE;

/* That reason in words; static. */
const char *login_digest_note(int code);
