/* Labels, guesses, and conversion of what fits and what does not. */
#include "corpus.h"

#include "wire/charset.h"

static void labels(void **state)
{
	static const struct {
		const char *label, *name;
	} rows[] = {
		{ "utf-8", "UTF-8" },
		{ "UTF-8", "UTF-8" },
		{ " Shift_JIS ", "CP932" },
		{ "x-sjis", "CP932" },
		{ "EUC-JP", "EUC-JP-MS" },
		{ "iso-8859-1", "CP1252" },
		{ "", NULL },
		{ "UCS-4//TRANSLIT", NULL },
		{ "../../x", NULL },
		{ "ISO-2022-CN-EXT", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		TAP_TEXT(rows[i].label, charset_find(bytes_of(rows[i].label)), rows[i].name);
}

static void guesses_and_text(void **state)
{
	static const struct {
		const char *what, *input;
		size_t n;
		const char *name, *text;
	} rows[] = {
		{ "nothing", "", 0, "UTF-8", "" },
		{ "ASCII", "abc", 3, "UTF-8", "abc" },
		{ "UTF-8", "\xe3\x81\x82", 3, "UTF-8", "あ" },
		{ "UTF-8 with a mark",
		  "\xef\xbb\xbf"
		  "a",
		  4, "UTF-8", "a" },
		{ "UTF-16LE", "\xff\xfe\x42\x30", 4, "UTF-16LE", "あ" },
		{ "UTF-16BE", "\xfe\xff\x30\x42", 4, "UTF-16BE", "あ" },
		{ "Shift_JIS", "\x83p\x83X\x83\x8f\x81[\x83h \x94\xd4", 13, "CP932",
		  "パスワード 番" },
		{ "Shift_JIS of Windows", "\x87@\x82\xa0", 4, "CP932", "①あ" },
		{ "half-width kana", "\xca\xdf\xbd\x82\xa0", 5, "CP932", "ﾊﾟｽあ" },
		{ "EUC-JP", "\xa5\xd1\xa5\xb9\xb8\xec", 6, "EUC-JP-MS", "パス語" },
		{ "ISO-2022-JP", "\x1b$B$\"\x1b(B.", 9, "ISO-2022-JP", "あ." },
		{ "windows-1252", "caf\xe9 \x80", 6, "CP1252", "café €" },
		{ "Latin that is well formed as Shift_JIS", "l\xe9g\xe8re", 6, "CP1252", "légère" },
		{ "unassigned in windows-1252", "\x81 \xe9", 3, "CP1252", "\xef\xbf\xbd é" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes in =
		    corpus_exact((struct bytes){ (const uint8_t *)rows[i].input, rows[i].n });
		CLEANUP(buf_done) struct buf out = BUF(256);

		TAP_TEXT(rows[i].what, charset_guess(in), rows[i].name);
		charset_to_utf8(&out, in, charset_guess(in));
		TAP_TEXT(rows[i].what, buf_cstr(&out), rows[i].text);
		corpus_drop(in);
	}
}

static void what_does_not_fit(void **state)
{
	static const struct {
		const char *what, *charset, *input, *text;
	} rows[] = {
		{ "UTF-8", "UTF-8",
		  "a\xff"
		  "b\xe3\x81",
		  "a\xef\xbf\xbd"
		  "b\xef\xbf\xbd\xef\xbf\xbd" },
		{ "surrogate", "UTF-8", "\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
		{ "cut Shift_JIS", "CP932", "\x82\xa0\x82", "あ\xef\xbf\xbd" },
		{ "bad trail byte", "CP932",
		  "\x82\x20"
		  "a",
		  "\xef\xbf\xbd a" },
		{ "EUC-JP", "EUC-JP-MS", "\xa4\xa2\xff\xa4\xa2", "あ\xef\xbf\xbdあ" },
		{ "GBK", "GBK", "\xa4\xa2", "あ" },
		{ "GB18030", "GB18030", "\xa4\xa2", "あ" },
		{ "Big5", "BIG5-HKSCS", "\xa4\xa4", "中" },
		{ "Korean", "CP949", "\xb0\xa1", "가" },
		{ "Russian", "KOI8-R", "\xc1", "а" },
		{ "Russian of Windows", "CP1251", "\xe0", "а" },
		{ "Czech", "ISO-8859-2", "\xe8", "č" },
		{ "Czech of Windows", "CP1250", "\xe8", "č" },
		{ "euro", "ISO-8859-15", "\xa4", "€" },
		{ "left in a shift state", "ISO-2022-JP", "\x1b$B$\"", "あ" },
		{ "the next is not in it", "ISO-2022-JP", "$\"", "$\"" },
		{ "unknown to iconv", "no-such-thing", "a\xff", "a\xef\xbf\xbd" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf out = BUF(256);

		charset_to_utf8(&out, bytes_of(rows[i].input), rows[i].charset);
		TAP_TEXT(rows[i].what, buf_cstr(&out), rows[i].text);
	}
	charset_warm();
}

/* Whatever comes in, what goes out is UTF-8 of at most four times the size. */
static void always_utf8(void **state)
{
	static const char *const names[] = { "UTF-8",    "CP932",    "EUC-JP-MS",  "ISO-2022-JP",
					     "CP1252",   "GB18030",  "BIG5-HKSCS", "CP949",
					     "UTF-16LE", "UTF-16BE", "KOI8-R" };
	uint64_t seed = 7;

	(void)state;
	for (unsigned round = 0; round < 2000; round++) {
		uint8_t data[64];
		size_t n = tap_below(&seed, sizeof(data));

		for (size_t i = 0; i < n; i++)
			data[i] = (uint8_t)tap_random(&seed);
		for (size_t c = 0; c < ARRAY_LEN(names); c++) {
			CLEANUP(buf_done) struct buf out = BUF(4096);

			charset_to_utf8(&out, (struct bytes){ data, n }, names[c]);
			TAP_CHECK(names[c], text_utf8_valid(buf_view(&out)));
			TAP_CHECK(names[c], out.n <= 4 * n);
		}
	}
}

static const struct CMUnitTest charset[] = {
	cmocka_unit_test(labels),
	cmocka_unit_test(guesses_and_text),
	cmocka_unit_test(what_does_not_fit),
	cmocka_unit_test(always_utf8),
};

TAP_MAIN(charset)
