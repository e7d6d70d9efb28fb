/* What a person types and what stands on the product fold alike, and what differs stays apart. */
#include "fixture.h"

#include "store/fold_text.h"

static char *fold(const char *text)
{
	struct buf out = BUF(4096);

	if (fold_text(&out, bytes_of(text)) < 0)
		return mem_text("(not text)");
	return buf_take(&out);
}

static void alike(void **state)
{
	static const struct {
		const char *text, *folded;
	} table[] = {
		{ "WV-S1136", "wvs1136" },
		{ "ｗｖ－ｓ１１３６", "wvs1136" },
		{ "wv s1136", "wvs1136" },
		{ "WV‐S1136", "wvs1136" },
		{ "WV−S1136", "wvs1136" },
		{ "WVーS1136", "wvs1136" },
		{ "カメラ", "かめら" },
		{ "ｶﾒﾗ", "かめら" },
		{ "かめら", "かめら" },
		{ "ガード", "がど" },
		{ "ｶﾞｰﾄﾞ", "がど" },
		{ "カ\u3099ード", "がど" },
		{ "サーバー", "さば" },
		{ "ﾄｰﾞ", "ど" },
		{ "サ〜バ～", "さば" },
		{ "ヴィデオ", "ゔぃでお" },
		{ "ﾊﾟﾅｿﾆｯｸ", "ぱなそにっく" },
		{ "㈱東芝", "株東芝" },
		{ "Ⅲ型", "iii型" },
		{ "①", "1" },
		{ "㎡", "m2" },
		{ "STRASSE", "strasse" },
		{ "Straße", "strasse" },
		{ "ΑΣ", "ασ" },
		{ "İ", "i̇" },
		{ "葛\U000E0100城", "葛城" },
		{ "★2", "★2" },
		{ "C++", "c++" },
		{ "(株)・「A」、B。", "株ab" },
		{ "a\u200b\u202eb\u2066\x01\x7f c", "abc" },
		{ "--- ー 　\t\n", "" },
		{ "", "" },
		{ "ﷺ", "صلى الله عليه وسلم" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		CLEANUP(mem_freep) char *got = fold(table[i].text);
		CLEANUP(mem_freep) char *want = mem_text(table[i].folded);
		CLEANUP(mem_freep) char *again = fold(got);
		char *to = want;

		/* Blanks of the table are for reading. */
		for (const char *p = want; *p; p++)
			if (*p != ' ')
				*to++ = *p;
		*to = '\0';
		TAP_TEXT(table[i].text, got, want);
		TAP_TEXT(table[i].text, again, got);
	}
}

static void not_text(void **state)
{
	struct buf out = BUF(100);

	(void)state;
	assert_int_equal(fold_text(&out, bytes_of("a\xff")), E_FORMAT);
	assert_int_equal(fold_text(&out, bytes_of("\xed\xa0\x80")), E_FORMAT);
	assert_int_equal(fold_text(&out, (struct bytes){ (const uint8_t *)"a\0b", 3 }), E_FORMAT);
	assert_int_equal(fold_text(&out, (struct bytes){ 0 }), 0);
	assert_int_equal(out.n, 0);
	buf_done(&out);
}

static void words(void **state)
{
	static const struct {
		const char *text, *words; /* these with '|' behind each */
	} rows[] = {
		{ "", "" },
		{ " ", "" },
		{ "　 \t", "" },
		{ "鍵", "鍵|" },
		{ "smart lock", "smart|lock|" },
		{ "　スマート　ロック ", "スマート|ロック|" },
		{ "a\xc2\xa0"
		  "b",
		  "a|b|" }, /* NO-BREAK SPACE */
		{ " - ", "-|" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf got = BUF(100);
		struct bytes left = bytes_of(rows[i].text), word;

		while (fold_text_word(&left, &word)) {
			buf_bytes(&got, word);
			buf_u8(&got, '|');
		}
		TAP_TEXT(rows[i].text, buf_cstr(&got), rows[i].words);
		assert_int_equal(left.n, 0);
		assert_false(fold_text_word(&left, &word));
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(alike),
	cmocka_unit_test(not_text),
	cmocka_unit_test(words),
};

TAP_MAIN(tests)
