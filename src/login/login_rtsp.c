#include "login/login_rtsp.h"

#include "base/base64.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "login/login_digest.h"
#include "login/login_talk.h"
#include "login/print.h"
#include "wire/digest_challenge.h"
#include "wire/http.h"

#define REPLY_MAX (256u << 10)
#define BODY_MAX (64u << 10) /* of a description; what is longer is cut */
#define REQUEST_MAX (16u << 10)
#define METHOD "DESCRIBE"

struct rtsp {
	struct login_talk talk;
	struct http_head head;
	struct buf in; /* head and body of the last reply */
	char *url;
	unsigned sequence;
	const char *wants; /* of the last answer that counted */
};

static char *url_of(const struct login_door *door)
{
	char host[ADDR_TEXT_MAX + 8];
	const char *path = door->path ? door->path : "/";

	addr_for_url(&door->target, host);
	return mem_format("%s://%s:%u%s%s", door->tls ? "rtsps" : "rtsp", host, door->port,
			  *path == '/' ? "" : "/", path);
}

static int more(struct rtsp *r)
{
	return r->in.n >= REPLY_MAX
		   ? E_LIMIT
		   : stream_read(&r->talk.stream, &r->in, REPLY_MAX - r->in.n, r->talk.t->deadline);
}

/* The body is what Content-Length says; without one there is none (RFC 2326 4.4). */
static int reply_read(struct rtsp *r)
{
	uint64_t length = 0;
	int e;

	while ((e = http_head_decode_rtsp(buf_view(&r->in), &r->head)) == E_TRUNC)
		if ((e = more(r)) < 0)
			return e;
	if (e < 0)
		return e;
	(void)!num_u64n(http_field_find(&r->head, "Content-Length"), 0, BODY_MAX, &length);
	while (r->in.n - r->head.used < length)
		if ((e = more(r)) < 0)
			return e;
	/* Reading may have moved what the head borrowed. */
	return http_head_decode_rtsp(buf_view(&r->in), &r->head);
}

/* authorization: the field's value, or NULL. */
static int ask(struct rtsp *r, const char *authorization)
{
	CLEANUP(buf_done) struct buf out = BUF(REQUEST_MAX);
	int e;

	buf_format(&out, METHOD " %s RTSP/1.0\r\nCSeq: %u\r\nAccept: application/sdp\r\n", r->url,
		   ++r->sequence);
	if (authorization)
		buf_format(&out, "Authorization: %s\r\n", authorization);
	buf_text(&out, "User-Agent: hoshi\r\n\r\n");
	if (!buf_ok(&out) || strpbrk(r->url, "\r\n "))
		return E_UNSUPPORTED;
	buf_clear(&r->in);
	e = stream_write(&r->talk.stream, buf_view(&out), r->talk.t->deadline);
	return e < 0 ? e : reply_read(r);
}

static const char *wanted(const struct rtsp *r)
{
	struct digest_challenge challenge;

	if (r->head.status != 401)
		return NULL;
	if (digest_challenge_choose(&r->head, &challenge) != E_MISSING)
		return "digest";
	struct bytes value = http_field_find(&r->head, "WWW-Authenticate");
	return text_has_nocase(value, "basic") ? "basic" : "none";
}

static void answered(struct rtsp *r)
{
	struct print_http reply = { .status = (int)r->head.status,
				    .head = { .p = r->in.p, .n = r->head.used },
				    .body = { .p = r->in.p + r->head.used,
					      .n = r->in.n - r->head.used },
				    .typed = login_talk_typed(r->talk.t) };
	struct login_print print;

	r->wants = wanted(r);
	print_http(&print, &reply);
	login_talk_answered(&r->talk, &print);
}

static int basic(struct rtsp *r)
{
	CLEANUP(buf_done) struct buf pair = BUF(1024);
	CLEANUP(buf_done) struct buf value = BUF(2048);

	buf_format(&pair, "%s:%s", r->talk.t->account, r->talk.t->secret);
	buf_text(&value, "Basic ");
	base64_encode(&value, buf_view(&pair));
	mem_wipe(pair.p, pair.n);
	return buf_ok(&pair) ? ask(r, buf_cstr(&value)) : E_UNSUPPORTED;
}

/* The answer to what the last reply asked for; E_EOF: the server hung up in between. */
static int digest(struct rtsp *r, const char *answer)
{
	int e = ask(r, answer);

	if (e != E_EOF && e != -ECONNRESET && e != -EPIPE)
		return e;
	struct login_talk first = r->talk;
	login_talk_done(&first);
	e = login_talk_open(&r->talk, first.door, first.t, first.reply);
	return e < 0 ? e : ask(r, answer);
}

static void run_digest(struct rtsp *r)
{
	CLEANUP(buf_done) struct buf answer = BUF(REQUEST_MAX);
	struct digest_challenge challenge;
	char cnonce[DIGEST_NONCE_SIZE];
	int e = ask(r, NULL);

	if (e < 0) {
		login_talk_failed(&r->talk, e);
		return;
	}
	if (!r->talk.t->account || r->head.status != 401) {
		answered(r);
		return;
	}
	e = digest_challenge_choose(&r->head, &challenge);
	if (e == 0) {
		digest_cnonce(cnonce);
		struct digest_request request = { .account = r->talk.t->account,
						  .secret = r->talk.t->secret,
						  .method = METHOD,
						  .uri = r->url,
						  .cnonce = cnonce,
						  .count = 1 };
		e = digest_answer(&answer, &challenge, &request);
	}
	if (e < 0) {
		login_talk_unable(&r->talk, login_digest_note(e));
		return;
	}
	e = digest(r, buf_cstr(&answer));
	if (e < 0)
		login_talk_failed(&r->talk, e);
	else
		answered(r);
}

static void run_basic(struct rtsp *r)
{
	if (r->talk.t->account && strchr(r->talk.t->account, ':')) {
		login_talk_unable(&r->talk, "Basic has no account names with a colon");
		return;
	}
	int e = r->talk.t->account ? basic(r) : ask(r, NULL);

	if (e < 0)
		login_talk_failed(&r->talk, e);
	else
		answered(r);
}

static const char *attempt(const struct login_door *door, const struct login_try *t,
			   struct login_reply *reply, void (*run)(struct rtsp *r))
{
	struct rtsp *r = mem_array(1, sizeof(*r));

	r->in = BUF(REPLY_MAX);
	r->url = url_of(door);
	if (login_talk_open(&r->talk, door, t, reply) == 0)
		run(r);
	const char *wants = r->wants;
	login_talk_done(&r->talk);
	buf_done(&r->in);
	mem_free(r->url);
	mem_free(r);
	return wants;
}

void login_rtsp_basic(const struct login_door *door, const struct login_try *t,
		      struct login_reply *reply)
{
	(void)attempt(door, t, reply, run_basic);
}

void login_rtsp_digest(const struct login_door *door, const struct login_try *t,
		       struct login_reply *reply)
{
	(void)attempt(door, t, reply, run_digest);
}

const char *login_rtsp_wants(const struct login_door *door, const struct login_try *t,
			     struct login_reply *reply)
{
	return attempt(door, t, reply, run_basic);
}
