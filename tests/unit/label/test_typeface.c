/* Letters: what the label's font shows, what it refuses, how wide it is. */
#include "fixture.h"

#include "label/typeface.h"

/* When it finds its cache of fonts out of date, fontconfig loses what it read; now and then only.
 */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfontconfig\n";
}

static int load(void **state)
{
	(void)state;
	return typeface_prepare(NULL);
}

static int unload(void **state)
{
	(void)state;
	typeface_done();
	return 0;
}

static void texts(void **state)
{
	static const struct {
		const char *what, *text;
		int code;
	} rows[] = {
		{ "latin", "HSH-1-2026-000123", 0 },
		{ "japanese", "セキュリティラベル制度 ★1（髙﨑）", 0 },
		{ "half width", "ｾｷｭﾘﾃｨ", 0 },
		{ "accents", "Škoda Émile Ærø", 0 },
		{ "one accent apart", "e\u0301", 0 },
		{ "markup", "<b>&amp;</b> %s %n", 0 },
		{ "empty", "", E_LIMIT },
		{ "blanks", "  \u3000", E_FORMAT },
		{ "right-to-left override", "abc\u202egpj", E_FORMAT },
		{ "isolate", "\u2066abc\u2069", E_FORMAT },
		{ "mark", "abc\u200f", E_FORMAT },
		{ "arabic letter mark", "abc\u061c", E_FORMAT },
		{ "zero width space", "a\u200b", E_FORMAT },
		{ "joiner", "a\u200d", E_FORMAT },
		{ "soft hyphen", "a\u00ad", E_FORMAT },
		{ "byte order mark", "\ufeffa", E_FORMAT },
		{ "tag", "a\U000e0041", E_FORMAT },
		{ "variant", "\u2605\ufe0f", E_FORMAT },
		{ "hangul filler", "a\u3164", E_FORMAT },
		{ "line separator", "a\u2028b", E_FORMAT },
		{ "line", "a\nb", E_FORMAT },
		{ "tabulator", "a\tb", E_FORMAT },
		{ "escape", "a\x1b[31m", E_FORMAT },
		{ "private use", "\ue000", E_FORMAT },
		{ "noncharacter", "\uffff", E_FORMAT },
		{ "broken", "a\xff", E_FORMAT },
		{ "cut", "\xe3\x82", E_FORMAT },
		{ "surrogate", "\xed\xa0\x80", E_FORMAT },
		{ "hebrew", "\u05d0\u05d1", E_UNSUPPORTED },
		{ "arabic", "\u0633\u0644\u0627\u0645", E_UNSUPPORTED },
		{ "emoji", "\U0001f600", E_UNSUPPORTED },
		{ "a heap of accents", "a\u0301\u0302\u0303\u0304\u0301\u0302\u0303\u0304\u0301",
		  E_UNSUPPORTED },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct err err = { 0 };

		TAP_INT(rows[i].what, typeface_check("name", rows[i].text, 100, &err),
			rows[i].code);
		if (rows[i].code < 0)
			FIXTURE_SAYS(rows[i].what, err.text, "name: ");
	}
}

static void the_longest_text(void **state)
{
	(void)state;
	assert_int_equal(typeface_check("x", "12345", 5, NULL), 0);
	assert_int_equal(typeface_check("x", "123456", 5, NULL), E_LIMIT);
	/* Bytes, not characters. */
	assert_int_equal(typeface_check("x", "星星", 5, NULL), E_LIMIT);
}

static void widths(void **state)
{
	(void)state;
	/* A Japanese character is as wide as it is high; digits are all the same. */
	assert_true(typeface_width("登録番号", TYPEFACE_REGULAR) > 3.99);
	assert_true(typeface_width("登録番号", TYPEFACE_BOLD) < 4.01);
	assert_true(typeface_width("1111", TYPEFACE_BOLD) == typeface_width("0808", TYPEFACE_BOLD));
	assert_true(typeface_width("AVAVA", TYPEFACE_BOLD) >
		    typeface_width("AVAVA", TYPEFACE_REGULAR));
	/* Shaped, not strung together. */
	assert_true(typeface_width("AV", TYPEFACE_REGULAR) <
		    typeface_width("A", TYPEFACE_REGULAR) + typeface_width("V", TYPEFACE_REGULAR));
}

static void again_and_again(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		double width = typeface_width("星", TYPEFACE_BOLD);

		typeface_done();
		typeface_done();
		assert_int_equal(typeface_prepare(NULL), 0);
		assert_int_equal(typeface_prepare(NULL), 0);
		assert_true(typeface_width("星", TYPEFACE_BOLD) == width);
	}
}

/* pango looks for fonts in threads: none may be left for a process that changes its rights. */
static void no_thread_is_left(void **state)
{
	struct stat st;

	(void)state;
	typeface_done();
	assert_int_equal(stat("/proc/self/task", &st), 0);
	nlink_t before = st.st_nlink;
	assert_int_equal(typeface_prepare(NULL), 0);
	assert_int_equal(stat("/proc/self/task", &st), 0);
	assert_int_equal(st.st_nlink, before);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(texts),
	cmocka_unit_test(the_longest_text),
	cmocka_unit_test(widths),
	cmocka_unit_test(again_and_again),
	cmocka_unit_test(no_thread_is_left),
};

TAP_MAIN_WITHIN(tests, load, unload)
