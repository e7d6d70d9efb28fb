/* Widths on a terminal. */
#include "tap.h"

static void widths(void **state)
{
	static const struct {
		const char *what;
		const char *text;
		size_t columns;
	} rows[] = {
		{ "empty", "", 0 },
		{ "ASCII", "hoshi", 5 },
		{ "accented letter", "caf\xc3\xa9", 4 },
		{ "combining accent", "cafe\xcc\x81", 4 },
		{ "kanji", "\xe6\x98\x9f\xe5\x9e\x8b", 4 },
		{ "hiragana with a voiced mark", "\xe3\x81\x8b\xe3\x82\x99", 2 },
		{ "full-width letter", "\xef\xbc\xa1", 2 },
		{ "half-width katakana", "\xef\xbd\xb1", 1 },
		{ "hangul", "\xea\xb0\x80", 2 },
		{ "emoji", "\xf0\x9f\x98\x80", 2 },
		{ "check mark of one column", "\xe2\x9c\x93", 1 },
		{ "check mark of two columns", "\xe2\x9c\x85", 2 },
		{ "ideograph beyond the BMP", "\xf0\xa0\x80\x80", 2 },
		{ "zero width joiner", "\xe2\x80\x8d", 0 },
		{ "variation selector", "\xef\xb8\x8f", 0 },
		{ "box drawing", "\xe2\x94\x80\xe2\x94\x80", 2 },
		{ "invalid bytes", "\xff\xe2\x82", 3 },
		{ "controls", "\x1b\n", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		TAP_INT(rows[i].what, text_columns(rows[i].text), rows[i].columns);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(widths),
};

TAP_MAIN(tests)
