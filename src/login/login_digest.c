#include "login/login_digest.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "crypto/digest.h"
#include "login/login_http.h"
#include "wire/digest_challenge.h"
#include "wire/http.h"

#define ANSWER_MAX (16u << 10) /* of an Authorization value */

static int challenge_find(const struct fetch_reply *out, struct digest_challenge *challenge)
{
	CLEANUP(mem_freep) struct http_head *head = mem_array(1, sizeof(*head));

	if (http_head_decode(buf_view(&out->head), head) < 0)
		return E_FORMAT;
	return digest_challenge_choose(head, challenge);
}

const char *login_digest_note(int code)
{
	return code == E_MISSING       ? "the server does not ask for Digest"
	       : code == E_UNSUPPORTED ? "a Digest algorithm or qop we do not know"
				       : "the Digest challenge cannot be answered";
}

static int answer_once(struct login_http *h, struct fetch_reply *out, const char *target,
		       struct fetch_request request, int *refused)
{
	CLEANUP(buf_done) struct buf answer = BUF(ANSWER_MAX);
	char cnonce[DIGEST_NONCE_SIZE];
	struct digest_challenge challenge;

	*refused = challenge_find(out, &challenge);
	if (*refused < 0)
		return 0;
	digest_cnonce(cnonce);
	struct digest_request with = { .account = h->t->account,
				       .secret = h->t->secret,
				       .method = request.method         ? request.method
						 : request.content_type ? "POST"
									: "GET",
				       .uri = target,
				       .body = request.body,
				       .cnonce = cnonce,
				       .count = 1 };
	*refused = digest_answer(&answer, &challenge, &with);
	if (*refused < 0)
		return 0;
	fetch_done(out);
	request.authorization = buf_cstr(&answer);
	return login_http_run(h, out, target, request);
}

/* "Only the nonce was too old": not a word about the password (RFC 7616 3.3). */
static bool is_stale(const struct fetch_reply *out)
{
	struct digest_challenge challenge;

	return out->status == 401 && challenge_find(out, &challenge) == 0 && challenge.stale;
}

int login_digest_answer(struct login_http *h, struct fetch_reply *out, const char *target,
			struct fetch_request request, int *refused)
{
	int r = answer_once(h, out, target, request, refused);

	if (r == 0 && *refused == 0 && is_stale(out))
		r = answer_once(h, out, target, request, refused);
	return r;
}

void login_digest(const struct login_door *door, const struct login_try *t,
		  struct login_reply *reply)
{
	CLEANUP(fetch_done) struct fetch_reply out = { 0 };
	const struct fetch_request request = { 0 };
	const char *path = door->path ? door->path : "/";
	struct login_http h;
	int refused = 0;

	login_http_init(&h, door, t, reply);
	if (login_http_run(&h, &out, path, request) < 0)
		return;
	if (t->account && out.status == 401 &&
	    login_digest_answer(&h, &out, path, request, &refused) < 0)
		return;
	if (refused < 0) {
		reply->print.end = refused == E_FORMAT ? LOGIN_GARBAGE : LOGIN_UNABLE;
		reply->note = login_digest_note(refused);
		return;
	}
	login_http_answered(&h, &out);
}
