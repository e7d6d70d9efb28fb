/* Targets, cookies, languages, where a POST came from. */
#include "fixture.h"

#include "web/cookie.h"
#include "web/language.h"
#include "web/request.h"

static struct request_raw raw(const char *target)
{
	return (
	    struct request_raw){ .method = "GET", .target = target, .origin = "https://h.example" };
}

static void targets(void **state)
{
	static const struct {
		const char *target;
		unsigned status;
		const char *path, *q;
	} rows[] = {
		{ "/", 0, "/", NULL },
		{ "/labels?q=%E6%98%9F+1", 0, "/labels", "星 1" },
		{ "/%6Cabels/", 0, "/labels/", NULL },
		{ "/a/%E6%98%9F", 0, "/a/星", NULL },
		{ "/a?q=1&q=2", 0, "/a", "2" },
		{ "/a?q=?#x", 0, "/a", "?#x" },
		{ "/...", 0, "/...", NULL },
		{ "/a.b/..c", 0, "/a.b/..c", NULL },
		{ "", 400, "/", NULL },
		{ "*", 400, "/", NULL },
		{ "a", 400, "/", NULL },
		{ "http://h.example/", 400, "/", NULL },
		{ "//a", 400, "/", NULL },
		{ "/a//b", 400, "/", NULL },
		{ "/a/../b", 400, "/", NULL },
		{ "/a/%2e%2e", 400, "/", NULL },
		{ "/./a", 400, "/", NULL },
		{ "/a/.", 400, "/", NULL },
		{ "/a%2Fb", 400, "/", NULL },
		{ "/a%2fb", 400, "/", NULL },
		{ "/a%5Cb", 400, "/", NULL },
		{ "/a\\b", 400, "/", NULL },
		{ "/a%00", 400, "/", NULL },
		{ "/a%0A", 400, "/", NULL },
		{ "/a%", 400, "/", NULL },
		{ "/a%4", 400, "/", NULL },
		{ "/a%zz", 400, "/", NULL },
		{ "/%FF", 400, "/", NULL },
		{ "/%E2%80%AE", 400, "/", NULL },
		{ "/a?q=%FF", 400, "/a", NULL },
		{ "/a?q=%00", 400, "/a", NULL },
		{ "/a?q=%E2%80%AE", 400, "/a", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct request_raw in = raw(rows[i].target);
		CLEANUP(request_done) struct request rq;

		TAP_INT(rows[i].target, request_read(&rq, &in), rows[i].status);
		TAP_TEXT(rows[i].target, rq.path, rows[i].path);
		TAP_TEXT(rows[i].target, request_query(&rq, "q"), rows[i].q);
		TAP_TEXT(rows[i].target, rq.language, "en");
	}
}

static void limits(void **state)
{
	(void)state;
	for (int extra = 0; extra < 2; extra++) {
		CLEANUP(mem_freep)
		char *path = mem_format("/%0*d", REQUEST_PATH_MAX - 1 + extra, 0);
		CLEANUP(mem_freep) char *query = mem_format("/?%0*d", REQUEST_QUERY_MAX + extra, 0);
		CLEANUP(mem_freep) char *cookie = mem_format("%0*d", COOKIE_FIELD_MAX + extra, 0);
		struct request_raw in = raw(path);
		struct request rq;

		assert_int_equal(request_read(&rq, &in), extra ? 414 : 0);
		request_done(&rq);
		in = raw(query);
		assert_int_equal(request_read(&rq, &in), extra ? 414 : 0);
		request_done(&rq);
		in = raw("/");
		in.cookie = cookie;
		assert_int_equal(request_read(&rq, &in), extra ? 431 : 0);
		request_done(&rq);
	}
}

static void methods(void **state)
{
	static const struct {
		const char *method;
		unsigned status;
		enum method want;
	} rows[] = {
		{ "GET", 0, METHOD_GET },       { "HEAD", 0, METHOD_HEAD },
		{ "POST", 0, METHOD_POST },     { "OPTIONS", 0, METHOD_OPTIONS },
		{ "PUT", 501, METHOD_GET },     { "get", 501, METHOD_GET },
		{ "CONNECT", 501, METHOD_GET }, { "", 501, METHOD_GET },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct request_raw in = raw("/");
		CLEANUP(request_done) struct request rq;

		in.method = rows[i].method;
		TAP_INT(rows[i].method, request_read(&rq, &in), rows[i].status);
		TAP_INT(rows[i].method, rq.method, rows[i].want);
	}
}

static void languages(void **state)
{
	static const struct {
		const char *target, *cookie, *account, *header, *want;
	} rows[] = {
		{ "/", NULL, NULL, NULL, "en" },
		{ "/", NULL, NULL, "ja", "ja" },
		{ "/", NULL, NULL, "ja-JP,ja;q=0.9,en;q=0.8", "ja" },
		{ "/", NULL, NULL, "en-US,en;q=0.9,ja;q=0.8", "en" },
		{ "/", NULL, NULL, "fr, ja;q=0.5, en;q=0.4", "ja" },
		{ "/", NULL, NULL, "en;q=0.4, JA;q=0.5", "ja" },
		{ "/", NULL, NULL, "en;q=0.5, ja;q=0.5", "en" },
		{ "/", NULL, NULL, "ja;q=0", "en" },
		{ "/", NULL, NULL, "ja;q=1.5", "en" },
		{ "/", NULL, NULL, "ja;q=x,,;;", "en" },
		{ "/", NULL, NULL, "jav", "en" },
		{ "/", NULL, NULL, "*", "en" },
		{ "/", "lang=en", NULL, "ja", "en" },
		{ "/?lang=ja", "lang=en", NULL, "en", "ja" },
		{ "/?lang=fr", "lang=xx", NULL, "ja", "ja" },
		{ "/", NULL, "ja", "en", "ja" },
		{ "/", "lang=en", "ja", "ja", "en" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct request_raw in = raw(rows[i].target);
		CLEANUP(request_done) struct request rq;
		char what[16];

		in.cookie = rows[i].cookie;
		in.accept_language = rows[i].header;
		snprintf(what, sizeof(what), "row %zu", i);
		TAP_INT(what, request_read(&rq, &in), 0);
		if (rows[i].account) {
			rq.account = json_pack("{s:s}", "language", rows[i].account);
			request_language(&rq);
		}
		TAP_TEXT(what, rq.language, rows[i].want);
	}
}

static void cookies(void **state)
{
	static const struct {
		const char *field, *want;
	} rows[] = {
		{ NULL, "{}" },
		{ "a=1; b=2", "{'a':'1','b':'2'}" },
		{ "a=1;a=2", "{'a':'1'}" },
		{ " a = \"x\" ;;", "{'a':'x'}" },
		{ "a; =1; b=; c=x y; d=\xff; e=a,b; f=a=b", "{'b':'','f':'a=b'}" },
	};
	CLEANUP(buf_done) struct buf many = BUF(8192);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json_done) json_t *got = NULL;
		CLEANUP(json_done) json_t *want = fixture_json(rows[i].want);

		assert_int_equal(cookie_read(rows[i].field, &got), 0);
		TAP_CHECK(rows[i].want, json_equal(got, want));
	}
	for (int i = 0; i <= COOKIES_MAX; i++) {
		CLEANUP(json_done) json_t *got = NULL;

		buf_format(&many, "%sc%d=1", i ? ";" : "", i);
		assert_int_equal(cookie_read(buf_cstr(&many), &got), i < COOKIES_MAX ? 0 : E_LIMIT);
	}
}

static void ours(void **state)
{
	static const struct {
		const char *site, *origin;
		bool ours;
	} rows[] = {
		{ NULL, NULL, true },
		{ "same-origin", NULL, true },
		{ "none", NULL, true },
		{ "same-site", NULL, false },
		{ "cross-site", NULL, false },
		{ "cross-site", "https://h.example", false },
		{ "x", NULL, false },
		{ NULL, "https://h.example", true },
		{ NULL, "http://h.example", false },
		{ NULL, "https://h.example.evil", false },
		{ NULL, "null", false },
		{ "same-origin", "null", true },
		{ "same-origin", "https://other.example", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct request rq = { .fetch_site = rows[i].site,
				      .origin_field = rows[i].origin,
				      .origin = "https://h.example" };
		char what[16];

		snprintf(what, sizeof(what), "row %zu", i);
		TAP_INT(what, request_is_ours(&rq), rows[i].ours);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(targets),   cmocka_unit_test(limits),  cmocka_unit_test(methods),
	cmocka_unit_test(languages), cmocka_unit_test(cookies), cmocka_unit_test(ours),
};

TAP_MAIN(tests)
