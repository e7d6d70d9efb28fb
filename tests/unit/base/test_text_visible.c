/* What may reach a terminal: escapes, cuts, and random bytes that must come out harmless. */
#include "tap.h"

#include "base/buf.h"
#include "base/mem.h"

static void escapes(void **state)
{
	static const struct {
		const char *what;
		const char *input;
		const char *expected;
	} rows[] = {
		{ "empty", "", "" },
		{ "plain", "SSH-2.0-dropbear_2022.83", "SSH-2.0-dropbear_2022.83" },
		{ "newline, return, tab", "a\n\r\tb", "a\\n\\r\\tb" },
		{ "backslash", "a\\n", "a\\\\n" },
		{ "terminal control", "\x1b]0;x\x07", "\\x1b]0;x\\x07" },
		{ "DEL", "\x7f", "\\x7f" },
		{ "UTF-8", "\xe6\x98\x9f \xf0\x9f\x98\x80", "\xe6\x98\x9f \xf0\x9f\x98\x80" },
		{ "C1 control CSI",
		  "\xc2\x9b"
		  "2J",
		  "\\xc2\\x9b2J" },
		{ "last C1 control", "\xc2\x9f", "\\xc2\\x9f" },
		{ "no-break space is no control", "\xc2\xa0", "\xc2\xa0" },
		{ "C1 control as a byte", "\x9b", "\\x9b" },
		{ "invalid byte",
		  "a\xff"
		  "b",
		  "a\\xffb" },
		{ "cut character", "\xe2\x82", "\\xe2\\x82" },
		{ "surrogate", "\xed\xa0\x80", "\\xed\\xa0\\x80" },
		{ "U+200E", "\xe2\x80\x8e", "\\u{200E}" },
		{ "U+200F", "\xe2\x80\x8f", "\\u{200F}" },
		{ "U+200D joins and is fine", "\xe2\x80\x8d", "\xe2\x80\x8d" },
		{ "U+202A", "\xe2\x80\xaa", "\\u{202A}" },
		{ "U+202E", "\xe2\x80\xae", "\\u{202E}" },
		{ "U+202F is fine", "\xe2\x80\xaf", "\xe2\x80\xaf" },
		{ "U+2028", "\xe2\x80\xa8", "\\u{2028}" },
		{ "U+2029", "\xe2\x80\xa9", "\\u{2029}" },
		{ "U+2065 is fine", "\xe2\x81\xa5", "\xe2\x81\xa5" },
		{ "U+2066", "\xe2\x81\xa6", "\\u{2066}" },
		{ "U+2069", "\xe2\x81\xa9", "\\u{2069}" },
		{ "U+061C", "\xd8\x9c", "\\u{061C}" },
		{ "U+FEFF", "\xef\xbb\xbf", "\\u{FEFF}" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(mem_freep) char *out = text_visible_new(bytes_of(rows[i].input), 100);
		TAP_TEXT(rows[i].what, out, rows[i].expected);
	}
	CLEANUP(mem_freep)
	char *nul = text_visible_new((struct bytes){ (const uint8_t *)"a\0b", 3 }, 100);
	assert_string_equal(nul, "a\\x00b");
}

static void cuts(void **state)
{
	static const struct {
		const char *input;
		size_t max;
		const char *expected;
	} rows[] = {
		{ "hoshi", 5, "hoshi" },
		{ "hoshi!", 5, "ho..." },
		{ "hoshi", 4, "h..." },
		{ "hoshi", 3, "..." },
		{ "hoshi", 2, ".." },
		{ "hoshi", 0, "" },
		{ "", 0, "" },
		{ "ab\n", 4, "ab\\n" },
		{ "ab\nc", 4, "a..." },
		{ "a\n\n\n", 6, "a\\n..." },
		{ "a\n\n\n", 7, "a\\n\\n\\n" },
		{ "\xe2\x82\xac\xe2\x82\xac", 6, "\xe2\x82\xac\xe2\x82\xac" },
		{ "\xe2\x82\xac\xe2\x82\xac", 5, "..." },
		{ "\xe2\x82\xac\xe2\x82\xac!", 6, "\xe2\x82\xac..." },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(mem_freep)
		char *out = text_visible_new(bytes_of(rows[i].input), rows[i].max);
		TAP_TEXT(rows[i].input, out, rows[i].expected);
	}
}

static void appends_within_the_buffer(void **state)
{
	CLEANUP(buf_done) struct buf out = BUF(10);

	(void)state;
	buf_text(&out, "<<");
	text_visible(&out, bytes_of("hoshi!"), 5);
	assert_string_equal(buf_cstr(&out), "<<ho...");
	text_visible(&out, bytes_of("hoshi!"), 100);
	assert_false(buf_ok(&out));
}

/* No control character, no invalid byte, one line, and never more than max. */
static void random_bytes_come_out_harmless(void **state)
{
	static const char *const pieces[] = { "\x1b",     "\xe2\x80", "\xae",        "\xc2",
					      "\x9b",     "a",        "\\",          "\n",
					      "\xf0\x9f", "\x98\x80", "\xef\xbb\xbf" };

	(void)state;
	for (uint64_t run = 0; run < 20000; run++) {
		CLEANUP(buf_done) struct buf in = BUF(100);
		uint64_t seed = run;
		for (size_t n = tap_below(&seed, 12); n > 0; n--)
			buf_text(&in, pieces[tap_below(&seed, ARRAY_LEN(pieces))]);
		size_t max = tap_below(&seed, 40);
		CLEANUP(mem_freep) char *out = text_visible_new(buf_view(&in), max);

		assert_true(strlen(out) <= max);
		assert_true(text_utf8_valid(bytes_of(out)));
		for (const char *p = out; *p; p++)
			assert_true((unsigned char)*p >= 0x20 && *p != 0x7f);
		assert_null(strstr(out, "\xe2\x80\xae"));
		assert_null(strstr(out, "\xc2\x9b"));
		assert_null(strstr(out, "\xef\xbb\xbf"));
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(escapes),
	cmocka_unit_test(cuts),
	cmocka_unit_test(appends_within_the_buffer),
	cmocka_unit_test(random_bytes_come_out_harmless),
};

TAP_MAIN(tests)
