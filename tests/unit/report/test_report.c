/* Counts, exit codes, and the one sentence that people will quote. */
#include "tap.h"

#include "report/sample.h"

#include "judge/verdict.h"

static json_t *verdicts_of(const char *names)
{
	json_t *list = json_array();
	char name[32];
	int used = 0;

	for (; sscanf(names, "%31s%n", name, &used) == 1; names += used)
		json_array_append_new(list, json_pack("{s:s, s:s, s:b}", "criterion", "S1.1-01",
						      "verdict", name, "provisional",
						      text_equal(name, "fail")));
	return list;
}

static void outcomes(void **state)
{
	static const struct {
		const char *verdicts;
		unsigned exit_code, provisional;
		const char *en, *ja;
	} rows[] = {
		{ "pass not_applicable", 0, 0,
		  "No failure found under sample 1. Nothing is left undecided.",
		  "不備は見つかりませんでした（sample 1版の範囲）。未確定の項目はありません。" },
		{ "pass fail", 1, 1,
		  "1 of 2 criteria shows a failure under sample 1. Nothing is left undecided.",
		  "2項目のうち1項目で不備が見つかりました（sample "
		  "1版の範囲）。未確定の項目はありません。" },
		{ "fail fail error", 1, 2,
		  "2 of 3 criteria show a failure under sample 1. Undecided: 1 (1 with a test "
		  "error).",
		  "3項目のうち2項目で不備が見つかりました（sample "
		  "1版の範囲）。未確定は1項目です（検査エラー1）。" },
		{ "needs_human inconclusive inconclusive error", 3, 0,
		  "No failure found under sample 1. "
		  "Undecided: 4 (1 to be answered, 2 inconclusive, 1 with a test error).",
		  "不備は見つかりませんでした（sample 1版の範囲）。"
		  "未確定は4項目です（回答待ち1、判定できず2、検査エラー1）。" },
		{ "splendid", 3, 0,
		  "No failure found under sample 1. Undecided: 1 (1 with a test error).",
		  "不備は見つかりませんでした（sample "
		  "1版の範囲）。未確定は1項目です（検査エラー1）。" },
		{ "", 3, 0, "This run has not been judged yet.",
		  "この記録はまだ判定されていません。" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(sample_done) struct sample s;
		CLEANUP(buf_done) struct buf en = BUF(4096);
		CLEANUP(buf_done) struct buf ja = BUF(4096);
		struct report_summary summary;

		sample_init(&s);
		json_object_set_new(s.run.doc, "verdicts", verdicts_of(rows[i].verdicts));
		report_summarise(&s.run, &summary);
		TAP_INT(rows[i].verdicts, summary.exit_code, rows[i].exit_code);
		TAP_INT(rows[i].verdicts, summary.provisional, rows[i].provisional);
		report_headline(&en, &s.in);
		TAP_TEXT(rows[i].verdicts, buf_cstr(&en), rows[i].en);
		s.in.language = "ja";
		report_headline(&ja, &s.in);
		TAP_TEXT(rows[i].verdicts, buf_cstr(&ja), rows[i].ja);
	}
}

static void every_verdict_is_counted(void **state)
{
	CLEANUP(sample_done) struct sample s;
	struct report_summary summary;

	(void)state;
	sample_init(&s);
	report_summarise(&s.run, &summary);
	for (size_t v = 0; v < VERDICT_COUNT; v++)
		TAP_INT(verdict_name((enum verdict)v), summary.count[v], 1);
}

static void the_pack_is_the_one_of_the_run(void **state)
{
	CLEANUP(sample_done) struct sample s;
	CLEANUP(buf_done) struct buf out = BUF(4096);

	(void)state;
	sample_init(&s);
	json_object_set_new(s.run.doc, "pack", sample_json("{'id':'other','edition':'7'}"));
	report_headline(&out, &s.in);
	assert_non_null(strstr(buf_cstr(&out), "under other 7."));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(outcomes),
	cmocka_unit_test(every_verdict_is_counted),
	cmocka_unit_test(the_pack_is_the_one_of_the_run),
};

TAP_MAIN(tests)
