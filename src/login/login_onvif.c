#include "login/login_onvif.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "crypto/user_token.h"
#include "login/login_digest.h"
#include "login/login_http.h"

#define SERVICE_PATH "/onvif/device_service" /* 5.1.1 */
#define BODY_MAX (32u << 10)
#define DEVICE_NAMESPACE "http://www.onvif.org/ver10/device/wsdl"
#define CONTENT_TYPE "application/soap+xml; charset=utf-8"

/* The one of those that we know which cannot do without (Core Specification 8.1.2). */
static const char *parameters_of(const char *operation)
{
	return text_equal(operation, "GetServices") ? "<IncludeCapability>false</IncludeCapability>"
						    : "";
}

/* Its body is borrowed from body. */
static int request_write(struct fetch_request *out, struct buf *body, const char *operation,
			 const struct user_token *token)
{
	buf_text(body, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
		       "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\">");
	if (token) {
		buf_text(body, "<s:Header>");
		user_token_encode(body, token);
		buf_text(body, "</s:Header>");
	}
	buf_format(body, "<s:Body><%s xmlns=\"" DEVICE_NAMESPACE "\">%s</%s></s:Body></s:Envelope>",
		   operation, parameters_of(operation), operation);
	*out = (struct fetch_request){ .body = buf_view(body), .content_type = CONTENT_TYPE };
	return buf_ok(body) ? 0 : E_UNSUPPORTED;
}

static const char *path_of(const struct login_http *h)
{
	return h->door->path ? h->door->path : SERVICE_PATH;
}

static int ask(struct login_http *h, struct fetch_reply *out, const char *operation,
	       const struct user_token *token)
{
	CLEANUP(buf_done) struct buf body = BUF(BODY_MAX);
	struct fetch_request request;
	int r = request_write(&request, &body, operation, token);

	return r < 0 ? r : login_http_run(h, out, path_of(h), request);
}

/* As the account, by the challenge in out. */
static int answer_digest(struct login_http *h, struct fetch_reply *out, const char *operation,
			 int *refused)
{
	CLEANUP(buf_done) struct buf body = BUF(BODY_MAX);
	struct fetch_request request;
	int r = request_write(&request, &body, operation, NULL);

	return r < 0 ? r : login_digest_answer(h, out, path_of(h), request, refused);
}

/* Ours where the device does not tell its own. */
static int device_time(struct login_http *h, int64_t *now)
{
	CLEANUP(fetch_done) struct fetch_reply out = { 0 };
	int r = ask(h, &out, "GetSystemDateAndTime", NULL);

	if (r == 0 && user_token_time(buf_view(&out.body), now) < 0)
		*now = time_unix(&time_system);
	return r;
}

static bool is_fault(struct bytes body, const char *const *codes, size_t n)
{
	if (!text_find(body, bytes_of("Fault>")))
		return false;
	for (size_t i = 0; i < n; i++)
		if (text_find(body, bytes_of(codes[i])))
			return true;
	return false;
}

/* A login is asked for, or was wrong (5.11.2.1; WS-Security 12). */
static bool says_no(struct bytes body)
{
	static const char *const codes[] = { "NotAuthorized", "FailedAuthentication", "FailedCheck",
					     "InvalidSecurityToken", "InvalidSecurity" };

	return is_fault(body, codes, ARRAY_LEN(codes));
}

static bool is_unknown(struct bytes body)
{
	static const char *const codes[] = { "ActionNotSupported", "OptionalActionNotImplemented",
					     "UnknownAction" };

	return is_fault(body, codes, ARRAY_LEN(codes));
}

static bool is_answer(struct bytes body, const char *operation)
{
	CLEANUP(mem_freep) char *name = mem_format("%sResponse", operation);

	return text_find(body, bytes_of(name)) != NULL;
}

static const char *operation_of(const struct login_door *door)
{
	return door->operation ? door->operation : "GetUsers";
}

static void answered(struct login_http *h, const struct fetch_reply *out)
{
	struct login_reply *reply = h->reply;

	login_http_answered(h, out);
	if (reply->print.says != LOGIN_SAYS_NOTHING)
		return;
	if (says_no(buf_view(&out->body))) {
		reply->print.says = LOGIN_SAYS_NO;
	} else if (is_unknown(buf_view(&out->body))) {
		reply->print.end = LOGIN_UNABLE;
		reply->note = "the device does not know this operation";
	} else if (out->status == 200 && is_answer(buf_view(&out->body), operation_of(h->door))) {
		reply->print.says = LOGIN_SAYS_YES;
	}
}

static void try_token(struct login_http *h)
{
	CLEANUP(fetch_done) struct fetch_reply out = { 0 };
	struct user_token token = { .account = h->t->account, .secret = h->t->secret };

	if (token.account) {
		user_token_nonce(token.nonce);
		if (device_time(h, &token.created) < 0)
			return;
	}
	if (ask(h, &out, operation_of(h->door), token.account ? &token : NULL) == 0)
		answered(h, &out);
}

void login_onvif(const struct login_door *door, const struct login_try *t,
		 struct login_reply *reply)
{
	struct login_http h;

	login_http_init(&h, door, t, reply);
	try_token(&h);
}

void login_onvif_digest(const struct login_door *door, const struct login_try *t,
			struct login_reply *reply)
{
	CLEANUP(fetch_done) struct fetch_reply out = { 0 };
	struct login_http h;
	int refused = 0;

	login_http_init(&h, door, t, reply);
	if (ask(&h, &out, operation_of(door), NULL) < 0)
		return;
	if (t->account && out.status == 401 &&
	    answer_digest(&h, &out, operation_of(door), &refused) < 0)
		return;
	if (refused == E_MISSING) {
		try_token(&h);
	} else if (refused < 0) {
		reply->print.end = refused == E_FORMAT ? LOGIN_GARBAGE : LOGIN_UNABLE;
		reply->note = login_digest_note(refused);
	} else {
		answered(&h, &out);
	}
}
