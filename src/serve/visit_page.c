/* Pages: what is the same for everybody is made once and kept until the store changes. */
#include "serve/visit_inside.h"

#include <microhttpd.h>

#include "base/buf.h"
#include "base/text.h"
#include "base/time.h"
#include "serve/cache.h"
#include "serve/desk.h"
#include "serve/reply.h"
#include "web/cookie.h"
#include "web/etag.h"
#include "web/web.h"

#define TOKYO INT64_C(32400) /* seconds ahead of UTC */
#define DAY INT64_C(86400)
#define VERSIONS (INT64_C(1) << 40) /* more than a store ever has */

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

/* Pages change with the store, with what is signed and, as labels end, with the day in Tokyo. */
static int64_t edition(struct desk *desk)
{
	int64_t version = desk_version(desk);

	if (version >= 0)
		version += (time_unix(&time_system) + TOKYO) / DAY * VERSIONS;
	return (int64_t)((uint64_t)version ^ desk_stamp(desk));
}

static enum MHD_Result send_page(struct visit *v, const struct cache_page *page)
{
	if (page->unchanged && etag_matches(head_value(&v->head, "If-None-Match"), page->etag))
		return visit_queue(v, 304, page->unchanged, 0);
	return visit_queue(v, 200, page->response, page->size);
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

enum MHD_Result visit_page(struct visit *v, const char *method)
{
	CLEANUP(response_done) struct response rs = RESPONSE;
	CLEANUP(buf_done) struct buf key = BUF(CACHE_KEY_MAX);
	struct desk *desk = v->front->desk;
	bool may = !text_equal(method, "OPTIONS") && cache_key(v, &key);
	const struct cache_page *page = NULL;
	unsigned status;

	/* Once for all requests that came in one turn of the loop: asking takes locks. */
	if (!v->front->asked_version)
		cache_version(v->front->cache, edition(desk));
	v->front->asked_version = true;
	if (may)
		page = cache_find(v->front->cache, buf_cstr(&key));
	if (page)
		return send_page(v, page);
	status = visit_head_request(v, method);
	/* What is kept is the whole page, whatever this reader has already. */
	if (may)
		v->rq.if_none_match = NULL;
	if (status) {
		web_error(desk_web(desk), &v->rq, status, &rs);
	} else {
		json_t *request = NULL;

		desk_recognise(desk, &v->rq);
		if (web_ask_begin(desk_web(desk), &v->rq, &v->route, &request)) {
			visit_form_ask(v, request);
			return v->answered ? visit_send(v, &v->rs) : MHD_YES;
		}
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
	return visit_send(v, &rs);
}
