/* Codes: the size that a text needs, marks where the standard has them, which addresses go in. */
#include "fixture.h"

#include "label/qr.h"

static char *letters(char c, size_t n)
{
	char *text = mem_array(n + 1, 1);

	memset(text, c, n);
	return text;
}

/* ISO/IEC 18004, table 7, level M: what each version holds, and one more. */
static void the_smallest_version_that_holds_it(void **state)
{
	static const struct {
		char c;
		size_t n;
		unsigned version;
	} rows[] = {
		{ '7', 34, 1 },   { '7', 35, 2 },   { 'A', 20, 1 },           { 'A', 21, 2 },
		{ 'A', 61, 3 },   { 'A', 62, 4 },   { 'A', 90, 4 },           { 'A', 91, 5 },
		{ 'a', 14, 1 },   { 'a', 15, 2 },   { 'a', 42, 3 },           { 'a', 43, 4 },
		{ 'A', 419, 12 }, { 'A', 420, 13 }, { 'a', QR_TEXT_MAX, 27 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(mem_freep) char *text = letters(rows[i].c, rows[i].n);
		CLEANUP(qr_done) struct qr qr = { 0 };

		assert_int_equal(qr_encode(&qr, text, NULL), 0);
		TAP_INT(text, qr.modules, 17 + 4 * rows[i].version);
	}
}

static void marks(void **state)
{
	CLEANUP(qr_done) struct qr qr = { 0 };

	(void)state;
	assert_int_equal(qr_encode(&qr, "HTTPS://LABEL.EXAMPLE.JP/L/1", NULL), 0);
	for (unsigned corner = 0; corner < 3; corner++) {
		unsigned x0 = corner == 1 ? qr.modules - 7 : 0;
		unsigned y0 = corner == 2 ? qr.modules - 7 : 0;

		for (unsigned y = 0; y < 7; y++)
			for (unsigned x = 0; x < 7; x++) {
				bool ring = x == 0 || y == 0 || x == 6 || y == 6;
				bool heart = x >= 2 && x <= 4 && y >= 2 && y <= 4;

				assert_int_equal(qr_at(&qr, x0 + x, y0 + y), ring || heart);
			}
	}
	for (unsigned i = 8; i < qr.modules - 8; i++)
		assert_int_equal(qr_at(&qr, i, 6), i % 2 == 0);
	/* Format information: level M is 00 under the mask 101010000010010 (7.9). */
	assert_int_equal(qr_at(&qr, 8, qr.modules - 1), 1);
	assert_int_equal(qr_at(&qr, 8, qr.modules - 2), 0);
}

static void what_cannot_be_encoded(void **state)
{
	CLEANUP(mem_freep) char *long_text = letters('a', QR_TEXT_MAX + 1);
	CLEANUP(qr_done) struct qr qr = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(qr_encode(&qr, "", &err), E_LIMIT);
	assert_int_equal(qr_encode(&qr, long_text, &err), E_LIMIT);
	FIXTURE_SAYS("long", err.text, "1100");
	assert_int_equal(qr_encode(&qr, "a\nb", &err), E_FORMAT);
	assert_int_equal(qr_encode(&qr, "日本", &err), E_FORMAT);
	assert_int_equal(qr_encode(&qr, "a\x7f", &err), E_FORMAT);
	assert_null(qr.dark);
}

static void addresses(void **state)
{
	static const struct {
		const char *url, *want;
		int code;
	} rows[] = {
		{ "https://label.example.jp/L/A-1", "HTTPS://LABEL.EXAMPLE.JP/L/A-1", 0 },
		{ "http://127.0.0.1:8080/L/A", "HTTP://127.0.0.1:8080/L/A", 0 },
		{ "HTTPS://h", "HTTPS://H", 0 },
		/* A path's letters are not ours to change. */
		{ "https://label.example.jp/l/A-1", "https://label.example.jp/l/A-1", 0 },
		{ "https://h/L?x=1", "https://h/L?x=1", 0 },
		{ "https://h/%41", "HTTPS://H/%41", 0 },
		{ "https://h/L/A#MFRGG", "HTTPS://H/L/A#MFRGG", 0 },
		{ "https://h/L/A#a", "HTTPS://H/L/A#a", 0 },
		{ "https://h/l/A#A", "https://h/l/A#A", 0 },
		{ "https://[::1]/A", "https://[::1]/A", 0 },
		{ "", NULL, E_FORMAT },
		{ "https://", NULL, E_FORMAT },
		{ "https:///path", NULL, E_FORMAT },
		{ "https://:80/", NULL, E_FORMAT },
		{ "https://?", NULL, E_FORMAT },
		{ "ftp://h/", NULL, E_FORMAT },
		{ "javascript:alert(1)", NULL, E_FORMAT },
		{ "https://owner@evil.example/", NULL, E_FORMAT },
		{ "https://h/@me", "https://h/@me", 0 },
		{ "https://h/a b", NULL, E_FORMAT },
		{ "https://h/<b>", NULL, E_FORMAT },
		{ "https://h/\"", NULL, E_FORMAT },
		{ "https://h\\@evil/", NULL, E_FORMAT },
		{ "https://ラベル.jp/", NULL, E_FORMAT },
		{ "https://h/a\n", NULL, E_FORMAT },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf out = BUF(2048);

		TAP_INT(rows[i].url, qr_url(&out, rows[i].url, NULL), rows[i].code);
		TAP_CHECK(rows[i].url,
			  text_equal(buf_cstr(&out), rows[i].want ? rows[i].want : ""));
	}
}

static void the_longest_address(void **state)
{
	CLEANUP(mem_freep) char *path = letters('A', QR_URL_MAX);
	CLEANUP(buf_done) struct buf out = BUF(2048);
	struct err err = { 0 };

	(void)state;
	memcpy(path, "https://h/", 10);
	assert_int_equal(qr_url(&out, path, NULL), 0);
	assert_int_equal(out.n, QR_URL_MAX);
	CLEANUP(mem_freep) char *longer = mem_format("%sA", path);
	assert_int_equal(qr_url(&out, longer, &err), E_LIMIT);
	FIXTURE_SAYS("long", err.text, "1100");
}

static void a_picture(void **state)
{
	CLEANUP(buf_done) struct buf out = BUF(100000);
	CLEANUP(qr_done) struct qr qr = { 0 };

	(void)state;
	assert_int_equal(qr_encode(&qr, "A", NULL), 0);
	qr_svg(&out, &qr, "</title><script>'\"&");
	FIXTURE_SAYS("title", buf_cstr(&out),
		     "<title>&lt;/title&gt;&lt;script&gt;&#39;&quot;&amp;</title>");
	FIXTURE_SAYS("quiet zone", buf_cstr(&out), "viewBox=\"0 0 29 29\"");
	FIXTURE_SAYS("first run", buf_cstr(&out), "d=\"M4 4h7v1h-7z");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(the_smallest_version_that_holds_it),
	cmocka_unit_test(marks),
	cmocka_unit_test(what_cannot_be_encoded),
	cmocka_unit_test(addresses),
	cmocka_unit_test(the_longest_address),
	cmocka_unit_test(a_picture),
};

TAP_MAIN(tests)
