#include "web/response.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "web/cookie.h"
#include "web/etag.h"
#include "web/language.h"
#include "web/request.h"
#include "web/template_value.h"

#define FIELD_MAX 8192

/* What a page may do: show our own style sheet and pictures, run our one script, talk to us. */
#define POLICY_PAGE                                                                 \
	"default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; " \
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
/* A drawing opened by itself has its styles inside; it runs nothing and belongs to no origin. */
#define POLICY_DRAWING                                                     \
	"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; " \
	"frame-ancestors 'none'; sandbox"
#define POLICY_OTHER "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"

struct field {
	const char *name, *value;
};

/* With every answer. */
static const struct field always[] = {
	{ "X-Content-Type-Options", "nosniff" },
	{ "X-Frame-Options", "DENY" },
	/* Not no-referrer: it would make the Origin of our own forms "null". */
	{ "Referrer-Policy", "same-origin" },
	{ "Cross-Origin-Opener-Policy", "same-origin" },
	{ "Permissions-Policy",
	  "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), "
	  "encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), "
	  "microphone=(), midi=(), payment=(), screen-wake-lock=(), usb=(), "
	  "xr-spatial-tracking=()" },
};

void response_stream_done(struct response_stream *s)
{
	if (s->context)
		s->done(s->context);
	*s = (struct response_stream){ 0 };
}

void response_done(struct response *rs)
{
	buf_done(&rs->body);
	response_stream_done(&rs->stream);
	mem_free(rs->location);
	mem_free(rs->filename);
	mem_free(rs->session);
	mem_free(rs->link);
	*rs = (struct response){ .body = BUF(RESPONSE_MAX) };
}

static void empty(struct response *rs, unsigned status)
{
	buf_clear(&rs->body);
	response_stream_done(&rs->stream);
	mem_free(rs->location);
	mem_free(rs->filename);
	mem_free(rs->link);
	rs->location = rs->filename = rs->link = NULL;
	rs->type = NULL;
	rs->cache = RESPONSE_PRIVATE;
	rs->status = status;
}

void response_redirect(struct response *rs, const char *location)
{
	CLEANUP(mem_freep) char *copy = mem_text(location);

	empty(rs, 303);
	rs->location = steal(copy);
}

const char *response_reason(unsigned status)
{
	static const struct {
		unsigned status;
		const char *reason;
	} reasons[] = {
		{ 200, "OK" },
		{ 204, "No Content" },
		{ 303, "See Other" },
		{ 304, "Not Modified" },
		{ 400, "Bad Request" },
		{ 401, "Unauthorized" },
		{ 403, "Forbidden" },
		{ 404, "Not Found" },
		{ 405, "Method Not Allowed" },
		{ 406, "Not Acceptable" },
		{ 409, "Conflict" },
		{ 413, "Content Too Large" },
		{ 414, "URI Too Long" },
		{ 415, "Unsupported Media Type" },
		{ 422, "Unprocessable Content" },
		{ 429, "Too Many Requests" },
		{ 431, "Request Header Fields Too Large" },
		{ 500, "Internal Server Error" },
		{ 501, "Not Implemented" },
		{ 503, "Service Unavailable" },
	};

	for (size_t i = 0; i < ARRAY_LEN(reasons); i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return "Error";
}

void response_problem(struct response *rs, unsigned status, const char *detail)
{
	CLEANUP(json_done)
	json_t *problem = json_pack("{s:s, s:i, s:s}", "type", "about:blank", "status", (int)status,
				    "title", response_reason(status));

	if (detail)
		json_object_set_new(problem, "detail", json_string(detail));
	empty(rs, status);
	rs->type = RESPONSE_PROBLEM;
	json_write(&rs->body, problem, true);
}

void response_seal(struct response *rs, const struct request *rq)
{
	bool good = rs->status == 200;

	if (rs->status >= 400 || rs->status == 303 || rs->session ||
	    (rq->account && text_equal(rs->type, RESPONSE_HTML)))
		rs->cache = RESPONSE_PRIVATE;
	if (!good || rs->cache == RESPONSE_PRIVATE)
		return;
	if (!rs->etag[0])
		etag_of(rs->etag, buf_view(&rs->body));
	if (etag_matches(rq->if_none_match, rs->etag)) {
		rs->status = 304;
		buf_clear(&rs->body);
		response_stream_done(&rs->stream);
	}
}

/* ---- header fields ---- */

struct fields {
	void (*each)(void *context, const char *name, const char *value);
	void *context;
	struct buf value; /* of the one at hand */
};

static void field(struct fields *f, const char *name)
{
	if (f->value.n && buf_ok(&f->value))
		f->each(f->context, name, buf_cstr(&f->value));
	buf_clear(&f->value);
}

static void field_text(struct fields *f, const char *name, const char *value)
{
	buf_text(&f->value, value);
	field(f, name);
}

static void policy(struct fields *f, const struct response *rs)
{
	const char *type = rs->type ? rs->type : "";

	field_text(f, "Content-Security-Policy",
		   text_equal(type, RESPONSE_HTML)      ? POLICY_PAGE
		   : text_starts(type, "image/svg+xml") ? POLICY_DRAWING
							: POLICY_OTHER);
	field_text(f, "Cross-Origin-Resource-Policy", rs->cors ? "cross-origin" : "same-origin");
}

static void caching(struct fields *f, const struct response *rs)
{
	bool page = text_equal(rs->type, RESPONSE_HTML);

	switch (rs->cache) {
	case RESPONSE_PRIVATE:
		field_text(f, "Cache-Control", "no-store");
		break;
	case RESPONSE_PUBLIC:
		/* May be kept, is asked for again each time: a revocation shows at once. */
		field_text(f, "Cache-Control", page ? "private, no-cache" : "public, no-cache");
		break;
	case RESPONSE_STATIC:
		field_text(f, "Cache-Control", "public, max-age=31536000, immutable");
		break;
	case RESPONSE_SECONDS:
		field_text(f, "Cache-Control", "public, max-age=5");
		break;
	case RESPONSE_MINUTE:
		field_text(f, "Cache-Control", "public, max-age=60");
		break;
	}
	field_text(f, "ETag", rs->etag);
	/* Those that have one form only depend on the address alone. */
	if (rs->cache == RESPONSE_PRIVATE || rs->cache == RESPONSE_PUBLIC)
		field_text(f, "Vary", page ? "Accept, Accept-Language, Cookie" : "Accept");
}

static void cookies(struct fields *f, const struct response *rs, const struct request *rq)
{
	bool secure = rq->origin && text_starts(rq->origin, "https://");
	const char *asked = language_known(request_query(rq, "lang"));

	if (rs->session && cookie_value_valid(rs->session)) {
		/* Without an age it goes with the browser; the registrar ends it earlier. */
		cookie_write(&f->value, request_session_name(rq), rs->session,
			     rs->session[0] ? -1 : 0, secure);
		field(f, "Set-Cookie");
	}
	if (asked && !text_equal(asked, request_cookie(rq, COOKIE_LANGUAGE)) && !rs->cors) {
		cookie_write(&f->value, COOKIE_LANGUAGE, asked, COOKIE_YEAR, secure);
		field(f, "Set-Cookie");
	}
}

static void allow(struct fields *f, const char *name, unsigned allowed)
{
	static const char *const names[] = { [METHOD_GET] = "GET",
					     [METHOD_HEAD] = "HEAD",
					     [METHOD_POST] = "POST",
					     [METHOD_OPTIONS] = "OPTIONS" };

	for (size_t i = 0; i < ARRAY_LEN(names) && allowed; i++)
		if (allowed & METHOD_BIT(i) || i == METHOD_OPTIONS)
			buf_format(&f->value, "%s%s", f->value.n ? ", " : "", names[i]);
	field(f, name);
}

/* RFC 6266: the name in UTF-8, and in ASCII for those who cannot. */
static void download(struct fields *f, const char *filename)
{
	buf_text(&f->value, "attachment; filename=\"");
	for (const char *p = filename; *p; p++)
		buf_u8(&f->value, *p >= ' ' && *p <= '~' && *p != '"' && *p != '\\' && *p != '%'
				      ? (uint8_t)*p
				      : '_');
	buf_text(&f->value, "\"; filename*=UTF-8''");
	template_value_part(&f->value, filename);
	field(f, "Content-Disposition");
}

void response_fields(const struct response *rs, const struct request *rq,
		     void (*each)(void *context, const char *name, const char *value),
		     void *context)
{
	struct fields f = { .each = each, .context = context, .value = BUF(FIELD_MAX) };

	field_text(&f, "Content-Type", rs->type ? rs->type : "");
	if (text_equal(rs->type, RESPONSE_HTML))
		field_text(&f, "Content-Language", rq->language);
	field_text(&f, "Location", rs->location ? rs->location : "");
	if (rs->filename)
		download(&f, rs->filename);
	field_text(&f, "Link", rs->link ? rs->link : "");
	caching(&f, rs);
	cookies(&f, rs, rq);
	allow(&f, "Allow", rs->allowed);
	if (rs->retry_after)
		buf_format(&f.value, "%u", rs->retry_after);
	field(&f, "Retry-After");
	if (rs->cors) {
		field_text(&f, "Access-Control-Allow-Origin", "*");
		field_text(&f, "Access-Control-Expose-Headers", "ETag, Link, Retry-After");
		if (rs->allowed)
			field_text(&f, "Access-Control-Allow-Headers", "If-None-Match");
	}
	policy(&f, rs);
	for (size_t i = 0; i < ARRAY_LEN(always); i++)
		field_text(&f, always[i].name, always[i].value);
	if (rq->origin && text_starts(rq->origin, "https://"))
		field_text(&f, "Strict-Transport-Security", "max-age=31536000");
	buf_done(&f.value);
}
