/* Both languages have every word, neither borrows from the other, and none claims too much. */
#include "tap.h"

#include "base/buf.h"
#include "report/report_words.h"

/* Said of a product, each of these would be a promise that nobody has checked. */
static const char *const claims[] = { "conform", "compl", "safe", "certif", "secure",
				      "適合",    "安全",  "合格", "認証済", "準拠" };

static bool has_japanese(const char *text)
{
	struct bytes rest = bytes_of(text);

	while (rest.n) {
		size_t n = text_utf8_step(rest.p, rest.n);

		assert_true(n > 0);
		/* Kana, kanji and full-width punctuation start with E3 to E9 or EF. */
		if (n == 3 && ((rest.p[0] >= 0xe3 && rest.p[0] <= 0xe9) || rest.p[0] == 0xef))
			return true;
		rest.p += n;
		rest.n -= n;
	}
	return false;
}

static void check(const char *ja, const char *en)
{
	assert_non_null(ja);
	assert_non_null(en);
	TAP_CHECK(en, *ja && *en);
	TAP_CHECK(en, !has_japanese(en));
	for (size_t i = 0; i < ARRAY_LEN(claims); i++) {
		/* "complete" is a state of an examination, not of the product. */
		TAP_CHECK(en, !strstr(en, claims[i]) || text_equal(en, "complete"));
		TAP_CHECK(ja, !strstr(ja, claims[i]));
	}
}

static void words_are_there_in_both(void **state)
{
	(void)state;
	for (int w = 0; w < WORD_COUNT; w++)
		check(report_words_get((enum report_word)w, "ja"),
		      report_words_get((enum report_word)w, "en"));
	for (int v = 0; v < VERDICT_COUNT; v++) {
		check(report_words_verdict((enum verdict)v, "ja"),
		      report_words_verdict((enum verdict)v, "en"));
		check(report_words_meaning((enum verdict)v, "ja"),
		      report_words_meaning((enum verdict)v, "en"));
	}
}

static void another_language_is_english(void **state)
{
	(void)state;
	assert_string_equal(report_words_get(WORD_SUMMARY, "fr"), "Summary");
	assert_string_equal(report_words_get(WORD_SUMMARY, NULL), "Summary");
}

static void verdicts_have_words_of_their_own(void **state)
{
	(void)state;
	for (int a = 0; a < VERDICT_COUNT; a++)
		for (int b = 0; b < a; b++) {
			assert_string_not_equal(report_words_verdict((enum verdict)a, "ja"),
						report_words_verdict((enum verdict)b, "ja"));
			assert_string_not_equal(report_words_verdict((enum verdict)a, "en"),
						report_words_verdict((enum verdict)b, "en"));
		}
}

static void numbers(void **state)
{
	CLEANUP(buf_done) struct buf out = BUF(100);

	(void)state;
	report_words_more(&out, 3, "en");
	report_words_more(&out, 3, "ja");
	report_words_items(&out, 4, "en");
	report_words_items(&out, 4, "ja");
	report_words_questions(&out, 1, "en");
	report_words_questions(&out, 2, "en");
	report_words_questions(&out, 2, "ja");
	assert_string_equal(buf_cstr(&out), "and 3 moreほか3件44件1 question2 questions質問2件");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(words_are_there_in_both),
	cmocka_unit_test(another_language_is_english),
	cmocka_unit_test(verdicts_have_words_of_their_own),
	cmocka_unit_test(numbers),
};

TAP_MAIN(tests)
