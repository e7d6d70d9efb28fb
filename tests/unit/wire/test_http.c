/* Heads and challenges by table, limits, and answers of busybox httpd. */
#include "corpus.h"

#include "base/mem.h"
#include "wire/http.h"

static int head(struct bytes in)
{
	struct http_head h;

	return http_head_decode(in, &h);
}

static void heads_by_table(void **state)
{
	static const struct {
		const char *what, *input;
		int expected;
		unsigned status, n_fields;
		const char *reason, *x;
		size_t used;
	} rows[] = {
		{ "plain", "HTTP/1.1 200 OK\r\nX: 1\r\n\r\nbody", 0, 200, 1, "OK", "1", 25 },
		{ "bare LF", "HTTP/1.0 404 Not Found\nx:  y z \n\n", 0, 404, 1, "Not Found", "y z",
		  33 },
		{ "no reason", "HTTP/1.1 401\r\n\r\n", 0, 401, 0, "", "", 16 },
		{ "empty reason", "HTTP/1.1 401 \r\n\r\n", 0, 401, 0, "", "", 17 },
		{ "first of two", "HTTP/1.1 200 OK\r\nX: 1\r\nx: 2\r\n\r\n", 0, 200, 2, "OK", "1",
		  31 },
		{ "empty value", "HTTP/1.1 200 OK\r\nX:\r\n\r\n", 0, 200, 1, "OK", "", 23 },
		{ "blank before the colon", "HTTP/1.1 200 OK\r\nX : 1\r\n\r\n", 0, 200, 1, "OK",
		  "1", 26 },
		{ "colon within", "HTTP/1.1 200 OK\r\nX: a:b\r\n\r\n", 0, 200, 1, "OK", "a:b", 27 },
		{ "no end", "HTTP/1.1 200 OK\r\nX: 1\r\n", E_TRUNC, 0, 0, NULL, NULL, 0 },
		{ "HTTP/2", "HTTP/2 200\r\n\r\n", E_FORMAT, 0, 0, NULL, NULL, 0 },
		{ "HTTP/0.9", "<html>", E_FORMAT, 0, 0, NULL, NULL, 0 },
		{ "ICY", "ICY 200 OK\r\n\r\n", E_FORMAT, 0, 0, NULL, NULL, 0 },
		{ "at once", "HTTX", E_FORMAT, 0, 0, NULL, NULL, 0 },
		{ "version", "HTTP/1.x 200 OK\r\n\r\n", E_FORMAT, 0, 0, NULL, NULL, 0 },
		{ "two digits", "HTTP/1.1 20 OK\r\n\r\n", E_FORMAT, 0, 0, NULL, NULL, 0 },
		{ "four digits", "HTTP/1.1 2000 OK\r\n\r\n", E_FORMAT, 0, 0, NULL, NULL, 0 },
		{ "status below 100", "HTTP/1.1 099 OK\r\n\r\n", E_FORMAT, 0, 0, NULL, NULL, 0 },
		{ "no status", "HTTP/1.1\r\n\r\n", E_FORMAT, 0, 0, NULL, NULL, 0 },
		{ "folding", "HTTP/1.1 200 OK\r\nX: 1\r\n 2\r\n\r\n", E_FORMAT, 0, 0, NULL, NULL,
		  0 },
		{ "no colon", "HTTP/1.1 200 OK\r\nX\r\n\r\n", E_FORMAT, 0, 0, NULL, NULL, 0 },
		{ "no name", "HTTP/1.1 200 OK\r\n: 1\r\n\r\n", E_FORMAT, 0, 0, NULL, NULL, 0 },
		{ "blank in the name", "HTTP/1.1 200 OK\r\nX y: 1\r\n\r\n", E_FORMAT, 0, 0, NULL,
		  NULL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct http_head h;
		int r = http_head_decode(bytes_of(rows[i].input), &h);

		TAP_INT(rows[i].what, r, rows[i].expected);
		if (r < 0)
			continue;
		TAP_INT(rows[i].what, h.status, rows[i].status);
		TAP_INT(rows[i].what, h.n_fields, rows[i].n_fields);
		TAP_CHECK(rows[i].what, bytes_equal(h.reason, bytes_of(rows[i].reason)));
		TAP_CHECK(rows[i].what, bytes_equal(http_field_find(&h, "X"), bytes_of(rows[i].x)));
		TAP_INT(rows[i].what, http_field_find(&h, "missing").n, 0);
		TAP_INT(rows[i].what, h.used, rows[i].used);
		struct bytes used = { (const uint8_t *)rows[i].input, h.used };
		corpus_prefixes(rows[i].what, used, head, E_TRUNC);
	}
	assert_int_equal(head((struct bytes){ (const uint8_t *)"HTTP/1.1 200 \0\r\n\r\n", 18 }),
			 E_FORMAT);
}

static void likeness(void **state)
{
	(void)state;
	assert_true(http_looks_like(bytes_of("HTTP/1.1 ")));
	assert_true(http_looks_like(bytes_of("HTTP/1.0")));
	assert_false(http_looks_like(bytes_of("HTTP/1.")));
	assert_false(http_looks_like(bytes_of("HTTP/1.x")));
	assert_false(http_looks_like(bytes_of("http/1.1")));
	assert_false(http_looks_like((struct bytes){ .n = 0 }));
}

static void head_limits(void **state)
{
	CLEANUP(buf_done) struct buf b = BUF(1 << 20);

	(void)state;
	for (unsigned n = HTTP_FIELDS_MAX; n <= HTTP_FIELDS_MAX + 1; n++) {
		buf_clear(&b);
		buf_text(&b, "HTTP/1.1 200 OK\r\n");
		for (unsigned i = 0; i < n; i++)
			buf_text(&b, "X: 1\r\n");
		buf_text(&b, "\r\n");
		assert_int_equal(head(buf_view(&b)), n > HTTP_FIELDS_MAX ? E_LIMIT : 0);
	}
	for (size_t n = HTTP_HEAD_MAX; n <= HTTP_HEAD_MAX + 1; n++) {
		buf_clear(&b);
		buf_text(&b, "HTTP/1.1 200 OK\r\nX: ");
		while (b.n < n - 4)
			buf_u8(&b, 'x');
		buf_text(&b, "\r\n\r\n");
		assert_int_equal(head(buf_view(&b)), n > HTTP_HEAD_MAX ? E_LIMIT : 0);
		/* A body does not count. */
		buf_text(&b, "body");
		assert_int_equal(head(buf_view(&b)), n > HTTP_HEAD_MAX ? E_LIMIT : 0);
		/* Without line ends. */
		buf_clear(&b);
		buf_text(&b, "HTTP/1.1 200 ");
		while (b.n < n - 1)
			buf_u8(&b, 'x');
		assert_int_equal(head(buf_view(&b)), n > HTTP_HEAD_MAX ? E_LIMIT : E_TRUNC);
	}
}

static void challenges_by_table(void **state)
{
	static const struct {
		const char *what, *input;
		int expected;
		unsigned n;
		const char *scheme, *realm; /* of the last */
	} rows[] = {
		{ "Basic", "Basic realm=\"x y\"", 0, 1, "Basic", "x y" },
		{ "no realm", "Negotiate", 0, 1, "Negotiate", "" },
		{ "token68", "NTLM TlRMTVNTUAAC==", 0, 1, "NTLM", "" },
		{ "token68 and another", "Negotiate abc=, Basic realm=x", 0, 2, "Basic", "x" },
		{ "two", "Basic realm=\"a\", Digest realm=\"b\", nonce=\"n,m\", qop=\"auth\"", 0, 2,
		  "Digest", "b" },
		{ "two, first without parameters", "Negotiate, Basic realm=\"a\"", 0, 2, "Basic",
		  "a" },
		{ "realm second", "Digest nonce=\"n\", realm=\"r\"", 0, 1, "Digest", "r" },
		{ "first realm counts", "Basic realm=\"a\", realm=\"b\"", 0, 1, "Basic", "a" },
		{ "empty realm", "Basic realm=\"\"", 0, 1, "Basic", "" },
		{ "escapes", "Basic realm=\"a\\\"b\"", 0, 1, "Basic", "a\\\"b" },
		{ "unquoted", "Basic realm=/cgi:1", 0, 1, "Basic", "/cgi:1" },
		{ "blanks round the sign", "Basic realm = \"a\"", 0, 1, "Basic", "a" },
		{ "case", "basic REALM=\"a\"", 0, 1, "basic", "a" },
		{ "no comma", "Digest realm=\"a\" nonce=\"b\"", 0, 1, "Digest", "a" },
		{ "empty elements", " , Basic realm=\"a\",, ", 0, 1, "Basic", "a" },
		{ "nothing", "", E_FORMAT, 0, NULL, NULL },
		{ "only commas", ", ,", E_FORMAT, 0, NULL, NULL },
		{ "open quote", "Basic realm=\"a", E_FORMAT, 0, NULL, NULL },
		{ "open escape", "Basic realm=\"a\\", E_FORMAT, 0, NULL, NULL },
		{ "parameter first", "realm=\"a\"", E_FORMAT, 0, NULL, NULL },
		{ "no token", "\"Basic\"", E_FORMAT, 0, NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes in = corpus_exact(bytes_of(rows[i].input));
		struct http_challenges list;
		int r = http_challenges_decode(in, &list);

		TAP_INT(rows[i].what, r, rows[i].expected);
		if (r == 0) {
			const struct http_challenge *last = &list.at[list.n - 1];

			TAP_INT(rows[i].what, list.n, rows[i].n);
			TAP_CHECK(rows[i].what,
				  bytes_equal(last->scheme, bytes_of(rows[i].scheme)));
			TAP_CHECK(rows[i].what, bytes_equal(last->realm, bytes_of(rows[i].realm)));
		}
		corpus_drop(in);
	}
}

static void challenge_limit(void **state)
{
	(void)state;
	for (unsigned n = HTTP_CHALLENGES_MAX; n <= HTTP_CHALLENGES_MAX + 1; n++) {
		CLEANUP(buf_done) struct buf b = BUF(4096);
		struct http_challenges list;

		for (unsigned i = 0; i < n; i++)
			buf_text(&b, "Basic realm=x, ");
		assert_int_equal(http_challenges_decode(buf_view(&b), &list),
				 n > HTTP_CHALLENGES_MAX ? E_LIMIT : 0);
	}
}

static int rtsp_head(struct bytes in)
{
	struct http_head h;

	return http_head_decode_rtsp(in, &h);
}

static void rtsp(void **state)
{
	CLEANUP(buf_done) struct buf closed = corpus_read("http/rtsp-401");
	struct http_head h;

	(void)state;
	assert_int_equal(http_head_decode_rtsp(buf_view(&closed), &h), 0);
	assert_int_equal(h.status, 401);
	assert_int_equal(h.used, closed.n);
	assert_true(bytes_equal(http_field_find(&h, "cseq"), bytes_of("2")));
	corpus_prefixes("RTSP", buf_view(&closed), rtsp_head, E_TRUNC);
	assert_int_equal(head(buf_view(&closed)), E_FORMAT);
	assert_int_equal(rtsp_head(bytes_of("HTTP/1.1 200 OK\r\n\r\n")), E_FORMAT);
}

static void asked_for(void **state)
{
	static const struct {
		const char *head;
		bool basic, digest;
	} rows[] = {
		{ "", false, false },
		{ "WWW-Authenticate: Basic realm=\"a\"\r\n", true, false },
		{ "www-authenticate: digest realm=\"a\", nonce=\"b\"\r\n", false, true },
		{ "WWW-Authenticate: NTLM, Basic realm=\"a\"\r\n", true, false },
		{ "WWW-Authenticate: Bearer\r\nWWW-Authenticate: Digest nonce=\"b\"\r\n", false,
		  true },
		/* One that cannot be read takes no other with it. */
		{ "WWW-Authenticate: realm=\"Basic\"\r\nWWW-Authenticate: Basic\r\n", true, false },
		{ "Authenticate: Basic\r\nX: Digest\r\n", false, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(mem_freep)
		char *head = mem_format("HTTP/1.1 401 No\r\n%s\r\n", rows[i].head);
		struct http_head h;

		assert_int_equal(http_head_decode(bytes_of(head), &h), 0);
		assert_int_equal(http_asks_for(&h, "Basic"), rows[i].basic);
		assert_int_equal(http_asks_for(&h, "Digest"), rows[i].digest);
	}
}

static void busybox(void **state)
{
	CLEANUP(buf_done) struct buf open = corpus_read("http/busybox-200");
	CLEANUP(buf_done) struct buf closed = corpus_read("http/busybox-401");
	struct http_challenges list;
	struct http_head h;

	(void)state;
	assert_int_equal(http_head_decode(buf_view(&open), &h), 0);
	assert_int_equal(h.status, 200);
	assert_true(bytes_equal(http_field_find(&h, "content-type"), bytes_of("text/html")));
	corpus_prefixes("200", (struct bytes){ open.p, h.used }, head, E_TRUNC);

	assert_int_equal(http_head_decode(buf_view(&closed), &h), 0);
	assert_int_equal(h.status, 401);
	assert_int_equal(http_challenges_decode(http_field_find(&h, "WWW-Authenticate"), &list), 0);
	assert_int_equal(list.n, 1);
	assert_true(bytes_equal(list.at[0].scheme, bytes_of("Basic")));
	assert_true(bytes_equal(list.at[0].realm, bytes_of("Web Admin")));
}

static const struct CMUnitTest http[] = {
	cmocka_unit_test(heads_by_table),  cmocka_unit_test(likeness),
	cmocka_unit_test(head_limits),     cmocka_unit_test(challenges_by_table),
	cmocka_unit_test(challenge_limit), cmocka_unit_test(asked_for),
	cmocka_unit_test(busybox),         cmocka_unit_test(rtsp),
};

TAP_MAIN(http)
