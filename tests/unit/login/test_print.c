/*
 * Prints of HTTP answers.  Twins first: two answers that differ only in what changes from one to
 * the next have the same print; then answers that must not have the same.
 */
#include "login/print_json.h"
#include "tap.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"
#include "login/print.h"

#define OK "HTTP/1.1 200 OK\r\n"
#define HTML OK "Content-Type: text/html; charset=utf-8\r\n"
#define JSON OK "Content-Type: application/json\r\n"
#define NO "HTTP/1.1 401 Unauthorized\r\n"
#define FOUND "HTTP/1.1 302 Found\r\n"
#define END "\r\n"

static const struct print_typed typed = { "admin", "secret-1" };

/* The answer's own status line says which it is. */
static struct login_print print_of(const char *answer)
{
	const char *body = strstr(answer, "\r\n\r\n");
	struct login_print print;

	assert_non_null(body);
	body += 4;
	struct print_http reply = {
		.status = (answer[9] - '0') * 100 + (answer[10] - '0') * 10 + (answer[11] - '0'),
		.head = { .p = (const uint8_t *)answer, .n = (size_t)(body - answer) },
		.body = bytes_of(body),
		.typed = typed,
	};
	memset(&print, 0x55, sizeof(print));
	print_http(&print, &reply);
	return print;
}

static char *text_of(const struct login_print *print)
{
	struct buf out = BUF(8192);
	CLEANUP(json_done) json_t *json = print_json(print);

	assert_non_null(json);
	json_write(&out, json, false);
	return buf_take(&out);
}

static const struct {
	const char *what, *a, *b;
} twins[] = {
	{ "a form's token",
	  HTML END "<title>Login</title><form><input type=hidden name=csrf value=81f2><input "
		   "type=password></form>",
	  HTML END "<title>Login</title><form><input type=hidden name=csrf value=99aabbccdd><input "
		   "type=password></form>" },
	{ "a token in the text", HTML END "<title>x</title>Request 8fd1-22 refused",
	  HTML END "<title>x</title>Request aa11-93b refused" },
	{ "time of day", HTML END "<title>Cam</title>It is Sun Nov 22 10:26:00 2026 now",
	  HTML END "<title>Cam</title>It is Mon Nov 23 9:01:13 2026 now" },
	{ "time in Japanese", HTML END "<title>カメラ</title>2026年11月22日(日) 午前9時",
	  HTML END "<title>カメラ</title>2026年1月3日(土) 午後11時" },
	{ "a session cookie's value",
	  FOUND "Set-Cookie: SID=1a2b; Path=/\r\nLocation: /home\r\n" END,
	  FOUND "Set-Cookie: SID=ff00ff; Path=/\r\nLocation: /home\r\n" END },
	{ "a query of a redirect", FOUND "Location: /login?error=1&t=1763\r\n" END,
	  FOUND "Location: /login?error=1&t=1764\r\n" END },
	{ "a session in a path", FOUND "Location: http://10.0.0.1/stok=0a1b2c3d4e/home\r\n" END,
	  FOUND "Location: /stok=99887766ff/home\r\n" END },
	{ "a path's parameter", FOUND "Location: /cgi-bin/luci/;stok=11aa\r\n" END,
	  FOUND "Location: /cgi-bin/luci/;stok=bb22cc\r\n" END },
	{ "a JSON token", JSON END "{\"code\":0,\"token\":\"eyJhbGciOiJIUzI1NiJ9.e30.abc\"}",
	  JSON END "{\"code\":0,\"token\":\"eyJhbGciOiJIUzI1NiJ9.e31.xyzxyz\"}" },
	{ "a JSON time", JSON END "{\"status\":\"error\",\"timestamp\":1763807160}",
	  JSON END "{\"status\":\"error\",\"timestamp\":1763807999}" },
	{ "a JSON identifier as code", JSON END "{\"code\":\"SplxlOBeZQQYbYS6WxSbIA\"}",
	  JSON END "{\"code\":\"0f8fad5bd9cb469fa16570867728950e\"}" },
	{ "tries that are left", JSON END "{\"ok\":false,\"message\":\"4 tries left\"}",
	  JSON END "{\"ok\":false,\"message\":\"3 tries left\"}" },
	{ "the name that was typed", HTML END "<title>x</title>unknown user <b>admin</b>",
	  HTML END "<title>x</title>unknown user <b>hoshi-81a2</b>" },
	{ "a Date field", NO "Date: Sun, 22 Nov 2026 10:26:00 GMT\r\n" END "no",
	  NO "Date: Sun, 22 Nov 2026 10:27:00 GMT\r\n" END "no" },
	{ "a Digest nonce", NO "WWW-Authenticate: Digest realm=a, nonce=1\r\n" END,
	  NO "WWW-Authenticate: Digest realm=a, nonce=2\r\n" END },
	{ "a clock in plain text", OK END "server time 10:26:01, bad login",
	  OK END "server time 1:00:59, bad login" },
	{ "JSON with other white space", JSON END "{\"code\": 1,\n \"msg\": \"no\"}",
	  JSON END "{\"code\":1,\"msg\":\"no\"}" },
	{ "a list of another length", JSON END "{\"ok\":true,\"cams\":[1,2,3]}",
	  JSON END "{\"ok\":true,\"cams\":[1]}" },
};

static void same_for_the_same_kind(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(twins); i++) {
		struct login_print a = print_of(twins[i].a), b = print_of(twins[i].b);
		CLEANUP(mem_freep) char *x = text_of(&a);
		CLEANUP(mem_freep) char *y = text_of(&b);

		TAP_TEXT(twins[i].what, x, y);
	}
}

static const struct {
	const char *what, *a, *b;
} others[] = {
	{ "a soft 200", HTML END "<title>Login</title><input type=password>Wrong",
	  HTML END "<title>Home</title>Welcome" },
	{ "the same title", HTML END "<title>Camera</title><input type=password>",
	  HTML END "<title>Camera</title>Live view" },
	{ "redirects to two places", FOUND "Location: /login\r\n" END,
	  FOUND "Location: /home\r\n" END },
	{ "the same redirect, a cookie more", FOUND "Location: /\r\n" END,
	  FOUND "Location: /\r\nSet-Cookie: sid=1\r\n" END },
	{ "a cookie set and removed", FOUND "Location: /\r\nSet-Cookie: sid=; Max-Age=0\r\n" END,
	  FOUND "Location: /\r\nSet-Cookie: sid=1\r\n" END },
	{ "a JSON code", JSON END "{\"code\":401,\"data\":null}",
	  JSON END "{\"code\":0,\"data\":null}" },
	{ "a JSON flag", JSON END "{\"success\":false}", JSON END "{\"success\":true}" },
	{ "a JSON word", JSON END "{\"result\":\"ng\"}", JSON END "{\"result\":\"ok\"}" },
	{ "a flag within", JSON END "{\"data\":{\"login\":false}}",
	  JSON END "{\"data\":{\"login\":true}}" },
	{ "other members", JSON END "{\"error\":\"x\"}", JSON END "{\"token\":\"x\"}" },
	{ "one digit", OK "Content-Type: text/plain\r\n" END "0",
	  OK "Content-Type: text/plain\r\n" END "1" },
	{ "a short word", OK END "NG", OK END "OK" },
	{ "a status", NO END, "HTTP/1.1 403 Forbidden\r\n" END },
};

static void different_for_another_kind(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		struct login_print a = print_of(others[i].a), b = print_of(others[i].b);
		CLEANUP(mem_freep) char *x = text_of(&a);
		CLEANUP(mem_freep) char *y = text_of(&b);

		if (text_equal(x, y))
			fail_msg("[%s] both are %s", others[i].what, x);
	}
}

static void features(void **state)
{
	static const struct {
		const char *what, *answer;
		enum login_says says;
		const char *location, *cookies, *keys, *words;
		bool password_field;
		uint32_t length, retry_after;
	} rows[] = {
		{ "nothing", OK END, LOGIN_SAYS_NOTHING, "", "", "", "", false, 0, 0 },
		{ "401", NO END "who?", LOGIN_SAYS_NO, "", "", "", "who?", false, 0, 0 },
		{ "429", "HTTP/1.1 429 x\r\nRetry-After: 30\r\n" END, LOGIN_SAYS_WAIT, "", "", "",
		  "", false, 0, 30 },
		{ "423", "HTTP/1.1 423 Locked\r\n" END, LOGIN_SAYS_WAIT, "", "", "", "", false, 0,
		  0 },
		{ "503 alone", "HTTP/1.1 503 x\r\n" END, LOGIN_SAYS_NOTHING, "", "", "", "", false,
		  0, 0 },
		{ "a date to wait for",
		  "HTTP/1.1 503 x\r\nDate: Sun, 22 Nov 2026 10:26:00 GMT\r\nRetry-After: Sun, 22 "
		  "Nov 2026 "
		  "10:36:00 GMT\r\n" END,
		  LOGIN_SAYS_WAIT, "", "", "", "", false, 0, 600 },
		{ "a date that is past",
		  NO "Date: Sun, 22 Nov 2026 10:26:00 GMT\r\nRetry-After: Sun, 22 Nov 2026 "
		     "10:26:00 GMT\r\n" END,
		  LOGIN_SAYS_WAIT, "", "", "", "", false, 0, 1 },
		{ "for ever", NO "Retry-After: 99999999999999999999\r\n" END, LOGIN_SAYS_WAIT, "",
		  "", "", "", false, 0, 604800 },
		{ "nonsense to wait for", NO "Retry-After: soon\r\n" END, LOGIN_SAYS_WAIT, "", "",
		  "", "", false, 0, 1 },
		{ "a lock in words", HTML END "<title>x</title>Too many failed logins, wait.",
		  LOGIN_SAYS_WAIT, "", "", "", "x", false, 32, 0 },
		{ "a lock in JSON",
		  JSON END "{\"code\":7,\"message\":\"アカウントがロックされました\"}",
		  LOGIN_SAYS_WAIT, "", "", "code=7,message", "アカウントがロックされました", false,
		  64, 0 },
		{ "cookies",
		  OK "Set-Cookie: b=1\r\nset-cookie: a=2\r\nSet-Cookie: b=3\r\nSet-Cookie: "
		     "c=;Max-Age=0\r\nSet-Cookie: 0123456789ab=1\r\n" END,
		  LOGIN_SAYS_NOTHING, "", "b,a,-c,#", "", "", false, 0, 0 },
		{ "no path", FOUND "Location: https://other.example\r\n" END, LOGIN_SAYS_NOTHING,
		  "/", "", "", "", false, 0, 0 },
		{ "a relative place", FOUND "Location: index.cgi#top\r\n" END, LOGIN_SAYS_NOTHING,
		  "index.cgi", "", "", "", false, 0, 0 },
		{ "a query with a URL", FOUND "Location: /go?to=http://x/y\r\n" END,
		  LOGIN_SAYS_NOTHING, "/go", "", "", "", false, 0, 0 },
		{ "no title", HTML END "<p>Welcome back", LOGIN_SAYS_NOTHING, "", "", "",
		  "Welcome back", false, 0, 0 },
		{ "a page that is not marked so",
		  OK END "<html><title>T</title><input type=PASSWORD>", LOGIN_SAYS_NOTHING, "", "",
		  "", "T", true, 0, 0 },
		{ "Shift_JIS",
		  OK "Content-Type: text/html; charset=Shift_JIS\r\n" END
		     "<title>\x83\x8d\x83\x4f\x83\x43\x83\x93</title>",
		  LOGIN_SAYS_NOTHING, "", "", "", "ログイン", false, 0, 0 },
		{ "keys",
		  JSON END "{\"a\":{\"b\":{\"c\":{\"d\":1}},\"ok\":true},\"list\":[{\"x\":1}],"
			   "\"status\":null,\"n\":5,\"err\":\"E12\"}",
		  LOGIN_SAYS_NOTHING, "", "", "a.b.c,a.ok=true,list,status=null,n,err=#", "", false,
		  32, 0 },
		{ "broken JSON is text", JSON END "{\"a\":1,\"a\":2}   ", LOGIN_SAYS_NOTHING, "",
		  "", "", "{\"a\":1,\"a\":2}", false, 0, 0 },
		{ "control characters", OK END "a\x1b[31mb, and so on for a while",
		  LOGIN_SAYS_NOTHING, "", "", "", "a [#, and so on for a while", false, 32, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct login_print p = print_of(rows[i].answer);

		TAP_INT(rows[i].what, p.end, LOGIN_ANSWERED);
		TAP_INT(rows[i].what, p.says, rows[i].says);
		TAP_TEXT(rows[i].what, p.location, rows[i].location);
		TAP_TEXT(rows[i].what, p.cookies, rows[i].cookies);
		TAP_TEXT(rows[i].what, p.keys, rows[i].keys);
		TAP_TEXT(rows[i].what, p.words, rows[i].words);
		TAP_INT(rows[i].what, p.password_field, rows[i].password_field);
		TAP_INT(rows[i].what, p.length, rows[i].length);
		TAP_INT(rows[i].what, p.retry_after, rows[i].retry_after);
	}
}

/* Long features are cut at a character, and stay text. */
static void limits(void **state)
{
	(void)state;
	for (size_t n = LOGIN_TEXT_MAX - 8; n < LOGIN_TEXT_MAX + 8; n++) {
		CLEANUP(buf_done) struct buf answer = BUF(8192);

		buf_text(&answer, HTML END "<title>");
		for (size_t i = 0; i < n; i++)
			buf_text(&answer, i % 20 == 0 ? " " : i == n - 1 ? "語" : "a");
		struct login_print p = print_of(buf_cstr(&answer));
		assert_true(strlen(p.words) < LOGIN_TEXT_MAX);
		assert_true(text_utf8_valid(bytes_of(p.words)));
	}
	CLEANUP(buf_done) struct buf many = BUF(65536);
	buf_text(&many, OK);
	for (unsigned i = 0; i < 90; i++)
		buf_format(&many, "Set-Cookie: c%u=1\r\n", i);
	buf_text(&many, END);
	struct login_print p = print_of(buf_cstr(&many));
	assert_true(strlen(p.cookies) < LOGIN_TEXT_MAX);
	assert_true(text_starts(p.cookies, "c0,c1,c2"));
	/* Whole names only. */
	assert_true(text_ends(p.cookies, ",c33"));
}

static void followed(void **state)
{
	struct login_print p = print_of(FOUND "Location: /a\r\nSet-Cookie: s=1\r\n" END);
	static const char page[] = "<title>Home</title>Live view of the camera at the door";
	struct print_http there = {
		.status = 200, .head = bytes_of(HTML END), .body = bytes_of(page), .typed = typed
	};

	(void)state;
	print_followed(&p, &there);
	assert_int_equal(p.status, 302);
	assert_string_equal(p.location, "/a");
	assert_string_equal(p.cookies, "s");
	assert_string_equal(p.words, "Home");
	assert_int_equal(p.length, 32);
	assert_false(p.password_field);
}

static void said(void **state)
{
	struct login_print p = print_said(LOGIN_SAYS_NO, 530, bytes_of("Login incorrect."), &typed);

	(void)state;
	assert_int_equal(p.says, LOGIN_SAYS_NO);
	assert_int_equal(p.status, 530);
	assert_string_equal(p.words, "Login incorrect.");
	p = print_said(LOGIN_SAYS_NOTHING, 421, bytes_of("There are too many connections"), &typed);
	assert_int_equal(p.says, LOGIN_SAYS_WAIT);
	p = print_said(LOGIN_SAYS_YES, 0, (struct bytes){ 0 }, &typed);
	assert_string_equal(p.words, "");
}

static const struct CMUnitTest print[] = {
	cmocka_unit_test(same_for_the_same_kind),
	cmocka_unit_test(different_for_another_kind),
	cmocka_unit_test(features),
	cmocka_unit_test(limits),
	cmocka_unit_test(followed),
	cmocka_unit_test(said),
};

TAP_MAIN(print)
