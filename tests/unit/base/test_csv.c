/* Comma-separated values: every way to cut them, limits, character sets, formulas. */
#include "fixture.h"

#include "base/cp932.h"
#include "base/csv.h"

/* Rows as "LINE:[a][b]" one after the other. */
static int note_row(void *context, const struct csv_row *row, struct err *err)
{
	struct buf *out = context;

	if (text_equal(row->fields[0], "stop"))
		return err_set(err, E_CANCELLED, "stopped");
	buf_format(out, "%zu:", row->line);
	for (size_t i = 0; i < row->n; i++)
		buf_format(out, "[%s]", row->fields[i]);
	return 0;
}

static int read_all(struct buf *out, struct bytes text, size_t piece, struct err *err)
{
	CLEANUP(csv_reader_done) struct csv_reader r = CSV_READER(5, 3, 4, note_row, out);

	for (size_t at = 0; at < text.n; at += piece) {
		size_t n = text.n - at < piece ? text.n - at : piece;
		int code = csv_feed(&r, (struct bytes){ text.p + at, n }, err);

		if (code < 0)
			return code;
	}
	return csv_end(&r, err);
}

static const struct {
	const char *what, *text;
	int code;
	const char *wanted; /* rows, or a part of the message */
} cases[] = {
	{ "nothing", "", 0, "" },
	{ "one field", "a", 0, "1:[a]" },
	{ "LF", "a,b\nc\n", 0, "1:[a][b]2:[c]" },
	{ "CR LF", "a,b\r\nc\r\n", 0, "1:[a][b]2:[c]" },
	{ "CR", "a,b\rc\r", 0, "1:[a][b]2:[c]" },
	{ "no line end at the end", "a\nb", 0, "1:[a]2:[b]" },
	{ "empty lines", "\n\r\n\r\na\n\n\nb\n", 0, "4:[a]7:[b]" },
	{ "empty fields", ",\n,,\n", 0, "1:[][]2:[][][]" },
	{ "an empty field at the end", "a,", 0, "1:[a][]" },
	{ "quotes", "\"a\",\"b,c\"\n", 0, "1:[a][b,c]" },
	{ "an empty quoted field", "\"\"\n", 0, "1:[]" },
	{ "quotes in quotes", "\"a\"\"b\"\n\"\"\"\"\n", 0, "1:[a\"b]2:[\"]" },
	{ "lines in quotes", "\"a\r\nb\"\nc\n", 0, "1:[a\r\nb]3:[c]" },
	{ "blanks belong to the field", " a , b", 0, "1:[ a ][ b]" },
	{ "a closed quote at the end", "\"a\"", 0, "1:[a]" },
	{ "the longest field", "12345", 0, "1:[12345]" },
	{ "one too long", "123456", E_LIMIT, "line 1: a field is longer than 5 bytes" },
	{ "one too long, quoted", "x\n\"123456\"", E_LIMIT, "line 2: a field in quotation marks" },
	{ "most columns", "a,b,c", 0, "1:[a][b][c]" },
	{ "one column more", "a\na,b,c,d", E_LIMIT, "line 2 has more than 3 columns" },
	{ "most rows", "a\nb\nc\nd", 0, "1:[a]2:[b]3:[c]4:[d]" },
	{ "one row more", "a\nb\nc\nd\ne", E_LIMIT, "more than 4 lines" },
	{ "a quote inside", "ab\"c\"", E_FORMAT, "line 1: a quotation mark stands inside" },
	{ "a quote after a blank", "a\n \"c\"", E_FORMAT, "line 2: a quotation mark" },
	{ "text after a quote", "\"a\"b", E_FORMAT, "line 1: there is text after" },
	{ "a quote left open", "a\n\"b\n,d", E_TRUNC,
	  "line 2: the quotation mark is never closed" },
	{ "the row function says no", "a\nstop\nb", E_CANCELLED, "stopped" },
};

static void reading(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		for (size_t piece = 1; piece <= 8; piece++) {
			CLEANUP(buf_done) struct buf out = BUF(1000);
			struct err err = { 0 };
			int code = read_all(&out, bytes_of(cases[i].text), piece, &err);

			TAP_INT(cases[i].what, code, cases[i].code);
			if (code == 0)
				TAP_TEXT(cases[i].what, buf_cstr(&out), cases[i].wanted);
			else
				FIXTURE_SAYS(cases[i].what, err.text, cases[i].wanted);
		}
	CLEANUP(buf_done) struct buf out = BUF(1000);
	struct err err = { 0 };
	assert_int_equal(read_all(&out, (struct bytes){ (const uint8_t *)"a\nb\0c", 5 }, 5, &err),
			 E_FORMAT);
	FIXTURE_SAYS("NUL", err.text, "line 2: there is a NUL");
}

static void character_sets(void **state)
{
	static const struct {
		const char *what, *text;
		int code;
		const char *wanted;
	} sets[] = {
		{ "ASCII", "a,b\n", 0, "a,b\n" },
		{ "UTF-8", "\xe5\x9e\x8b,1", 0, "型,1" },
		{ "a mark", "\xef\xbb\xbf\xe5\x9e\x8b", 0, "型" },
		{ "CP932", "\x8c\x5e\x8e\xae,1", 0, "型式,1" },
		{ "half-width kana", "\xb6\xd2\xd7", 0, "ｶﾒﾗ" },
		{ "what only Windows has", "\x87\x40", 0, "①" },
		{ "a second byte that is a backslash", "\x95\x5c,x", 0, "表,x" },
		{ "a mark before CP932", "\xef\xbb\xbf\n\x8c\x5e", E_FORMAT,
		  "line 2 is not UTF-8" },
		{ "neither", "a\nb\nc\xff\xfe\n", E_FORMAT, "line 3 is neither UTF-8 nor CP932" },
		{ "cut off", "a\n\x8c", E_FORMAT, "line 2 is neither" },
		{ "UTF-16",
		  "\xff\xfe"
		  "a",
		  E_FORMAT, "UTF-16" },
		{ "UTF-16, big",
		  "\xfe\xff"
		  "a",
		  E_FORMAT, "UTF-16" },
	};

	(void)state;
	cp932_warm();
	for (size_t i = 0; i < ARRAY_LEN(sets); i++) {
		CLEANUP(buf_done) struct buf out = BUF(100);
		struct err err = { 0 };

		TAP_INT(sets[i].what, csv_utf8(&out, bytes_of(sets[i].text), &err), sets[i].code);
		if (sets[i].code == 0)
			TAP_TEXT(sets[i].what, buf_cstr(&out), sets[i].wanted);
		else
			FIXTURE_SAYS(sets[i].what, err.text, sets[i].wanted);
	}
	CLEANUP(buf_done) struct buf small = BUF(3), exact = BUF(4);
	assert_int_equal(csv_utf8(&small, bytes_of("abcd"), NULL), E_LIMIT);
	assert_int_equal(csv_utf8(&exact, bytes_of("abcd"), NULL), 0);
}

static void writing(void **state)
{
	static const struct {
		const char *text, *written;
	} fields[] = {
		{ "a", "a" },
		{ "", "" },
		{ "a,b", "\"a,b\"" },
		{ "say \"a\"", "\"say \"\"a\"\"\"" },
		{ "a\r\nb", "\"a\r\nb\"" },
		{ " a", "\" a\"" },
		{ "2026-11-21", "2026-11-21" },
		{ "WV-S1136", "WV-S1136" },
		{ "=1+1", "'=1+1" },
		{ "+81-3", "'+81-3" },
		{ "-1", "'-1" },
		{ "@SUM(A1)", "'@SUM(A1)" },
		{ "\t=1", "'\t=1" },
		{ "\r=1", "\"'\r=1\"" },
		{ "\n=1", "\"'\n=1\"" },
		{ "  =1", "\"'  =1\"" },
		{ "＝1", "'＝1" },
		{ "＠a", "'＠a" },
		{ "=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		CLEANUP(buf_done) struct buf out = BUF(200);

		csv_field(&out, fields[i].text, true);
		TAP_TEXT(fields[i].text, buf_cstr(&out), fields[i].written);
	}
	CLEANUP(buf_done) struct buf line = BUF(100);
	csv_field(&line, "a", true);
	csv_field(&line, "", false);
	csv_field(&line, "b", false);
	csv_line_end(&line);
	assert_string_equal(buf_cstr(&line), "a,,b\r\n");
}

/* What was written is read again, whatever it is, but for the apostrophe. */
static void there_and_back(void **state)
{
	static const char *const parts[] = {
		"a", ",", "\"", "\n", "\r\n", " ", "=", "型", "'", "\t"
	};
	uint64_t seed = 932;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		CLEANUP(buf_done) struct buf field = BUF(100), file = BUF(400), out = BUF(400);
		CLEANUP(csv_reader_done)
		struct csv_reader r = CSV_READER(100, 3, 4, note_row, &out);

		for (size_t n = tap_below(&seed, 6); n > 0; n--)
			buf_text(&field, parts[tap_below(&seed, ARRAY_LEN(parts))]);
		const char *text = buf_cstr(&field);
		csv_field(&file, "x", true);
		csv_field(&file, text, false);
		csv_line_end(&file);
		assert_int_equal(csv_read(&r, buf_view(&file), NULL), 0);
		CLEANUP(mem_freep) char *plain = mem_format("1:[x][%s]", text);
		CLEANUP(mem_freep) char *guarded = mem_format("1:[x]['%s]", text);
		if (!text_equal(buf_cstr(&out), plain) && !text_equal(buf_cstr(&out), guarded))
			fail_msg("\"%s\" became \"%s\"", text, buf_cstr(&out));
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(reading),
	cmocka_unit_test(character_sets),
	cmocka_unit_test(writing),
	cmocka_unit_test(there_and_back),
};

TAP_MAIN(tests)
