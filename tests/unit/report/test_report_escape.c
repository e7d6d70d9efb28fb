/* Nothing that a device sends can act: not on a terminal, not in HTML, not on the reading order. */
#include "tap.h"

#include "base/buf.h"
#include "base/html_escape.h"
#include "report/report_escape.h"

static void places(void **state)
{
	static const struct {
		const char *text, *plain, *html, *pre;
	} rows[] = {
		{ "", "", "", "" },
		{ "a b", "a b", "a b", "a b" },
		{ "<a href=\"x\">'&'</a>", "<a href=\"x\">'&'</a>",
		  "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;",
		  "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;" },
		{ "\033[31m", "\\x1b[31m", "\\x1b[31m", "<i>\\x1b</i>[31m" },
		{ "a\r\nb\tc\rd", "a\\r\\nb\\tc\\rd", "a\\r\\nb\\tc\\rd", "a\nb\tc<i>\\r</i>d" },
		{ "\\x1b", "\\x1b", "\\x1b", "\\x1b" },
		{ "\u202egnp.exe", "\\u{202E}gnp.exe", "\\u{202E}gnp.exe",
		  "<i>\\u{202E}</i>gnp.exe" },
		{ "\xff日\xe6\x97", "\\xff日\\xe6\\x97", "\\xff日\\xe6\\x97",
		  "<i>\\xff</i>日<i>\\xe6</i><i>\\x97</i>" },
		{ "\xc2\x9b", "\\xc2\\x9b", "\\xc2\\x9b", "<i>\\xc2\\x9b</i>" },
		{ "\x7f", "\\x7f", "\\x7f", "<i>\\x7f</i>" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf plain = BUF(1000);
		CLEANUP(buf_done) struct buf html = BUF(1000);
		CLEANUP(buf_done) struct buf pre = BUF(1000);

		report_escape_plain(&plain, bytes_of(rows[i].text));
		html_escape(&html, bytes_of(rows[i].text));
		report_escape_pre(&pre, bytes_of(rows[i].text));
		TAP_TEXT(rows[i].text, buf_cstr(&plain), rows[i].plain);
		TAP_TEXT(rows[i].text, buf_cstr(&html), rows[i].html);
		TAP_TEXT(rows[i].text, buf_cstr(&pre), rows[i].pre);
	}
}

static void null_is_nothing(void **state)
{
	CLEANUP(buf_done) struct buf out = BUF(10);

	(void)state;
	html_escape(&out, (struct bytes){ 0 });
	report_escape_pre(&out, (struct bytes){ 0 });
	assert_int_equal(out.n, 0);
}

/* Whatever the bytes: valid UTF-8, no control characters but line ends, no live markup. */
static void random_bytes(void **state)
{
	static const char likely[] = "<>&\"'\\\033\r\n";
	uint64_t seed = 7;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		CLEANUP(buf_done) struct buf out = BUF(4096);
		uint8_t data[64];
		size_t n = tap_below(&seed, sizeof(data));

		for (size_t i = 0; i < n; i++)
			data[i] = tap_below(&seed, 3)
				      ? (uint8_t)tap_below(&seed, 256)
				      : (uint8_t)likely[tap_below(&seed, strlen(likely))];
		report_escape_pre(&out, (struct bytes){ .p = data, .n = n });
		assert_true(text_utf8_valid(buf_view(&out)));
		const char *text = buf_cstr(&out);
		for (const char *c = text; *c; c++) {
			if ((uint8_t)*c < 0x20 && *c != '\n' && *c != '\t')
				fail_msg("control character %02x in round %d", (uint8_t)*c, round);
			if (*c == '<' && strncmp(c, "<i>", 3) != 0 && strncmp(c, "</i>", 4) != 0)
				fail_msg("markup in round %d", round);
		}
	}
}

static void cutting(void **state)
{
	static const struct {
		const char *text;
		size_t max;
		const char *want;
	} rows[] = {
		{ "abc", 3, "abc" },  { "abcd", 3, "abc…" }, { "日本", 6, "日本" },
		{ "日本", 5, "日…" }, { "日本", 2, "…" },    { "", 0, "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf out = BUF(100);

		report_escape_cut(&out, rows[i].text, rows[i].max);
		TAP_TEXT(rows[i].text, buf_cstr(&out), rows[i].want);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(places),
	cmocka_unit_test(null_is_nothing),
	cmocka_unit_test(random_bytes),
	cmocka_unit_test(cutting),
};

TAP_MAIN(tests)
