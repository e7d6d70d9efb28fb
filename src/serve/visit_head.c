/* Who comes, what they want, and whether the head of it can be believed. */
#include "serve/visit_inside.h"

#include <arpa/inet.h>
#include <microhttpd.h>

#include "base/text.h"
#include "base/time.h"
#include "serve/desk.h"
#include "serve/reply.h"
#include "web/web.h"

/* At the first call: what the connection sends next is of no interest any more. */
static enum MHD_Result refuse(struct visit *v, unsigned status, const char *why)
{
	struct MHD_Response *response = reply_text(status, why, NULL);

	(void)MHD_add_response_header(response, "Connection", "close");
	return visit_queue_own(v, status, response, strlen(why));
}

static enum MHD_Result collect(void *context, enum MHD_ValueKind kind, const char *name,
			       const char *value)
{
	struct head *h = context;

	(void)kind;
	if (h->n == HEAD_LINES_MAX) {
		h->overflow = true;
		return MHD_NO;
	}
	h->lines[h->n++] = (struct head_line){ .name = name, .value = value ? value : "" };
	return MHD_YES;
}

/* The client by the forwarder's word: the last of the list that is no forwarder itself. */
static void client_address(struct visit *v)
{
	const char *list = NULL;
	size_t n;

	(void)snprintf(v->address, sizeof(v->address), "%s", v->visitor->address);
	for (unsigned i = 0; i < v->head.n; i++)
		if (text_equal_nocase(bytes_of(v->head.lines[i].name), "X-Forwarded-For"))
			list = v->head.lines[i].value;
	if (!v->visitor->forwarder || !list)
		return;
	for (n = strlen(list); n > 0;) {
		size_t from = n;
		char one[INET6_ADDRSTRLEN];
		uint8_t parsed[16];

		while (from > 0 && list[from - 1] != ',')
			from--;
		struct bytes item =
		    text_trim((struct bytes){ .p = (const uint8_t *)list + from, .n = n - from });
		if (item.n == 0 || item.n >= sizeof(one))
			return;
		memcpy(one, item.p, item.n);
		one[item.n] = '\0';
		if (inet_pton(AF_INET, one, parsed) != 1 && inet_pton(AF_INET6, one, parsed) != 1)
			return;
		(void)snprintf(v->address, sizeof(v->address), "%s", one);
		if (!front_forwarder(v->front, one))
			return;
		n = from > 0 ? from - 1 : 0;
	}
}

static void find_origin(struct visit *v)
{
	const char *proto = head_value(&v->head, "X-Forwarded-Proto");
	bool secure = v->front->tls || (v->visitor->forwarder && text_equal(proto, "https"));

	(void)snprintf(v->origin, sizeof(v->origin), "%s://%s", secure ? "https" : "http",
		       v->head.host ? v->head.host : "localhost");
}

static bool is_known(const char *method)
{
	return text_equal(method, "GET") || text_equal(method, "HEAD") ||
	       text_equal(method, "POST") || text_equal(method, "OPTIONS");
}

/*
 * Files are for those who may hand something in at that address, which the head alone says.  Others
 * have their answer before the body comes.  A browser would take an answer in the middle of its
 * upload for a broken connection, so the body is read and forgotten; who asks first is told first.
 */
static enum MHD_Result admit(struct visit *v)
{
	struct web *web = desk_web(v->front->desk);
	unsigned status = visit_head_sender(v);
	const char *expects = head_value(&v->head, "Expect");

	v->body.csrf = v->rq.csrf;
	if (status)
		web_error(web, &v->rq, status, &v->rs);
	else if (web_post_may(web, &v->rq, &v->rs))
		return MHD_YES;
	v->answered = true;
	if (expects && text_equal_nocase(bytes_of(expects), "100-continue"))
		return visit_send(v, &v->rs);
	return MHD_YES;
}

enum MHD_Result visit_head(struct visit *v, const char *method, const char *version)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(v->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
	struct head_refusal refusal;
	unsigned status;

	v->begun = true;
	(void)snprintf(v->method, sizeof(v->method), "%.7s", method);
	v->head.method = method;
	v->head.target = v->target;
	v->head.target_at = v->target_at;
	v->head.version = version;
	v->head.size = info ? info->header_size : 0;
	(void)MHD_get_connection_values(v->connection, MHD_HEADER_KIND, collect, &v->head);
	if (!v->visitor)
		return MHD_NO;
	if (!head_check(&v->head, &refusal))
		return refuse(v, refusal.status, refusal.why);
	if (v->front->behind_proxy && !v->visitor->forwarder)
		return refuse(v, 403, "This server is asked through its forwarder.");
	client_address(v);
	find_origin(v);
	if (!is_known(method)) {
		struct MHD_Response *r =
		    reply_text(405, "This method is not known here.", "GET, HEAD, POST, OPTIONS");

		(void)MHD_add_response_header(r, "Connection", "close");
		return visit_queue_own(v, 405, r, 0);
	}
	if (!text_equal(method, "POST"))
		return v->head.length > 0 ? refuse(v, 400, "A body belongs to a POST.") : MHD_YES;
	if (!v->head.has_length)
		return refuse(v, 411, "Please send a Content-Length.");
	v->has_body = true;
	status = body_begin(&v->body, &v->front->spool, head_value(&v->head, "Content-Type"),
			    v->head.length);
	if (status)
		return refuse(v, status,
			      status == 413 ? "This is more than can be handed in."
					    : "A form is sent as urlencoded or multipart data.");
	visitor_enter(&v->front->visitors, v->visitor, VISITOR_BODY, v->head.length);
	return v->body.multipart ? admit(v) : MHD_YES;
}

unsigned visit_head_request(struct visit *v, const char *method)
{
	struct request_raw raw = {
		.method = method,
		.target = v->target,
		.cookie = head_value(&v->head, "Cookie"),
		.accept = head_value(&v->head, "Accept"),
		.accept_language = head_value(&v->head, "Accept-Language"),
		.if_none_match = head_value(&v->head, "If-None-Match"),
		.fetch_site = head_value(&v->head, "Sec-Fetch-Site"),
		.origin_field = head_value(&v->head, "Origin"),
		.address = v->address,
		.origin = v->origin,
		.now = time_unix(&time_system),
	};

	v->has_rq = true;
	return request_read(&v->rq, &raw);
}

unsigned visit_head_sender(struct visit *v)
{
	unsigned status = 0;

	if (v->has_rq)
		return 0;
	status = visit_head_request(v, "POST");
	if (status == 0)
		desk_recognise(v->front->desk, &v->rq);
	return status;
}
