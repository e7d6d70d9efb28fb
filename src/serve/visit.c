/*
 * The library calls: with the request's line (target), again with the head read, with pieces of the
 * body, once more at its end, and when all is over.  An answer is only queued at the first call,
 * and then the connection is closed after it, or after the end of the body, and then it is kept.
 */
#include "serve/visit.h"

#include <arpa/inet.h>
#include <microhttpd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "serve/body.h"
#include "serve/cache.h"
#include "serve/desk.h"
#include "serve/front.h"
#include "serve/head.h"
#include "serve/reply.h"
#include "web/cookie.h"
#include "web/etag.h"
#include "web/request.h"
#include "web/response.h"
#include "web/web.h"

#define SEGMENT_SHOWN 20 /* of a path, in the log: what is longer may be a secret */

struct visit {
	struct front *front;
	struct visitor *visitor;
	struct MHD_Connection *connection;
	char method[8];        /* for the log, maybe cut */
	char *target;          /* owned; as it came */
	const char *target_at; /* where the library has it */
	struct head head;
	bool begun, has_body, answered;
	const struct route *route; /* of a POST that the registrar is asked about */
	struct request rq;
	bool has_rq;
	char origin[HEAD_HOST_MAX + 16];
	char address[INET6_ADDRSTRLEN];
	struct body body;
	struct response rs;            /* of a POST */
	int64_t id;                    /* waits for the registrar's answer to this, or 0 */
	struct visit *next, *previous; /* of those that wait */
	int64_t since;
	unsigned status; /* for the log */
	size_t size;
};

/* ---- the log ---- */

/* The path without query, and without what may be a secret link. */
static void log_visit(const struct visit *v)
{
	CLEANUP(buf_done) struct buf path = BUF(1024);
	const char *p = v->target;

	if (!v->begun || v->status == 0)
		return;
	while (*p && *p != '?') {
		size_t n = strcspn(p + 1, "/?") + 1;

		if (n > SEGMENT_SHOWN)
			buf_text(&path, "/*");
		else
			buf_add(&path, p, n);
		p += n;
	}
	log_info("front", "%s %s %u %zu bytes, %" PRId64 " ms", v->method,
		 buf_ok(&path) ? buf_cstr(&path) : "(long)", v->status, v->size,
		 (time_now(&time_system) - v->since) / TIME_MS);
}

/* ---- life ---- */

static void unlist(struct visit *v)
{
	if (v->id == 0)
		return;
	if (v->previous)
		v->previous->next = v->next;
	else
		v->front->waiting = v->next;
	if (v->next)
		v->next->previous = v->previous;
	v->next = v->previous = NULL;
	v->id = 0;
}

static struct visitor *visitor_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info ? info->socket_context : NULL;
}

static void *first_line(void *context, const char *target, struct MHD_Connection *connection)
{
	struct visit *v = mem_array(1, sizeof(*v));

	v->front = context;
	v->connection = connection;
	v->visitor = visitor_of(connection);
	v->target = mem_text(target);
	v->target_at = target;
	v->since = time_now(&time_system);
	v->rs = RESPONSE;
	if (v->visitor)
		v->visitor->spoke = true;
	return v;
}

static void over(void *context, struct MHD_Connection *connection, void **request,
		 enum MHD_RequestTerminationCode how)
{
	struct front *f = context;
	struct visit *v = *request;

	(void)connection;
	(void)how;
	if (!v)
		return;
	log_visit(v);
	unlist(v);
	if (v->visitor) {
		v->visitor->answered++;
		visitor_enter(&f->visitors, v->visitor, VISITOR_HEAD, 0);
	}
	if (v->has_rq)
		request_done(&v->rq);
	if (v->has_body)
		body_done(&v->body);
	response_done(&v->rs);
	mem_free(v->target);
	mem_free(v);
	*request = NULL;
}

static void connection_changed(void *context, struct MHD_Connection *connection, void **own,
			       enum MHD_ConnectionNotificationCode code)
{
	struct front *f = context;
	const union MHD_ConnectionInfo *info;

	if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
		if (*own)
			visitor_free(&f->visitors, *own);
		*own = NULL;
		return;
	}
	info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	*own = f->arriving;
	if (f->arriving && info)
		f->arriving->fd = info->connect_fd;
	f->arriving = NULL;
}

/* ---- answers ---- */

static enum MHD_Result queue(struct visit *v, unsigned status, struct MHD_Response *response,
			     size_t size)
{
	v->status = status;
	v->size = size;
	if (v->visitor)
		visitor_enter(&v->front->visitors, v->visitor, VISITOR_ANSWER, size);
	return MHD_queue_response(v->connection, status, response);
}

static enum MHD_Result queue_own(struct visit *v, unsigned status, struct MHD_Response *response,
				 size_t size)
{
	enum MHD_Result r = queue(v, status, response, size);

	MHD_destroy_response(response);
	return r;
}

/* At the first call: what the connection sends next is of no interest any more. */
static enum MHD_Result refuse(struct visit *v, unsigned status, const char *why)
{
	struct MHD_Response *response = reply_text(status, why, NULL);

	(void)MHD_add_response_header(response, "Connection", "close");
	return queue_own(v, status, response, strlen(why));
}

/* How much time a download gets: nobody knows how long it will be. */
#define STREAM_BYTES ((uint64_t)VISITOR_BYTES_PER_SECOND * 3600)

static enum MHD_Result send_response(struct visit *v, struct response *rs)
{
	size_t size = rs->stream.context ? STREAM_BYTES : rs->body.n;

	return queue_own(v, rs->status, reply_make(rs, &v->rq), size);
}

/* ---- pages ---- */

/*
 * All that a page for everybody may depend on.  Who has a session gets pages of their own; any
 * other cookie (the language) is part of the key.
 */
static bool cache_key(const struct visit *v, struct buf *key)
{
	const char *cookie = head_value(&v->head, "Cookie");
	const char *parts[] = { v->target, v->origin, head_value(&v->head, "Accept"),
				head_value(&v->head, "Accept-Language"), cookie };

	if (cookie && strstr(cookie, COOKIE_SESSION))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		buf_text(key, parts[i] ? parts[i] : "");
		buf_u8(key, '\n');
	}
	return buf_ok(key);
}

static enum MHD_Result send_page(struct visit *v, const struct cache_page *page)
{
	if (page->unchanged && etag_matches(head_value(&v->head, "If-None-Match"), page->etag))
		return queue(v, 304, page->unchanged, 0);
	return queue(v, 200, page->response, page->size);
}

/* Made once, sent, and kept for the next. */
static enum MHD_Result send_and_keep(struct visit *v, struct response *rs, const char *key)
{
	struct cache_page page = { .size = rs->body.n };
	enum MHD_Result r;

	(void)snprintf(page.etag, sizeof(page.etag), "%s", rs->etag);
	if (*page.etag)
		page.unchanged = reply_unchanged(rs, &v->rq);
	page.response = reply_make(rs, &v->rq);
	r = send_page(v, &page);
	cache_add(v->front->cache, key, &page);
	return r;
}

static unsigned read_request(struct visit *v, const char *method)
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

static enum MHD_Result answer_get(struct visit *v, const char *method)
{
	CLEANUP(response_done) struct response rs = RESPONSE;
	CLEANUP(buf_done) struct buf key = BUF(CACHE_KEY_MAX);
	struct desk *desk = v->front->desk;
	bool may = !text_equal(method, "OPTIONS") && cache_key(v, &key);
	const struct cache_page *page = NULL;
	unsigned status;

	/* Once for all requests that came in one turn of the loop: asking takes locks. */
	if (!v->front->asked_version)
		cache_version(v->front->cache, desk_version(desk));
	v->front->asked_version = true;
	if (may)
		page = cache_find(v->front->cache, buf_cstr(&key));
	if (page)
		return send_page(v, page);
	status = read_request(v, method);
	/* What is kept is the whole page, whatever this reader has already. */
	if (may)
		v->rq.if_none_match = NULL;
	if (status) {
		web_error(desk_web(desk), &v->rq, status, &rs);
	} else {
		desk_recognise(desk, &v->rq);
		web_respond(desk_web(desk), &v->rq, &rs);
	}
	/* What is made while it is sent is not kept, so this is the time to ask for a change. */
	if (rs.stream.context && rs.status == 200 &&
	    etag_matches(head_value(&v->head, "If-None-Match"), rs.etag)) {
		response_stream_done(&rs.stream);
		rs.status = 304;
	}
	if (may && rs.status == 200 && rs.cache != RESPONSE_PRIVATE && !rs.session &&
	    !rs.stream.context)
		return send_and_keep(v, &rs, buf_cstr(&key));
	return send_response(v, &rs);
}

/* ---- forms ---- */

static void list_waiting(struct visit *v)
{
	struct front *f = v->front;

	v->id = ++f->asked;
	v->next = f->waiting;
	if (v->next)
		v->next->previous = v;
	f->waiting = v;
}

/* Sends it to the registrar, and the connection sleeps; or the answer is there at once. */
static void ask(struct visit *v, json_t *request)
{
	struct front *f = v->front;
	CLEANUP(json_done) json_t *message = NULL;

	list_waiting(v);
	message = json_pack("{s:I, s:o}", "id", (json_int_t)v->id, "request", request);
	if (peer_send(&f->registrar, 'Q', message) < 0) {
		unlist(v);
		web_post_end(desk_web(f->desk), &v->rq, v->route, NULL, &v->rs);
		v->answered = true;
		return;
	}
	if (v->visitor)
		visitor_enter(&f->visitors, v->visitor, VISITOR_WORK,
			      UINT64_C(120) * VISITOR_BYTES_PER_SECOND);
	MHD_suspend_connection(v->connection);
}

static enum MHD_Result answer_post(struct visit *v)
{
	struct front *f = v->front;
	unsigned status = read_request(v, "POST");
	json_t *request = NULL;

	if (status == 0)
		status = body_end(&v->body);
	if (status) {
		web_error(desk_web(f->desk), &v->rq, status, &v->rs);
		return send_response(v, &v->rs);
	}
	/* The request owns one reference to each. */
	v->rq.form = json_incref(v->body.form.fields);
	v->rq.uploads = json_incref(v->body.form.uploads);
	v->rq.problems = json_incref(v->body.form.problems);
	desk_recognise(f->desk, &v->rq);
	if (web_post_begin(desk_web(f->desk), &v->rq, &v->route, &request, &v->rs))
		ask(v, request);
	else
		v->answered = true;
	return v->answered ? send_response(v, &v->rs) : MHD_YES;
}

static void resume(struct visit *v, const json_t *reply)
{
	unlist(v);
	web_post_end(desk_web(v->front->desk), &v->rq, v->route, reply, &v->rs);
	v->answered = true;
	v->front->resumed = true;
	MHD_resume_connection(v->connection);
}

int visit_answered(struct front *f, int64_t id, const json_t *reply)
{
	for (struct visit *v = f->waiting; v; v = v->next)
		if (v->id == id) {
			resume(v, reply);
			return 0;
		}
	return E_MISSING;
}

void visit_unanswered(struct front *f, const struct visitor *visitor)
{
	struct visit *next;

	for (struct visit *v = f->waiting; v; v = next) {
		next = v->next;
		if (!visitor || v->visitor == visitor)
			resume(v, NULL);
	}
}

/* ---- the head ---- */

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

static enum MHD_Result begin(struct visit *v, const char *method, const char *version)
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
		return queue_own(v, 405, r, 0);
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
	return MHD_YES;
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *target,
			      const char *method, const char *version, const char *data,
			      size_t *size, void **request)
{
	struct visit *v = *request;

	(void)context;
	(void)connection;
	(void)target;
	if (!v)
		return MHD_NO;
	if (!v->begun)
		return begin(v, method, version);
	if (*size > 0) {
		if (v->has_body)
			body_push(&v->body,
				  (struct bytes){ .p = (const uint8_t *)data, .n = *size });
		*size = 0;
		return MHD_YES;
	}
	if (!v->has_body)
		return answer_get(v, method);
	if (v->answered)
		return send_response(v, &v->rs);
	if (v->id)
		return MHD_YES;
	return answer_post(v);
}

/* The target is decoded by request_read alone, once. */
static size_t leave_encoded(void *context, struct MHD_Connection *connection, char *text)
{
	(void)context;
	(void)connection;
	return strlen(text);
}

const struct MHD_OptionItem *visit_options(struct front *f)
{
	static struct MHD_OptionItem items[5];

	items[0] = (struct MHD_OptionItem){ MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)first_line, f };
	items[1] =
	    (struct MHD_OptionItem){ MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)leave_encoded, NULL };
	items[2] = (struct MHD_OptionItem){ MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)over, f };
	items[3] = (struct MHD_OptionItem){ MHD_OPTION_NOTIFY_CONNECTION,
					    (intptr_t)connection_changed, f };
	items[4] = (struct MHD_OptionItem){ MHD_OPTION_END, 0, NULL };
	return items;
}

MHD_AccessHandlerCallback visit_handler(void)
{
	return handle;
}
