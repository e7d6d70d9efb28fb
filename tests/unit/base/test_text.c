/* Comparing, checking and searching text. */
#include "tap.h"

#include "base/buf.h"

static void comparing(void **state)
{
	(void)state;
	assert_true(text_equal("a", "a"));
	assert_false(text_equal("a", "b"));
	assert_false(text_equal("a", NULL));
	assert_false(text_equal(NULL, "a"));
	assert_true(text_equal(NULL, NULL));
	assert_true(text_starts("hoshi", "ho"));
	assert_true(text_starts("hoshi", ""));
	assert_false(text_starts("ho", "hoshi"));
	assert_true(text_ends("hoshi", "shi"));
	assert_true(text_ends("hoshi", ""));
	assert_false(text_ends("shi", "hoshi"));
	assert_false(text_ends("hoshi", "ho"));
}

static void comparing_without_case(void **state)
{
	static const struct {
		const char *text;
		const char *ascii;
		bool equal;
	} rows[] = {
		{ "Content-Length", "content-length", true },
		{ "", "", true },
		{ "a", "", false },
		{ "a", "ab", false },
		{ "[", "{", false },
		{ "@", "`", false },
		{ "\xc3\x84", "\xc3\xa4", false }, /* A and a with diaeresis */
		{ "\xe2\x84\xaa", "k", false },    /* KELVIN SIGN */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		TAP_INT(rows[i].text, text_equal_nocase(bytes_of(rows[i].text), rows[i].ascii),
			rows[i].equal);
}

static void utf8(void **state)
{
	static const struct {
		const char *what;
		const char *text;
		size_t step;
	} rows[] = {
		{ "ASCII", "a", 1 },
		{ "U+007F", "\x7f", 1 },
		{ "U+0080", "\xc2\x80", 2 },
		{ "U+07FF", "\xdf\xbf", 2 },
		{ "U+0800", "\xe0\xa0\x80", 3 },
		{ "U+D7FF", "\xed\x9f\xbf", 3 },
		{ "U+E000", "\xee\x80\x80", 3 },
		{ "U+FFFF", "\xef\xbf\xbf", 3 },
		{ "U+10000", "\xf0\x90\x80\x80", 4 },
		{ "U+10FFFF", "\xf4\x8f\xbf\xbf", 4 },
		{ "nothing", "", 0 },
		{ "continuation alone", "\x80", 0 },
		{ "two bytes, overlong", "\xc1\xbf", 0 },
		{ "NUL, overlong", "\xc0\x80", 0 },
		{ "three bytes, overlong", "\xe0\x9f\xbf", 0 },
		{ "four bytes, overlong", "\xf0\x8f\xbf\xbf", 0 },
		{ "first surrogate", "\xed\xa0\x80", 0 },
		{ "last surrogate", "\xed\xbf\xbf", 0 },
		{ "U+110000", "\xf4\x90\x80\x80", 0 },
		{ "F5", "\xf5\x80\x80\x80", 0 },
		{ "FF", "\xff", 0 },
		{ "two bytes, cut", "\xc2", 0 },
		{ "three bytes, cut", "\xe2\x82", 0 },
		{ "four bytes, cut", "\xf0\x9f\x98", 0 },
		{ "wrong second byte", "\xc2\x41", 0 },
		{ "wrong third byte", "\xe2\x82\x41", 0 },
		{ "wrong fourth byte", "\xf0\x9f\x98\xc0", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes text = bytes_of(rows[i].text);
		TAP_INT(rows[i].what, text_utf8_step(text.p, text.n), rows[i].step);
		TAP_INT(rows[i].what, text_utf8_valid(text), rows[i].step == text.n);
	}
	assert_true(text_utf8_valid((struct bytes){ 0 }));
	assert_false(text_utf8_valid(bytes_of("good \xe2\x82\xac, bad \x80")));
}

/* Every sequence of two bytes, and every one of three and four with a given start. */
static void utf8_agrees_with_decoding(void **state)
{
	size_t valid = 0;

	(void)state;
	for (uint32_t c = 0; c < 0x110000; c++) {
		uint8_t four[4] = { (uint8_t)(0xf0 | c >> 18), (uint8_t)(0x80 | (c >> 12 & 0x3f)),
				    (uint8_t)(0x80 | (c >> 6 & 0x3f)),
				    (uint8_t)(0x80 | (c & 0x3f)) };
		uint8_t three[3] = { (uint8_t)(0xe0 | c >> 12), four[2], four[3] };
		if (text_utf8_step(four, 4) == 4) {
			assert_true(c >= 0x10000);
			valid++;
		}
		if (c < 0x10000 && text_utf8_step(three, 3) == 3) {
			assert_true(c >= 0x800 && !(c >= 0xd800 && c <= 0xdfff));
			valid++;
		}
	}
	assert_int_equal(valid, 0x110000 - 0x800 - 0x800);
}

static void trimming(void **state)
{
	static const struct {
		const char *text;
		const char *expected;
	} rows[] = {
		{ "", "" },
		{ " ", "" },
		{ "a", "a" },
		{ " a b\t", "a b" },
		{ "\r\n\v\fa\r\n", "a" },
		{ "\xc2\xa0", "\xc2\xa0" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		TAP_CHECK(rows[i].expected, bytes_equal(text_trim(bytes_of(rows[i].text)),
							bytes_of(rows[i].expected)));
	assert_int_equal(text_trim((struct bytes){ 0 }).n, 0);
}

static void finding(void **state)
{
	static const struct {
		const char *text;
		const char *needle;
		int at; /* -1 is not there */
	} rows[] = {
		{ "hoshi", "shi", 2 }, { "hoshi", "hoshi", 0 }, { "hoshi", "hoshia", -1 },
		{ "hoshi", "", -1 },   { "", "", -1 },          { "", "a", -1 },
		{ "aab", "ab", 1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes text = bytes_of(rows[i].text);
		const uint8_t *hit = text_find(text, bytes_of(rows[i].needle));
		TAP_INT(rows[i].needle, hit ? hit - text.p : -1, rows[i].at);
	}
}

static void words(void **state)
{
	static const struct {
		const char *text;
		const char *word;
		bool found;
	} rows[] = {
		{ "version 1.2", "1.2", true },
		{ "version 1.25", "1.2", false },
		{ "version 11.2", "1.2", false },
		{ "version 11.2 or 1.2", "1.2", true },
		{ "admin", "admin", true },
		{ "administrator", "admin", false },
		{ "(admin)", "admin", true },
		{ "_admin_", "admin", true },
		{ "Admin", "admin", false },
		{ "\xc3\xa4"
		  "admin",
		  "admin", true },
		{ "", "admin", false },
		{ "admin", "", false },
		{ "aa a", "a", true },
		{ "aaaa", "aa", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		TAP_INT(rows[i].text, text_has_word(bytes_of(rows[i].text), rows[i].word),
			rows[i].found);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(comparing), cmocka_unit_test(comparing_without_case),
	cmocka_unit_test(utf8),      cmocka_unit_test(utf8_agrees_with_decoding),
	cmocka_unit_test(trimming),  cmocka_unit_test(finding),
	cmocka_unit_test(words),
};

TAP_MAIN(tests)
