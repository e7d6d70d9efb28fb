#include "web/request.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "web/cookie.h"
#include "web/form.h"
#include "web/language.h"

static const char *text_of(const json_t *object, const char *name)
{
	return object ? json_text(object, name) : NULL;
}

const char *request_query(const struct request *rq, const char *name)
{
	return text_of(rq->query, name);
}

const char *request_form(const struct request *rq, const char *name)
{
	return text_of(rq->form, name);
}

const char *request_at(const struct request *rq, const char *name)
{
	return text_of(rq->at, name);
}

const char *request_cookie(const struct request *rq, const char *name)
{
	return text_of(rq->cookies, name);
}

static int method_find(const char *name)
{
	static const char *const names[] = { [METHOD_GET] = "GET",
					     [METHOD_HEAD] = "HEAD",
					     [METHOD_POST] = "POST",
					     [METHOD_OPTIONS] = "OPTIONS" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (text_equal(name, names[i]))
			return (int)i;
	return -1;
}

/* ---- the path ---- */

/* One meaning for each path: no two spellings lead to the same handler, and none to a parent. */
static bool segments_plain(const char *path)
{
	for (const char *p = path; *p; p++) {
		if (*p != '/')
			continue;
		size_t n = strcspn(p + 1, "/");

		if ((n == 0 && p[1]) || (n == 1 && p[1] == '.') ||
		    (n == 2 && p[1] == '.' && p[2] == '.'))
			return false;
	}
	return true;
}

static char *path_decode(struct bytes raw)
{
	CLEANUP(buf_done) struct buf out = BUF(REQUEST_PATH_MAX);

	for (size_t i = 0; i < raw.n; i++) {
		uint8_t c = raw.p[i];

		if (c == '%') {
			if (!form_percent((struct bytes){ raw.p + i, raw.n - i }, &c) || c == '/')
				return NULL;
			i += 2;
		}
		if (c < ' ' || c == '\\')
			return NULL;
		buf_u8(&out, c);
	}
	if (!form_text_plain(buf_view(&out)))
		return NULL;
	char *path = buf_take(&out);
	if (path[0] == '/' && segments_plain(path))
		return path;
	mem_free(path);
	return NULL;
}

/* ---- the whole ---- */

static unsigned target_read(struct request *rq, const char *target)
{
	const char *mark = strchr(target, '?');
	struct bytes path = { .p = (const uint8_t *)target,
			      .n = mark ? (size_t)(mark - target) : strlen(target) };
	struct bytes query = bytes_of(mark ? mark + 1 : "");
	json_t *fields = NULL;

	if (path.n > REQUEST_PATH_MAX || query.n > REQUEST_QUERY_MAX)
		return 414;
	char *decoded = path_decode(path);
	if (!decoded)
		return 400;
	rq->path = decoded;
	if (form_query(query, &fields) < 0)
		return 400;
	rq->query = fields;
	return 0;
}

unsigned request_read(struct request *rq, const struct request_raw *raw)
{
	int method = method_find(raw->method);
	json_t *cookies = NULL;

	*rq = (struct request){
		.method = method < 0 ? METHOD_GET : (enum method)method,
		.accept = raw->accept,
		.accept_language = raw->accept_language,
		.if_none_match = raw->if_none_match,
		.fetch_site = raw->fetch_site,
		.origin_field = raw->origin_field,
		.address = raw->address,
		.origin = raw->origin,
		.now = raw->now,
	};
	unsigned status = cookie_read(raw->cookie, &cookies) < 0 ? 431 : 0;
	rq->cookies = cookies;
	unsigned bad = target_read(rq, raw->target);
	if (!rq->path)
		rq->path = mem_text("/");
	request_language(rq);
	if (method < 0)
		return 501;
	return bad ? bad : status;
}

static void drop(const json_t **value)
{
	json_decref(json_lend(*value));
	*value = NULL;
}

void request_done(struct request *rq)
{
	mem_free((void *)(uintptr_t)rq->path);
	rq->path = NULL;
	drop(&rq->query);
	drop(&rq->form);
	drop(&rq->uploads);
	drop(&rq->cookies);
	drop(&rq->at);
	drop(&rq->account);
	drop(&rq->problems);
}

void request_language(struct request *rq)
{
	const char *const wishes[] = { request_query(rq, "lang"),
				       request_cookie(rq, COOKIE_LANGUAGE),
				       text_of(rq->account, "language") };

	for (size_t i = 0; i < ARRAY_LEN(wishes); i++) {
		rq->language = language_known(wishes[i]);
		if (rq->language)
			return;
	}
	rq->language = language_choose(rq->accept_language);
}

bool request_is_ours(const struct request *rq)
{
	/* "none": the reader's own doing, as when a page is loaded again. */
	if (rq->fetch_site && !text_equal(rq->fetch_site, "same-origin") &&
	    !text_equal(rq->fetch_site, "none"))
		return false;
	if (!rq->origin_field || (rq->fetch_site && text_equal(rq->origin_field, "null")))
		return true;
	return text_equal(rq->origin_field, rq->origin);
}

bool request_is_open(const struct request *rq)
{
	static const char *const below[] = { "/v1/", "/log/", "/status/" };

	for (size_t i = 0; i < ARRAY_LEN(below); i++)
		if (text_starts(rq->path, below[i]))
			return true;
	return text_equal(rq->path, "/keys.json");
}

bool request_wants_json(const struct request *rq)
{
	return request_is_open(rq) ||
	       (rq->accept && (text_starts(rq->accept, "application/json") ||
			       text_starts(rq->accept, "application/problem+json")));
}

const char *request_session_name(const struct request *rq)
{
	return rq->origin && text_starts(rq->origin, "https://") ? COOKIE_SESSION_SAFE
								 : COOKIE_SESSION;
}

const char *request_session(const struct request *rq)
{
	return request_cookie(rq, request_session_name(rq));
}
