/* What all reports show: ids resolved, gaps gathered, nothing missing taken for decided. */
#include "tap.h"

#include "report/sample.h"

#include "report/report_model.h"

static const char *at(const json_t *model, const char *pointer)
{
	const json_t *value = json_at(model, pointer);

	return json_is_string(value) ? json_string_value(value) : NULL;
}

static void texts(void **state)
{
	static const struct {
		const char *pointer, *en, *ja;
	} rows[] = {
		{ "/criteria/0/id", "S1.1-01", "S1.1-01" },
		{ "/criteria/0/title", "One", "一" },
		{ "/criteria/0/verdict", "fail", "fail" },
		{ "/criteria/0/label", "Failure found", "不備あり" },
		{ "/criteria/0/reason", "It is open.", "開いています。" },
		{ "/criteria/0/remedy", "Close it.", "閉じます。" },
		/* The worst check stands first. */
		{ "/criteria/0/checks/0/id", "S1.1-01.b", "S1.1-01.b" },
		{ "/criteria/0/checks/1/notes/0", "Noted", "補足文" },
		{ "/criteria/0/parameters/0", "p.open", "p.open" },
		{ "/criteria/1/verdict", "error", "error" },
		{ "/criteria/3/checks/0/question/asks", "How is it?", "どうですか。" },
		{ "/criteria/3/checks/0/question/hint", "Look.", "見てください。" },
		/* The last answer counts. */
		{ "/criteria/4/checks/0/question/answer/label", "Yes", "はい" },
		{ "/criteria/4/checks/0/question/answer/role", "QA", "QA" },
		/* In the pack, but never judged. */
		{ "/criteria/6/verdict", "inconclusive", "inconclusive" },
		{ "/criteria/6/because", "The run holds no verdict for this criterion.",
		  "この項目の判定は記録にありません。" },
		{ "/next/fix/0/criterion", "S1.1-01", "S1.1-01" },
		{ "/next/fix/0/text", "Close it.", "閉じます。" },
		{ "/next/answer/0/question", "q04.a", "q04.a" },
		{ "/notes/0", "A note.", "注意です。" },
		{ "/parameters/0/standing", "not published: our default", "非公表のため仮の値" },
		{ "/parameters/0/value", "1, 2", "1, 2" },
		{ "/parameters/1/standing", "published by the scheme", "公表値" },
		{ "/ports/0/declared_label", "yes", "あり" },
		{ "/ports/1/declared_label", "no", "なし" },
		{ "/ports/1/services/0", "Telnet service", "Telnetのサービス" },
		{ "/crypto/0/label", "TLS version", "TLSの版" },
		{ "/crypto/0/names/0/label", "refused", "使用不可" },
		{ "/crypto/0/names/1/label", "not in the policy", "方針に記載なし" },
		{ "/observations/5/fact", "of tomorrow", "of tomorrow" },
		{ "/observations/5/text", "colour=blue, size=3", "colour=blue, size=3" },
		{ "/coverage/1/label", "error", "エラー" },
		{ "/run/authorization", "A, B, C", "A, B, C" },
		{ "/pack/title", "Sample", "見本" },
		{ "/warnings/0",
		  "The verdicts come from a different criteria pack than the texts of this report.",
		  "判定に使われた基準パックは、このレポートの文章の元になったものと異なります。" },
	};
	CLEANUP(sample_done) struct sample s;

	(void)state;
	sample_init(&s);
	CLEANUP(json_done) json_t *en = report_model_new(&s.in);
	s.in.language = "ja";
	CLEANUP(json_done) json_t *ja = report_model_new(&s.in);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		TAP_TEXT(rows[i].pointer, at(en, rows[i].pointer), rows[i].en);
		TAP_TEXT(rows[i].pointer, at(ja, rows[i].pointer), rows[i].ja);
	}
}

/* Two ports with the same trouble are one gap; checks whose coverage is to blame are not repeated.
 */
static void gaps(void **state)
{
	CLEANUP(sample_done) struct sample s;

	(void)state;
	sample_init(&s);
	json_t *error = json_array_get(json_object_get(s.run.doc, "verdicts"), 1);
	json_object_set_new(error, "checks",
			    sample_json("[{'check':'x','verdict':'inconclusive','coverage':[],"
					"'because':{'ja':'無い','en':'No declaration.'}},"
					"{'check':'y','verdict':'error','coverage':['c2'],"
					"'because':{'ja':'済','en':'Said already.'}}]"));
	CLEANUP(json_done) json_t *model = report_model_new(&s.in);

	assert_int_equal(json_array_size(json_at(model, "/not_examined")), 3);
	assert_string_equal(at(model, "/not_examined/0/what"), "The TLS examination");
	assert_string_equal(at(model, "/not_examined/0/where/0"), "80/tcp");
	assert_string_equal(at(model, "/not_examined/0/where/1"), "23/tcp");
	assert_string_equal(at(model, "/not_examined/0/reason"), "The examining program crashed");
	assert_non_null(strstr(at(model, "/not_examined/0/advice"), "assess again"));
	assert_int_equal(json_array_size(json_at(model, "/not_examined/0/criteria")), 3);
	assert_string_equal(at(model, "/not_examined/1/what"), "No declaration.");
	assert_string_equal(at(model, "/not_examined/1/criteria/0"), "S1.1-02");
	assert_string_equal(at(model, "/not_examined/2/criteria/0"), "S1.1-07");
}

/* What belongs to no port and stopped for the same reason is one gap, each thing named once. */
static void gaps_of_no_port(void **state)
{
	CLEANUP(sample_done) struct sample s;

	(void)state;
	sample_init(&s);
	json_object_set_new(
	    s.run.doc, "coverage",
	    sample_json("[{'id':'c1','of':'model','state':'not_done','reason':'no_declaration'},"
			"{'id':'c2','of':'security_txt','state':'not_done',"
			"'reason':'no_declaration'},"
			"{'id':'c3','of':'model','state':'not_done','reason':'no_declaration'},"
			"{'id':'c4','of':'model','state':'partial','reason':'deadline'}]"));
	CLEANUP(json_done) json_t *en = report_model_new(&s.in);
	assert_string_equal(at(en, "/not_examined/0/what"),
			    "The search for the model number; the fetch of security.txt");
	assert_string_equal(at(en, "/not_examined/1/what"), "The search for the model number");
	assert_string_equal(at(en, "/not_examined/1/label"), "partial");
}

static void many_failing_checks_are_counted(void **state)
{
	CLEANUP(sample_done) struct sample s;

	(void)state;
	sample_init(&s);
	json_t *check = json_at(s.run.doc, "/verdicts/0/checks/0");
	json_object_set_new(check, "verdict", json_string("fail"));
	CLEANUP(json_done) json_t *en = report_model_new(&s.in);
	assert_string_equal(at(en, "/criteria/0/reason"), "It is open. (and 1 more)");
	s.in.language = "ja";
	CLEANUP(json_done) json_t *ja = report_model_new(&s.in);
	assert_string_equal(at(ja, "/criteria/0/reason"), "開いています。（ほか1件）");
}

/* What is optional may be missing, what is unknown may come: neither looks like a good result. */
static void bare_runs(void **state)
{
	static const char *const rows[] = {
		"{}",
		"{'verdicts':[]}",
		"{'declaration':null,'pack':null,'target':null,'tool':null,'verdicts':[{}]}",
		"{'verdicts':[{'criterion':'S1.1-01','verdict':'splendid'}]}",
		"{'observations':[{}],'coverage':[{}],'answers':[{}],'evidence':[{}],"
		"'verdicts':[{'criterion':'S1.1-01','verdict':'fail','checks':[{}]}]}",
		"{'operator':null,'authorization':{},'verdicts':[{'criterion':'elsewhere'}]}",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(sample_done) struct sample s;
		size_t k;
		json_t *criterion;

		sample_init(&s);
		json_decref(s.run.doc);
		s.run.doc = sample_json(rows[i]);
		CLEANUP(json_done) json_t *model = report_model_new(&s.in);
		TAP_CHECK(rows[i], json_array_size(json_at(model, "/criteria")) >= 7);
		json_array_foreach (json_at(model, "/criteria"), k, criterion) {
			enum verdict v = report_model_verdict(criterion);

			TAP_CHECK(rows[i], v != VERDICT_PASS && v != VERDICT_NOT_APPLICABLE);
			TAP_CHECK(rows[i], json_text(criterion, "reason"));
		}
		TAP_CHECK(rows[i], at(model, "/headline"));
	}
}

static void long_device_text_is_cut(void **state)
{
	CLEANUP(sample_done) struct sample s;
	CLEANUP(mem_freep) char *text = mem_array(5001, 1);

	(void)state;
	sample_init(&s);
	memset(text, 'x', 5000);
	json_object_set_new(json_at(s.run.doc, "/observations/2"), "banner", json_string(text));
	CLEANUP(json_done) json_t *model = report_model_new(&s.in);
	assert_int_equal(strlen(at(model, "/observations/2/text")), 1000 + strlen("…"));
	assert_int_equal(strlen(at(model, "/ports/1/banner")), 1000 + strlen("…"));
}

/* The written form keeps the order of its members and says what it is. */
static void written(void **state)
{
	static const char *const members[] = {
		"format",   "version",      "language",   "notice",   "headline", "warnings",
		"summary",  "product",      "run",        "pack",     "next",     "not_examined",
		"notes",    "criteria",     "parameters", "ports",    "crypto",   "guessing",
		"attempts", "observations", "coverage",   "evidence",
	};
	CLEANUP(sample_done) struct sample s;
	CLEANUP(buf_done) struct buf out = BUF(REPORT_MAX);
	CLEANUP(json_done) json_t *back = NULL;
	struct err err = { 0 };
	const char *key;
	json_t *value;
	size_t n = 0;

	(void)state;
	sample_init(&s);
	report_json(&out, &s.in);
	assert_true(buf_ok(&out));
	assert_int_equal(json_read(&back, buf_view(&out), "report", &err), 0);
	json_object_foreach (back, key, value) {
		assert_true(n < ARRAY_LEN(members));
		assert_string_equal(key, members[n++]);
	}
	assert_int_equal(n, ARRAY_LEN(members));
	assert_string_equal(at(back, "/format"), "hoshi-report");
	assert_int_equal(json_int(json_at(back, "/summary"), "fail", -1), 1);
	assert_int_equal(json_int(json_at(back, "/summary"), "exit_code", -1), 1);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(texts),           cmocka_unit_test(gaps),
	cmocka_unit_test(gaps_of_no_port), cmocka_unit_test(many_failing_checks_are_counted),
	cmocka_unit_test(bare_runs),       cmocka_unit_test(long_device_text_is_cut),
	cmocka_unit_test(written),
};

TAP_MAIN(tests)
