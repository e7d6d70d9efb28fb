/* Header fields by kind of answer, cookies, ETag and 304, problems. */
#include "fixture.h"

#include "web/etag.h"
#include "web/request.h"
#include "web/response.h"

static void collect(void *context, const char *name, const char *value)
{
	buf_format(context, "%s: %s\n", name, value);
}

static void has(const struct response *rs, const struct request *rq, const char *want, bool there)
{
	CLEANUP(buf_done) struct buf all = BUF(65536);

	buf_text(&all, "\n");
	response_fields(rs, rq, collect, &all);
	if ((strstr(buf_cstr(&all), want) != NULL) != there)
		fail_msg("%s \"%s\" in %s", there ? "no" : "there is", want, buf_cstr(&all));
}

static void every_answer(void **state)
{
	static const char *const types[] = { NULL,
					     RESPONSE_HTML,
					     RESPONSE_JSON,
					     "image/svg+xml",
					     RESPONSE_PROBLEM,
					     "text/css; charset=utf-8" };
	struct request rq = { .language = "ja", .origin = "http://127.0.0.1:8080" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		struct response rs = RESPONSE;

		rs.type = types[i];
		has(&rs, &rq, "\nX-Content-Type-Options: nosniff\n", true);
		has(&rs, &rq, "\nReferrer-Policy: same-origin\n", true);
		has(&rs, &rq, "\nCross-Origin-Opener-Policy: same-origin\n", true);
		has(&rs, &rq, "\nPermissions-Policy: ", true);
		has(&rs, &rq, "\nContent-Security-Policy: default-src 'none'; ", true);
		has(&rs, &rq, "frame-ancestors 'none'", true);
		has(&rs, &rq, "base-uri 'none'", true);
		has(&rs, &rq, "\nCache-Control: no-store\n", true);
		has(&rs, &rq, "unsafe-eval", false);
		has(&rs, &rq, "script-src 'self'", i == 1);
		has(&rs, &rq, "form-action 'self'", i == 1);
		has(&rs, &rq, "unsafe-inline", i == 3);
		has(&rs, &rq, "sandbox", i != 1);
		has(&rs, &rq, "\nContent-Language: ja\n", i == 1);
		has(&rs, &rq, "\nContent-Type: ", types[i] != NULL);
		has(&rs, &rq, "Strict-Transport-Security", false);
		has(&rs, &rq, "Set-Cookie", false);
		has(&rs, &rq, "Access-Control", false);
	}
}

static void particular(void **state)
{
	CLEANUP(json_done) json_t *query = fixture_json("{'lang':'en'}");
	CLEANUP(json_done) json_t *cookie = fixture_json("{'lang':'en'}");
	struct request rq = { .language = "ja", .origin = "https://h.example" };
	struct request plain = { .language = "ja", .origin = "http://localhost" };
	CLEANUP(response_done) struct response rs = RESPONSE;

	(void)state;
	rs.session = mem_text("abc");
	has(&rs, &rq, "\nSet-Cookie: __Host-hoshi=abc; Path=/; SameSite=Lax; HttpOnly; Secure\n",
	    true);
	has(&rs, &plain, "\nSet-Cookie: hoshi=abc; Path=/; SameSite=Lax; HttpOnly\n", true);
	has(&rs, &rq, "\nStrict-Transport-Security: max-age=31536000\n", true);
	mem_free(rs.session);
	rs.session = mem_text("");
	has(&rs, &plain, "\nSet-Cookie: hoshi=; Path=/; SameSite=Lax; HttpOnly; Max-Age=0\n", true);
	mem_free(rs.session);
	rs.session = mem_text("a\r\nX: y");
	has(&rs, &plain, "Set-Cookie", false);
	rq.query = query;
	has(&rs, &rq,
	    "\nSet-Cookie: lang=en; Path=/; SameSite=Lax; HttpOnly; Max-Age=31536000; Secure\n",
	    true);
	rq.cookies = cookie;
	has(&rs, &rq, "lang=en", false);

	rs.filename = mem_text("星 \"a\".csv");
	has(&rs, &plain,
	    "\nContent-Disposition: attachment; filename=\"___ _a_.csv\"; "
	    "filename*=UTF-8''%E6%98%9F%20%22a%22.csv\n",
	    true);
	rs.allowed = METHOD_BIT(METHOD_GET) | METHOD_BIT(METHOD_HEAD);
	has(&rs, &plain, "\nAllow: GET, HEAD, OPTIONS\n", true);
	rs.retry_after = 5;
	has(&rs, &plain, "\nRetry-After: 5\n", true);
	rs.cors = true;
	has(&rs, &plain, "\nAccess-Control-Allow-Origin: *\n", true);
	has(&rs, &plain, "\nCross-Origin-Resource-Policy: cross-origin\n", true);
	rs.cache = RESPONSE_STATIC;
	has(&rs, &plain, "\nCache-Control: public, max-age=31536000, immutable\n", true);
	has(&rs, &plain, "\nVary: ", false);
	rs.cache = RESPONSE_SECONDS;
	has(&rs, &plain, "\nCache-Control: public, max-age=5\n", true);
	has(&rs, &plain, "\nVary: ", false);
	rs.cache = RESPONSE_MINUTE;
	has(&rs, &plain, "\nCache-Control: public, max-age=60\n", true);
	has(&rs, &plain, "\nVary: ", false);
	response_redirect(&rs, "/labels/1");
	has(&rs, &plain, "\nLocation: /labels/1\n", true);
	has(&rs, &plain, "Content-Disposition", false);
	assert_int_equal(rs.status, 303);
}

static void tags(void **state)
{
	static const struct {
		const char *field;
		bool match;
	} rows[] = {
		{ "\"a\"", true },
		{ "W/\"a\"", true },
		{ "\"b\", \"a\"", true },
		{ "\"b\" , W/\"a\"", true },
		{ "*", true },
		{ "\"ab\"", false },
		{ "a", false },
		{ "\"a", false },
		{ "", false },
		{ NULL, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		TAP_INT(rows[i].field ? rows[i].field : "(none)",
			etag_matches(rows[i].field, "\"a\""), rows[i].match);
}

/* status, cache, type, signed in -> status and cache that go out. */
static void sealing(void **state)
{
	CLEANUP(json_done) json_t *account = json_object();
	static const struct {
		unsigned status;
		enum response_cache cache;
		const char *type;
		bool account, session, known;
		unsigned want;
		enum response_cache want_cache;
		bool tagged;
	} rows[] = {
		{ 200, RESPONSE_PUBLIC, RESPONSE_HTML, false, false, false, 200, RESPONSE_PUBLIC,
		  true },
		{ 200, RESPONSE_PUBLIC, RESPONSE_HTML, false, false, true, 304, RESPONSE_PUBLIC,
		  true },
		{ 200, RESPONSE_PUBLIC, RESPONSE_HTML, true, false, true, 200, RESPONSE_PRIVATE,
		  false },
		{ 200, RESPONSE_PUBLIC, RESPONSE_JSON, true, false, true, 304, RESPONSE_PUBLIC,
		  true },
		{ 200, RESPONSE_PUBLIC, RESPONSE_JSON, false, true, true, 200, RESPONSE_PRIVATE,
		  false },
		{ 200, RESPONSE_STATIC, "text/css", true, false, false, 200, RESPONSE_STATIC,
		  true },
		{ 200, RESPONSE_PRIVATE, RESPONSE_HTML, false, false, true, 200, RESPONSE_PRIVATE,
		  false },
		{ 404, RESPONSE_PUBLIC, RESPONSE_HTML, false, false, true, 404, RESPONSE_PRIVATE,
		  false },
		{ 422, RESPONSE_PUBLIC, RESPONSE_HTML, false, false, true, 422, RESPONSE_PRIVATE,
		  false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(response_done) struct response rs = RESPONSE;
		struct request rq = { .account = rows[i].account ? account : NULL,
				      .if_none_match = rows[i].known ? "*" : NULL };
		char what[16];

		snprintf(what, sizeof(what), "row %zu", i);
		rs.status = rows[i].status;
		rs.cache = rows[i].cache;
		rs.type = rows[i].type;
		rs.session = rows[i].session ? mem_text("x") : NULL;
		buf_text(&rs.body, "body");
		response_seal(&rs, &rq);
		TAP_INT(what, rs.status, rows[i].want);
		TAP_INT(what, rs.cache, rows[i].want_cache);
		TAP_INT(what, rs.etag[0] != 0, rows[i].tagged);
		TAP_INT(what, rs.body.n, rs.status == 304 ? 0 : 4);
	}
}

static void problems(void **state)
{
	CLEANUP(response_done) struct response rs = RESPONSE;
	struct err err = { 0 };
	CLEANUP(json_done) json_t *got = NULL;
	CLEANUP(json_done)
	json_t *want =
	    fixture_json("{'type':'about:blank','status':404,'title':'Not Found','detail':'x'}");

	(void)state;
	buf_text(&rs.body, "half a page");
	response_problem(&rs, 404, "x");
	assert_int_equal(json_read(&got, buf_view(&rs.body), "problem", &err), 0);
	assert_true(json_equal(got, want));
	assert_string_equal(rs.type, RESPONSE_PROBLEM);
	assert_string_equal(response_reason(429), "Too Many Requests");
	assert_string_equal(response_reason(299), "Error");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(every_answer), cmocka_unit_test(particular), cmocka_unit_test(tags),
	cmocka_unit_test(sealing),      cmocka_unit_test(problems),
};

TAP_MAIN(tests)
