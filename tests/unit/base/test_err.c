/* What a person reads: escapes, cuts, contexts. */
#include "tap.h"

#include "base/err.h"

static void messages_are_one_visible_line(void **state)
{
	static const struct {
		const char *what;
		const char *input;
		const char *expected;
	} rows[] = {
		{ "plain", "cannot open 'x'", "cannot open 'x'" },
		{ "empty", "", "" },
		{ "newline", "a\nb", "a\\nb" },
		{ "terminal control", "\x1b[2J", "\\x1b[2J" },
		{ "escapes are not doubled", "a\\nb", "a\\nb" },
		{ "invalid UTF-8", "a\xff", "a\\xff" },
		{ "UTF-8", "caf\xc3\xa9", "caf\xc3\xa9" },
		{ "right to left override", "\xe2\x80\xae", "\\u{202E}" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct err err = { 0 };
		TAP_INT(rows[i].what, err_set(&err, E_FORMAT, "%s", rows[i].input), E_FORMAT);
		TAP_INT(rows[i].what, err.code, E_FORMAT);
		TAP_TEXT(rows[i].what, err.text, rows[i].expected);
	}
}

/* n times 'x', then tail. */
static const char *long_text(char *out, size_t n, const char *tail)
{
	memset(out, 'x', n);
	memcpy(out + n, tail, strlen(tail) + 1);
	return out;
}

static void what_is_too_long_ends_in_dots(void **state)
{
	static const struct {
		const char *what;
		size_t n;
		const char *tail;
		size_t expected; /* length */
		bool cut;
	} rows[] = {
		{ "limit", ERR_TEXT_MAX - 1, "", ERR_TEXT_MAX - 1, false },
		{ "limit + 1", ERR_TEXT_MAX, "", ERR_TEXT_MAX - 1, true },
		{ "far above", 4 * ERR_TEXT_MAX, "", ERR_TEXT_MAX - 1, true },
		{ "escape that fits", ERR_TEXT_MAX - 3, "\n", ERR_TEXT_MAX - 1, false },
		{ "escape is not cut in two", ERR_TEXT_MAX - 2, "\n", ERR_TEXT_MAX - 1, true },
		{ "character is not cut in two", ERR_TEXT_MAX - 5, "\xe2\x82\xac\xe2\x82\xac",
		  ERR_TEXT_MAX - 2, true },
	};
	char text[4 * ERR_TEXT_MAX + 16];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct err err = { 0 };
		err_set(&err, E_LIMIT, "%s", long_text(text, rows[i].n, rows[i].tail));
		TAP_INT(rows[i].what, strlen(err.text), rows[i].expected);
		TAP_INT(rows[i].what, text_ends(err.text, "..."), rows[i].cut);
		TAP_CHECK(rows[i].what, text_utf8_valid(bytes_of(err.text)));
	}
}

static void errno_becomes_code_and_text(void **state)
{
	struct err err = { 0 };

	(void)state;
	errno = ENOENT;
	TAP_INT("code", err_errno(&err, "cannot open '%s'", "a\tb"), -ENOENT);
	TAP_TEXT("text", err.text, "cannot open 'a\\tb': No such file or directory");
	TAP_INT("errno is kept", errno, ENOENT);
	errno = EACCES;
	TAP_INT("without err", err_errno(NULL, "x"), -EACCES);
	errno = 0;
	TAP_INT("without errno it is still an error", err_errno(&err, "x"), -EIO);
}

static void prefix_goes_before(void **state)
{
	struct err err = { 0 };

	(void)state;
	err_set(&err, E_TRUNC, "ends in line %d", 3);
	TAP_INT("code", err_prefix(&err, "%s", "a\nb.json"), E_TRUNC);
	TAP_TEXT("text", err.text, "a\\nb.json: ends in line 3");
	err_prefix(&err, "pack");
	TAP_TEXT("twice", err.text, "pack: a\\nb.json: ends in line 3");
	TAP_INT("without err", err_prefix(NULL, "x"), E_FORMAT);
	err_set(&err, E_LIMIT, "again: %s", err.text);
	TAP_TEXT("own text as argument", err.text, "again: pack: a\\nb.json: ends in line 3");
}

static void both_languages(void **state)
{
	struct err err = { 0 };

	(void)state;
	TAP_INT("code",
		err_both(&err, E_LIMIT, "line %zu has more than %d%.0s",
			 "%zu行目：%d個を超え、%sです", (size_t)3, 7, "だめ"),
		E_LIMIT);
	TAP_TEXT("English", err.text, "line 3 has more than 7");
	TAP_TEXT("Japanese", err.ja, "3行目：7個を超え、だめです");
	err_prefix(&err, "models\n.csv");
	TAP_TEXT("prefix", err.text, "models\\n.csv: line 3 has more than 7");
	TAP_TEXT("prefix in both", err.ja, "models\\n.csv: 3行目：7個を超え、だめです");
	err_both(&err, E_FORMAT, "%s%.0s", "%.0s%s", err.text, err.ja);
	TAP_TEXT("own texts as arguments", err.ja, "models\\n.csv: 3行目：7個を超え、だめです");
	err_set(&err, E_TRUNC, "cut");
	TAP_TEXT("the next in English alone", err.ja, "");
	err_prefix(&err, "x");
	TAP_TEXT("stays so", err.ja, "");
	err_both(&err, E_FORMAT, "%s", "向き%s", "\xe2\x80\xae");
	TAP_TEXT("visible", err.ja, "向き\\u{202E}");
	TAP_INT("no err", err_both(NULL, E_EXISTS, "%s", "%s", "x"), E_EXISTS);
}

static void no_err_is_fine(void **state)
{
	(void)state;
	TAP_INT("code", err_set(NULL, E_EXISTS, "%s", "x"), E_EXISTS);
}

static void every_code_has_a_name(void **state)
{
	(void)state;
	for (int code = E_USAGE; code <= E_TRUNC; code++)
		TAP_CHECK("named", !text_equal(err_name(code), "unknown error"));
	TAP_TEXT("success", err_name(0), "no error");
	TAP_TEXT("errno", err_name(-ENOENT), "No such file or directory");
	TAP_TEXT("below ours", err_name(E_USAGE - 1), "unknown error");
	TAP_TEXT("above ours", err_name(E_TRUNC + 1), "unknown error");
	TAP_TEXT("positive", err_name(1), "unknown error");
	TAP_TEXT("smallest", err_name(INT_MIN), "unknown error");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(messages_are_one_visible_line),
	cmocka_unit_test(what_is_too_long_ends_in_dots),
	cmocka_unit_test(errno_becomes_code_and_text),
	cmocka_unit_test(prefix_goes_before),
	cmocka_unit_test(both_languages),
	cmocka_unit_test(no_err_is_fine),
	cmocka_unit_test(every_code_has_a_name),
};

TAP_MAIN(tests)
