/* The pages for everybody: the list, a label in each status, artwork, criteria, the guide. */
#include "web/public_sample.h"

static const char *const statuses[] = { "extension_pending", "suspended", "expired", "withdrawn",
					"revoked" };

static int begin(void **state)
{
	if (fixture_enter(state) < 0)
		return -1;
	sample_begin("data");
	return 0;
}

static int end(void **state)
{
	sample_end();
	return fixture_leave(state);
}

/* Each row: what is asked, what the answer is. */
struct row {
	const char *target;
	unsigned status;
	const char *says, *is_silent;
};

static void check(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		CLEANUP(sample_answer_done) struct sample_answer a;

		sample_get(&a, rows[i].target);
		TAP_INT(rows[i].target, a.rs.status, rows[i].status);
		SAMPLE_SAYS(rows[i].target, &a, rows[i].says);
		if (rows[i].is_silent)
			SAMPLE_IS_SILENT(rows[i].target, &a, rows[i].is_silent);
	}
}

static void nothing_yet(void **state)
{
	static const struct row rows[] = {
		{ "/labels", 200, "まだラベルは発行されていません", "<table" },
		{ "/labels?lang=en", 200, "No label has been issued yet", "<table" },
		{ "/labels?q=x", 200, "該当するラベルはありません", "<table" },
		{ "/L/S1-2026-00001", 404, "この番号は登録されていません", NULL },
		{ "/L/S1-2026-00001?lang=en", 404, "not in the register", NULL },
		{ "/criteria", 200, "S1.1-16", NULL },
		{ "/guide", 200, "約束しないこと", NULL },
	};

	(void)state;
	check(rows, ARRAY_LEN(rows));
}

static void labels(void **state)
{
	(void)state;
	sample_add(&(struct sample_label){
	    .number = "S1-2026-00001", .name = "防犯カメラ", .models = 120, .agrees = true });
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
		CLEANUP(mem_freep) char *number = mem_format("S1-2026-1000%zu", i);

		sample_add(&(struct sample_label){ .number = number, .category = "ルーター" });
		sample_status(number, statuses[i], "理由はこれです");
	}
	sample_add(&(struct sample_label){ .number = "S3-2026-00007", .level = 3 });
	sample_event("label_notice", "S1-2026-00001",
		     fixture_json("{'kind': 'vulnerability', 'text': {'ja': '修正しました', 'en': "
				  "'Mended'}, 'url': 'https://works.example/1'}"));
}

static void list(void **state)
{
	static const struct row rows[] = {
		{ "/labels", 200, "S3-2026-00007", "まだラベル" },
		{ "/labels?q=%E3%81%BC%E3%81%86%E3%81%AF%E3%82%93", 200,
		  "該当するラベルはありません", NULL },
		{ "/labels?q=%EF%BD%B6%EF%BE%92%EF%BE%97", 200, "防犯カメラ", NULL },
		{ "/labels?q=M119", 200, "S1-2026-00001-M119", "S3-2026" },
		{ "/labels?level=3", 200, "S3-2026-00007", "S1-2026-00001" },
		{ "/labels?level=3&q=", 200, "S3-2026-00007", "S1-2026-00001" },
		{ "/labels?status=revoked", 200, "S1-2026-10004", "S1-2026-00001" },
		{ "/labels?category=%E3%83%AB%E3%83%BC%E3%82%BF%E3%83%BC", 200, "S1-2026-10001",
		  "S1-2026-00001" },
		{ "/labels?maker=nobody", 200, "該当するラベルはありません", "<table" },
		/* what is wrong with it is said beside the form */
		{ "/labels?q=%21%21", 400, "検索できる文字がありません", "<table" },
		{ "/labels?q=a+b+c+d+e+f+g+h+i", 400, "8語以内", "<table" },
		{ "/labels?issued_from=2026-11-18&issued_to=2026-11-18", 200, "S3-2026-00007",
		  "該当するラベルはありません" },
		{ "/labels?issued_from=2026-11-19", 200, "該当するラベルはありません",
		  "S3-2026-00007" },
		{ "/labels?until_to=2028-11-16", 200, "該当するラベルはありません", "<table" },
		{ "/labels?until_from=2028-01-01&until_to=&level=3", 200, "S3-2026-00007",
		  "S1-2026-00001" },
		{ "/labels?issued_from=2026-02-30", 400, "実在する日", "<table" },
		{ "/labels?until_from=2026-11-19&until_to=2026-11-18", 400, "f-until_to",
		  "<table" },
		{ "/labels?level=9", 400, "1から4", "<table" },
		{ "/labels?status=x", 400, "そのような状態", "<table" },
		{ "/labels?after=x", 400, "そのページはありません", "<table" },
		{ "/labels?after=1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1", 400, "そのページ",
		  "<table" },
		{ "/labels?q=%00", 400, "読み取れませんでした", NULL },
		{ "/labels?q=%3Cscript%3E", 200, "&lt;script&gt;", "<script>" },
	};
	CLEANUP(mem_freep) char *long_query = mem_array(500, 1);
	CLEANUP(sample_answer_done) struct sample_answer a;

	(void)state;
	check(rows, ARRAY_LEN(rows));
	memset(long_query, 'a', 499);
	CLEANUP(mem_freep) char *target = mem_format("/labels?q=%s", long_query);
	sample_get(&a, target);
	assert_int_equal(a.rs.status, 400);
}

static void pages_of_the_list(void **state)
{
	CLEANUP(sample_answer_done) struct sample_answer first;
	CLEANUP(sample_answer_done) struct sample_answer second;

	(void)state;
	for (int i = 0; i < 30; i++) {
		CLEANUP(mem_freep) char *number = mem_format("S1-2026-2%04d", i);

		sample_add(&(struct sample_label){ .number = number, .name = "頁の見本" });
	}
	sample_get(&first, "/labels?q=%E9%A0%81%E3%81%AE&lang=en");
	assert_int_equal(first.rs.status, 200);
	SAMPLE_SAYS("first", &first, ">30<");
	SAMPLE_SAYS("first", &first, "S1-2026-20029");
	SAMPLE_IS_SILENT("first", &first, "S1-2026-20009");
	const char *next = strstr(first.text, "rel=\"next\" href=\"");
	assert_non_null(next);
	next += strlen("rel=\"next\" href=\"");
	CLEANUP(mem_freep) char *escaped = mem_textn(next, strcspn(next, "\""));
	/* "&amp;" as a browser reads it */
	char *to = escaped;
	for (char *from = escaped; *from; from++) {
		*to++ = *from;
		if (strncmp(from, "&amp;", 5) == 0)
			from += 4;
	}
	*to = '\0';
	/* One more in between moves nothing. */
	sample_add(&(struct sample_label){ .number = "S1-2026-29999", .name = "頁の見本" });
	sample_get(&second, escaped);
	if (second.rs.status != 200)
		fail_msg("%s: %u %.3000s", escaped, second.rs.status, second.text);
	SAMPLE_SAYS(escaped, &second, "S1-2026-20009");
	SAMPLE_SAYS(escaped, &second, "/L/S1-2026-20000\"");
	SAMPLE_IS_SILENT(escaped, &second, "S1-2026-20010");
	SAMPLE_IS_SILENT(escaped, &second, "rel=\"next\"");
}

static void label(void **state)
{
	static const struct row rows[] = {
		{ "/L/S1-2026-00001", 200, "自己適合宣言", "による認証" },
		{ "/L/S1-2026-00001", 200, "保証するものではありません", NULL },
		{ "/L/S1-2026-00001", 200, "有資格者", NULL },
		{ "/L/S1-2026-00001", 200, "2028年11月18日", NULL },
		{ "/L/S1-2026-00001", 200, "JST-CR-01-01-2024R1", NULL },
		{ "/L/S1-2026-00001", 200, "href=\"/criteria/S1.1-01\"", NULL },
		{ "/L/S1-2026-00001", 200, "更新の仕組みがない", "There are no updates" },
		{ "/L/S1-2026-00001", 200, "修正しました", "Mended" },
		{ "/L/S1-2026-00001", 200, "秘密製造所", NULL },
		{ "/L/S1-2026-00001", 200, "ニュージーランド", NULL },
		{ "/L/S1-2026-00001", 200, "https://works.example/report", NULL },
		{ "/L/S1-2026-00001", 200, "これは見本です", NULL },
		{ "/L/S1-2026-00001", 200, "aria-label=\"★1 （4段階中）\"", NULL },
		{ "/L/S1-2026-00001", 200, "-M049", "-M050" },
		{ "/L/S1-2026-00001?models=all", 200, "-M119", "すべて表示" },
		{ "/L/S1-2026-00001", 200, "action=\"/L/S1-2026-00001/answer\"", NULL },
		{ "/L/S1-2026-00001?lang=en", 200, "Self-declared", "申請者" },
		{ "/L/S1-2026-00001?lang=en", 200, "There are no updates", NULL },
		{ "/L/S1-2026-00001", 200, "label.pdf", "ダウンロードできません" },
		{ "/L/S3-2026-00007", 200, "による認証", "自己適合宣言" },
		{ "/L/S3-2026-00007", 200, "<dd>評価機関</dd>", "有資格者" },
		/* what the maker did not agree to */
		{ "/L/S3-2026-00007", 200, "見本製作所", "秘密製造所" },
		{ "/L/S3-2026-00007", 200, "見本製作所", "ニュージーランド" },
		{ "/L/S1-2026-10000", 200, "失効猶予", NULL },
		{ "/L/S1-2026-10000", 200, "label.pdf", NULL },
		{ "/L/S1-2026-10001", 200, "停止", "label.pdf" },
		{ "/L/S1-2026-10001", 200, "理由はこれです", "label.pdf" },
		{ "/L/S1-2026-10002", 200, "失効（有効期限切れ）", "label.pdf" },
		{ "/L/S1-2026-10003", 200, "失効（自主取下げ）", "label.pdf" },
		{ "/L/S1-2026-10004", 200, "取消し", "label.pdf" },
		{ "/L/S1-2026-99999", 404, "この番号のラベルは発行されていません", NULL },
		{ "/L/S1202600001", 404, "href=\"/L/S1-2026-00001\"", NULL },
		{ "/L/%3Cscript%3E", 404, "&lt;script&gt;", "<script>" },
		{ "/L/%21", 404, "登録されていません", NULL },
	};

	(void)state;
	check(rows, ARRAY_LEN(rows));
}

/* A code may be read in capitals or not; the page has one address. */
static void any_case(void **state)
{
	static const struct {
		const char *target, *location;
	} rows[] = {
		{ "/L/s1-2026-00001", "/L/S1-2026-00001" },
		{ "/l/S1-2026-00001", "/L/S1-2026-00001" },
		{ "/l/s1-2026-00001", "/L/s1-2026-00001" },
		{ "/how-to-read", "/guide" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(sample_answer_done) struct sample_answer a;

		sample_get(&a, rows[i].target);
		TAP_INT(rows[i].target, a.rs.status, 303);
		TAP_TEXT(rows[i].target, a.rs.location, rows[i].location);
	}
}

static void artwork(void **state)
{
	static const struct {
		const char *target;
		unsigned status;
		const char *begins, *says;
	} rows[] = {
		{ "/L/S1-2026-00001/label.svg", 200, "<svg", "S1-2026-00001" },
		{ "/L/S1-2026-00001/label.svg?layout=tall&lang=ja", 200, "<svg", "見本" },
		{ "/L/S1-2026-00001/label.svg?layout=small&lang=en", 200, "<svg", "Specimen" },
		{ "/L/S1-2026-00001/label.png?dpi=150", 200, "\x89PNG", "" },
		{ "/L/S1-2026-00001/label.pdf", 200, "%PDF", "" },
		{ "/L/S1-2026-00001/qr.svg", 200, "<svg",
		  "https://registry.example/L/S1-2026-00001" },
		{ "/L/S1-2026-10000/label.svg", 200, "<svg", "S1-2026-10000" },
		{ "/L/S1-2026-10004/qr.svg", 200, "<svg", "S1-2026-10004" },
		{ "/L/S1-2026-10001/label.svg", 404, "<!doctype", "停止" },
		{ "/L/S1-2026-10004/label.pdf", 404, "<!doctype", "取消し" },
		{ "/L/S1-2026-10002/label.png", 404, "<!doctype", "有効でないラベル" },
		{ "/L/none/label.svg", 404, "<!doctype", "見つかりません" },
		{ "/L/none/qr.svg", 404, "<!doctype", "見つかりません" },
		{ "/L/S1-2026-00001/label.svg?layout=round", 400, "{", "wide, tall or small" },
		{ "/L/S1-2026-00001/label.svg?lang=fr", 400, "{", "ja, en or both" },
		{ "/L/S1-2026-00001/label.png?dpi=601", 400, "{", "72 to 600" },
		{ "/L/S1-2026-00001/label.png?dpi=71", 400, "{", "72 to 600" },
		{ "/L/S1-2026-00001/label.png?dpi=x", 400, "{", "72 to 600" },
		{ "/guide/label.svg", 200, "<svg", "SAMPLE-0000" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(sample_answer_done) struct sample_answer a;

		sample_get(&a, rows[i].target);
		TAP_INT(rows[i].target, a.rs.status, rows[i].status);
		TAP_CHECK(rows[i].target,
			  strncmp(a.text, rows[i].begins, strlen(rows[i].begins)) == 0);
		SAMPLE_SAYS(rows[i].target, &a, rows[i].says);
	}
}

static void criteria_and_guide(void **state)
{
	static const struct row rows[] = {
		{ "/criteria", 200, "識別・認証・アクセス制御", NULL },
		{ "/criteria", 200, "弱い認証を突かれる", NULL },
		{ "/criteria?lang=en", 200, "Weak authentication", "弱い認証" },
		{ "/criteria/S1.1-04", 200, "総当たり", NULL },
		{ "/criteria/S1.1-04", 200, "実機による評価", NULL },
		{ "/criteria/S1.1-06", 200, "公開資料からは分かっていません", NULL },
		{ "/criteria/S1.1-01?lang=en", 200, "Use without login", NULL },
		{ "/criteria/S1.1-16", 200, "17-12", NULL },
		{ "/criteria/S9.9-99", 404, "見つかりません", NULL },
		{ "/guide", 200, "公的なお墨付き", NULL },
		{ "/verify", 200, "data-keys=\"\" data-list=\"\" data-words=\"{&quot;steps&quot;",
		  NULL },
		{ "/verify", 200, "id=\"verify-address\"", "data-models" },
		{ "/verify?lang=en", 200, "hoshi verify ADDRESS --keys keys.json", "形式" },
		{ "/guide?lang=en", 200, "does not promise", NULL },
		{ "/guide", 200, "自己適合宣言", NULL },
		{ "/guide?lang=en", 200, "Minimum sizes", NULL },
		{ "/guide", 200, "<th scope=\"row\">小型</th><td>1", NULL },
	};

	(void)state;
	check(rows, ARRAY_LEN(rows));
}

/* Markup and addresses that act, in every text that a maker can write. */
static void hostile(void **state)
{
	static const char *const targets[] = { "/L/S1-2026-66666", "/labels?q=S1-2026-66666",
					       "/L/S1-2026-66666?lang=en" };

	(void)state;
	sample_add(&(struct sample_label){
	    .number = "S1-2026-66666",
	    .name = "<script>alert(1)</script>",
	    .applicant = "<img src=x onerror=alert(1)>",
	    .category = "\"><b>",
	    .more = "{'product': {'url': 'javascript:alert(1)', 'contact': 'javascript:alert(1)'},"
		    " 'update_url': 'data:text/html,x', 'security_information': {'ja': '<b>'}}" });
	for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
		CLEANUP(sample_answer_done) struct sample_answer a;

		sample_get(&a, targets[i]);
		TAP_INT(targets[i], a.rs.status, 200);
		SAMPLE_IS_SILENT(targets[i], &a, "<script>alert");
		SAMPLE_IS_SILENT(targets[i], &a, "<img src=x");
		SAMPLE_IS_SILENT(targets[i], &a, "<b>");
		SAMPLE_IS_SILENT(targets[i], &a, "href=\"javascript");
		SAMPLE_IS_SILENT(targets[i], &a, "href=\"data");
		SAMPLE_SAYS(targets[i], &a, "&lt;script&gt;alert(1)");
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(nothing_yet), cmocka_unit_test(labels),
	cmocka_unit_test(list),        cmocka_unit_test(pages_of_the_list),
	cmocka_unit_test(label),       cmocka_unit_test(any_case),
	cmocka_unit_test(artwork),     cmocka_unit_test(criteria_and_guide),
	cmocka_unit_test(hostile),
};

TAP_MAIN_WITHIN(tests, begin, end)
