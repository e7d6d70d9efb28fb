/* What a browser is given holds no live markup and nothing hidden, whatever came in. */
#include "tap.h"

#include "base/buf.h"
#include "base/html_escape.h"

static void rows_of_both(void **state)
{
	static const struct {
		const char *text, *line, *lines;
	} rows[] = {
		{ "", "", "" },
		{ "a \\ b", "a \\ b", "a \\ b" },
		{ "<a x='&\">", "&lt;a x=&#39;&amp;&quot;&gt;", "&lt;a x=&#39;&amp;&quot;&gt;" },
		{ "a\r\nb\nc\td", "a\\r\\nb\\nc\\td", "a\nb\nc\td" },
		{ "a\rb", "a\\rb", "a\\rb" },
		{ "\x1b[0m\x7f", "\\x1b[0m\\x7f", "\\x1b[0m\\x7f" },
		{ "\xc2\x85", "\\xc2\\x85", "\\xc2\\x85" },
		{ "\u202e\u2066", "\\u{202E}\\u{2066}", "\\u{202E}\\u{2066}" },
		{ "\xff星\xe6\x98", "\\xff星\\xe6\\x98", "\\xff星\\xe6\\x98" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf line = BUF(1000);
		CLEANUP(buf_done) struct buf lines = BUF(1000);

		html_escape(&line, bytes_of(rows[i].text));
		html_escape_lines(&lines, bytes_of(rows[i].text));
		TAP_TEXT(rows[i].text, buf_cstr(&line), rows[i].line);
		TAP_TEXT(rows[i].text, buf_cstr(&lines), rows[i].lines);
	}
}

static void random_bytes(void **state)
{
	uint64_t seed = 11;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		static const char likely[] = "<>&\"'\\\r\n\t\x1b";
		CLEANUP(buf_done) struct buf out = BUF(4096);
		uint8_t data[64];
		size_t n = tap_below(&seed, sizeof(data));

		for (size_t i = 0; i < n; i++)
			data[i] = tap_below(&seed, 2) ? (uint8_t)tap_random(&seed)
						      : (uint8_t)likely[tap_below(&seed, 10)];
		html_escape_lines(&out, (struct bytes){ data, n });
		assert_true(text_utf8_valid(buf_view(&out)));
		for (size_t i = 0; i < out.n; i++)
			assert_true((out.p[i] >= ' ' || out.p[i] == '\n' || out.p[i] == '\t') &&
				    !strchr("<>\"'", out.p[i]));
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(rows_of_both),
	cmocka_unit_test(random_bytes),
};
TAP_MAIN(tests)
