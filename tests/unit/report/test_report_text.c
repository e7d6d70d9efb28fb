/* The terminal report: within its width, free of control characters, nothing left unsaid. */
#include "tap.h"

#include "report/sample.h"

static void check_lines(const char *what, const char *text, size_t width)
{
	while (*text) {
		const char *end = strchr(text, '\n');

		TAP_CHECK(what, end != NULL);
		CLEANUP(mem_freep) char *line = mem_textn(text, (size_t)(end - text));
		TAP_CHECK(line, text_columns(line) <= width);
		TAP_CHECK(line, line[strlen(line) > 0 ? strlen(line) - 1 : 0] != ' ');
		for (const char *c = line; *c; c++)
			TAP_CHECK(line, (uint8_t)*c >= 0x20);
		text = end + 1;
	}
}

static void widths(void **state)
{
	static const unsigned rows[] = { 0, 40, 60, 80, 132, 500, 100000 };
	static const char *const languages[] = { "ja", "en" };
	CLEANUP(sample_done) struct sample s;

	(void)state;
	sample_init(&s);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (size_t k = 0; k < ARRAY_LEN(languages); k++) {
			CLEANUP(buf_done) struct buf out = BUF(REPORT_MAX);
			unsigned width = rows[i] < 40 ? 40 : rows[i];

			s.in.language = languages[k];
			report_text(&out, &s.in, rows[i], false);
			assert_true(text_utf8_valid(buf_view(&out)));
			check_lines(languages[k], buf_cstr(&out), width);
		}
}

static void contents(void **state)
{
	static const struct {
		const char *language, *wants[12];
	} rows[] = {
		{ "en",
		  { "not an official document", "1 of 6 criteria shows a failure under sample 1.",
		    "S1.1-01  ✗ Failure found*", "S1.1-02  ! Test error", "S1.1-03  ~ Inconclusive",
		    "S1.1-04  ? Needs an answer", "S1.1-05  ✓ No failure found",
		    "S1.1-06  - Not applicable", "What to do  Close it.", "1 question: q04.a",
		    "What was not examined", "\\u{202E}gnp.exe" } },
		{ "ja",
		  { "公式な文書ではありません", "S1.1-01  ✗ 不備あり*", "S1.1-02  ! 検査エラー",
		    "S1.1-03  ~ 判定できず", "S1.1-04  ? 要回答", "S1.1-05  ✓ 不備見つからず",
		    "S1.1-06  - 対象外", "対処  閉じます。", "質問1件: q04.a",
		    "調べられていないこと", "注意です。", "関係する項目" } },
	};
	CLEANUP(sample_done) struct sample s;

	(void)state;
	sample_init(&s);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf out = BUF(REPORT_MAX);

		s.in.language = rows[i].language;
		report_text(&out, &s.in, 200, false);
		for (size_t k = 0; k < ARRAY_LEN(rows[i].wants); k++)
			TAP_CHECK(rows[i].wants[k], strstr(buf_cstr(&out), rows[i].wants[k]));
	}
}

/* With colour only our own sequences are in it; the device's are still visible text. */
static void colour(void **state)
{
	CLEANUP(sample_done) struct sample s;
	CLEANUP(buf_done) struct buf out = BUF(REPORT_MAX);

	(void)state;
	sample_init(&s);
	report_text(&out, &s.in, 80, true);
	const char *text = buf_cstr(&out);
	assert_true(sample_count(text, "\033[1;31m") >= 1);
	/* The mark's own red is bold; the plain red that the device sent must not be there. */
	assert_int_equal(sample_count(text, "\033[31m"), 0);
	assert_true(sample_count(text, "\033[0m") >= 7);
}

static void without_verdicts(void **state)
{
	CLEANUP(sample_done) struct sample s;
	CLEANUP(buf_done) struct buf out = BUF(REPORT_MAX);

	(void)state;
	sample_init(&s);
	json_object_set_new(s.run.doc, "verdicts", json_array());
	json_object_set_new(s.run.doc, "state", json_string("interrupted"));
	report_text(&out, &s.in, 80, false);
	assert_non_null(strstr(buf_cstr(&out), "This run has not been judged yet."));
	assert_non_null(strstr(buf_cstr(&out), "The run was interrupted"));
	assert_int_equal(sample_count(buf_cstr(&out), "~ Inconclusive"), 7);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(widths),
	cmocka_unit_test(contents),
	cmocka_unit_test(colour),
	cmocka_unit_test(without_verdicts),
};

TAP_MAIN(tests)
