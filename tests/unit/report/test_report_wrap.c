/* Lines no wider than asked, broken where a Japanese or an English reader would break them. */
#include "tap.h"

#include "base/buf.h"
#include "report/report_wrap.h"

static void wrapping(void **state)
{
	static const struct {
		const char *what, *text;
		size_t first, indent, width;
		const char *want;
	} rows[] = {
		{ "empty", "", 0, 0, 20, "\n" },
		{ "fits", "one two", 0, 0, 20, "one two\n" },
		{ "English at blanks", "aaaa bbbb cccc dddd eeee", 0, 0, 20,
		  "aaaa bbbb cccc dddd\neeee\n" },
		{ "indented", "aaaa bbbb cccc dddd eeee ffff", 4, 4, 26,
		  "aaaa bbbb cccc dddd\n    eeee ffff\n" },
		{ "after a label", "aaaa bbbb cccc dddd", 12, 2, 24, "aaaa bbbb\n  cccc dddd\n" },
		{ "Japanese anywhere", "一二三四五六七八九十一二", 0, 0, 20,
		  "一二三四五六七八九十\n一二\n" },
		{ "no full stop at the start", "一二三四五六七八九十。次", 0, 0, 20,
		  "一二三四五六七八九\n十。次\n" },
		{ "no opening bracket at the end", "一二三四五六七八九（十）", 0, 0, 20,
		  "一二三四五六七八九\n（十）\n" },
		{ "a word too long for a line", "abcdefghijklmnopqrstuvwxyz", 0, 0, 20,
		  "abcdefghijklmnopqrst\nuvwxyz\n" },
		{ "mixed", "ポート23/tcpが開いています", 0, 0, 20,
		  "ポート23/tcpが開いて\nいます\n" },
		{ "control characters show", "a\033b\nc", 0, 0, 20, "a\\x1bb\\nc\n" },
		{ "blanks are one", "a    b", 0, 0, 20, "a b\n" },
		{ "accents stay", "一二三四五六七八九か\u3099", 0, 0, 20,
		  "一二三四五六七八九か\u3099\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf out = BUF(1000);

		report_wrap(&out, rows[i].text, rows[i].first, rows[i].indent, rows[i].width);
		TAP_TEXT(rows[i].what, buf_cstr(&out), rows[i].want);
	}
}

/* Any text at any width: no line is wider, and nothing but blanks is lost or added. */
static void random_text(void **state)
{
	static const char *const pieces[] = { "a",  "word", " ", "日", "本", "。", "（",
					      "）", "ー",   "…", ",",  "é",  "😀",  "-" };
	uint64_t seed = 3;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		CLEANUP(buf_done) struct buf text = BUF(4096);
		CLEANUP(buf_done) struct buf out = BUF(8192);
		size_t width = 20 + tap_below(&seed, 60);
		const char *in, *at;

		for (size_t n = tap_below(&seed, 120); n > 0; n--)
			buf_text(&text, pieces[tap_below(&seed, ARRAY_LEN(pieces))]);
		report_wrap(&out, buf_cstr(&text), 0, 0, width);
		in = buf_cstr(&text);
		at = buf_cstr(&out);
		while (*at) {
			const char *end = strchr(at, '\n');
			CLEANUP(buf_done) struct buf line = BUF(4096);

			assert_non_null(end);
			buf_add(&line, at, (size_t)(end - at));
			if (text_columns(buf_cstr(&line)) > width)
				fail_msg("round %d: '%s' is wider than %zu", round, buf_cstr(&line),
					 width);
			for (; at < end; at++) {
				while (*in == ' ')
					in++;
				if (*at != ' ')
					assert_int_equal(*at, *in++);
			}
			at = end + 1;
		}
		while (*in == ' ')
			in++;
		assert_int_equal(*in, 0);
	}
}

static void cutting(void **state)
{
	static const struct {
		const char *text;
		size_t columns;
		const char *want;
		size_t used;
	} rows[] = {
		{ "abc", 3, "abc", 3 },      { "abcd", 3, "ab…", 3 },
		{ "日本", 4, "日本", 4 },    { "日本語", 4, "日…", 3 },
		{ "日本語", 5, "日本…", 5 }, { "日", 1, "…", 1 },
		{ "a", 0, "", 0 },           { "", 5, "", 0 },
		{ "\033", 9, "\\x1b", 4 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf out = BUF(100);
		size_t used = report_wrap_cut(&out, rows[i].text, rows[i].columns);

		TAP_TEXT(rows[i].text, buf_cstr(&out), rows[i].want);
		TAP_INT(rows[i].text, used, rows[i].used);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(wrapping),
	cmocka_unit_test(random_text),
	cmocka_unit_test(cutting),
};

TAP_MAIN(tests)
