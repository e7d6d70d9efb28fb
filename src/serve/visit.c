/*
 * The library calls: with the request's line (target), again with the head read, with pieces of the
 * body, once more at its end, and when all is over.  An answer is only queued at the first call,
 * and then the connection is closed after it, or after the end of the body, and then it is kept.
 */
#include "serve/visit_inside.h"

#include <microhttpd.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/time.h"
#include "serve/reply.h"

#define SEGMENT_SHOWN 20 /* of a path, in the log: what is longer may be a secret */

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
	visit_form_forget(v);
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

enum MHD_Result visit_queue(struct visit *v, unsigned status, struct MHD_Response *response,
			    size_t size)
{
	v->status = status;
	v->size = size;
	if (v->visitor)
		visitor_enter(&v->front->visitors, v->visitor, VISITOR_ANSWER, size);
	return MHD_queue_response(v->connection, status, response);
}

enum MHD_Result visit_queue_own(struct visit *v, unsigned status, struct MHD_Response *response,
				size_t size)
{
	enum MHD_Result r = visit_queue(v, status, response, size);

	MHD_destroy_response(response);
	return r;
}

/* How much time a download gets: nobody knows how long it will be. */
#define STREAM_BYTES ((uint64_t)VISITOR_BYTES_PER_SECOND * 3600)

enum MHD_Result visit_send(struct visit *v, struct response *rs)
{
	size_t size = rs->stream.context ? STREAM_BYTES : rs->body.n;

	return visit_queue_own(v, rs->status, reply_make(rs, &v->rq), size);
}

/* ---- the library's calls ---- */

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
		return visit_head(v, method, version);
	if (*size > 0) {
		if (v->has_body && !v->answered)
			body_push(&v->body,
				  (struct bytes){ .p = (const uint8_t *)data, .n = *size });
		*size = 0;
		return MHD_YES;
	}
	if (v->answered)
		return visit_send(v, &v->rs);
	if (v->id)
		return MHD_YES;
	return v->has_body ? visit_form(v) : visit_page(v, method);
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
