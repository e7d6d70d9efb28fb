/* An inventory against a list: every outcome, who is meant, what nobody can know. */
#include "fixture.h"

#include "scheme/procure.h"
#include "scheme/procure_inventory.h"
#include "scheme/procure_text.h"
#include "scheme/product_list.h"

static json_t *columns, *products;

static const char list[] = "登録番号,型式,製造者,レベル,ステータス,発行日,有効期限\n"
			   "1,A-1,甲社,1,有効,2026-01-01,2027-12-31\n"
			   "2,A-3,甲社,3,有効,2026-01-01,2027-12-31\n"
			   "3,OLD,甲社,1,有効,2024-01-01,2025-12-31\n"
			   "4,NEW,甲社,1,有効,2024-01-01,2025-12-31\n"
			   "5,NEW,甲社,1,有効,2026-01-01,2027-12-31\n"
			   "6,END,甲社,1,有効,2025-01-01,2026-12-31\n"
			   "7,GONE,甲社,3,取消し,2026-01-01,2027-12-31\n"
			   "8,OFF,甲社,3,停止,2026-01-01,2027-12-31\n"
			   "9,BACK,甲社,3,取下げ,2026-01-01,2027-12-31\n"
			   "10,PAST,甲社,3,失効,2026-01-01,2027-12-31\n"
			   "11,PEND,甲社,3,延長申請中,2024-01-01,2026-01-01\n"
			   "12,SOON,甲社,3,有効,2027-01-01,2028-12-31\n"
			   "13,TWO,甲社,1,有効,2026-01-01,2027-12-31\n"
			   "14,TWO,乙社,3,有効,2026-01-01,2027-12-31\n"
			   "15,SAME,甲社,3,有効,2026-01-01,2027-12-31\n"
			   "16,SAME,乙社,3,有効,2026-01-01,2027-12-31\n"
			   "17,ODD,甲社,?,有効,2026-01-01,2027-12-31\n"
			   "18,DIM,甲社,3,どこか,2026-01-01,2027-12-31\n"
			   "19,FREE,,3,有効,,\n"
			   "20,\"F-1、F-2\",甲社,3,有効,2026-01-01,2027-12-31\n";

static int load(void **state)
{
	struct err err = { 0 };
	struct product_list_source source = { "list.csv", "2026-09-15", NULL };

	if (product_list_columns(&columns, NULL, &err) < 0)
		fail_msg("%s", err.text);
	source.columns = columns;
	if (product_list_import(&products, bytes_of(list), &source, &err) < 0)
		fail_msg("%s", err.text);
	return fixture_enter(state);
}

static int unload(void **state)
{
	json_decref(columns);
	json_decref(products);
	return fixture_leave(state);
}

static json_t *check(const char *inventory, const char *rule_id, const char *on, int64_t within)
{
	CLEANUP(json_done) json_t *lines = NULL, *rule = NULL;
	CLEANUP(json_done)
	json_t *about = json_pack("{s:s, s:s, s:s, s:b}", "kind", "list", "name", "list.csv",
				  "edition", "2026-09-15", "official_columns", false);
	CLEANUP(procure_freep) struct procure *p = NULL;
	struct err err = { 0 };
	size_t i;
	json_t *product;

	if (procure_rule(&rule, NULL, rule_id, &err) < 0 ||
	    procure_inventory_decode(&lines, bytes_of(inventory), columns, &err) < 0)
		fail_msg("%s", err.text);
	p = procure_new(lines);
	json_array_foreach (json_object_get(products, "products"), i, product)
		procure_offer(p, product);
	const struct procure_question q = {
		.rule = rule, .list = about, .on = on, .within = within
	};
	return procure_result(p, &q);
}

static const struct {
	const char *line, *outcome, *code, *number; /* of model,maker,importance */
} cases[] = {
	{ "A-1,,低", "pass", "label", "1" },
	{ "ａ−１,,低", "pass", "label", "1" },
	{ "A-1,,中", "fail", "level_too_low", "1" },
	{ "A-1,,high", "fail", "level_too_low", "1" },
	{ "A-3,,高", "pass", "label", "2" },
	{ "A-3,,", "pass", "label", "2" }, /* whatever its importance */
	{ "A-1,,", "unknown", "no_importance", "1" },
	{ "A-1,,?", "unknown", "no_importance", "1" },
	{ "OLD,,低", "fail", "ended", "3" },
	{ "OLD,,", "fail", "ended", "3" },
	{ "NEW,,低", "pass", "label", "5" }, /* the renewal counts */
	{ "END,,低", "expiring", "ends_soon", "6" },
	{ "GONE,,低", "fail", "revoked", "7" },
	{ "OFF,,低", "fail", "suspended", "8" },
	{ "BACK,,低", "fail", "withdrawn", "9" },
	{ "PAST,,低", "fail", "expired", "10" },
	{ "PEND,,低", "expiring", "extension_pending", "11" },
	{ "SOON,,低", "fail", "not_issued_yet", "12" },
	{ "TWO,,低", "pass", "label", "13" }, /* both would do */
	{ "TWO,,高", "unknown", "several_makers", "13" },
	{ "TWO,乙社,高", "pass", "label", "14" },
	{ "TWO,株式会社甲社,高", "fail", "level_too_low", "13" },
	{ "TWO,丙社,高", "unknown", "other_maker", "13" },
	{ "SAME,,高", "pass", "label", "15" },
	{ "ODD,,低", "unknown", "level_unreadable", "17" },
	{ "DIM,,低", "unknown", "status_unreadable", "18" },
	{ "FREE,誰か,低", "pass", "no_end", "19" }, /* the list names no maker */
	{ "F-2,,高", "pass", "label", "20" },
	{ "F2,,高", "unknown", "similar", NULL },
	{ "NONE,,低", "fail", "not_listed", NULL },
	{ "NONE,,", "fail", "not_listed", NULL },
	{ ",甲社,低", "unknown", "no_model", NULL },
	{ "---,,低", "fail", "not_listed", NULL },
};

static void every_outcome(void **state)
{
	CLEANUP(buf_done) struct buf text = BUF(10000);
	int64_t sum = 0;

	(void)state;
	buf_text(&text, "型式,製造者,重要度\n");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		buf_format(&text, "%s\n", cases[i].line);
	CLEANUP(json_done)
	json_t *result = check(buf_cstr(&text), "jp-government", "2026-11-22", 90);
	const json_t *lines = json_object_get(result, "lines");
	assert_int_equal(json_array_size(lines), ARRAY_LEN(cases));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const json_t *line = json_array_get(lines, i);

		TAP_TEXT(cases[i].line, json_text(line, "code"), cases[i].code);
		TAP_TEXT(cases[i].line, json_text(line, "outcome"), cases[i].outcome);
		TAP_TEXT(cases[i].line, json_text(line, "number"), cases[i].number);
		TAP_INT(cases[i].line, json_int(line, "line", 0), (int64_t)i + 2);
		TAP_CHECK(cases[i].line, *json_text(json_object_get(line, "because"), "ja"));
		TAP_CHECK(cases[i].line, *json_text(json_object_get(line, "because"), "en"));
	}
	for (size_t i = 0; i < PROCURE_OUTCOMES; i++)
		sum += json_int(json_object_get(result, "summary"),
				procure_outcome_name((enum procure_outcome)i), 0);
	assert_int_equal(sum, ARRAY_LEN(cases));
}

/* The last day counts, and so does the first. */
static void edges(void **state)
{
	static const struct {
		const char *model, *on;
		int64_t within;
		const char *code;
	} days[] = {
		{ "END", "2026-12-31", 0, "ends_soon" },
		{ "END", "2027-01-01", 0, "ended" },
		{ "END", "2026-12-30", 0, "label" },
		{ "END", "2026-12-21", 10, "ends_soon" },
		{ "END", "2026-12-20", 10, "label" },
		{ "SOON", "2026-12-31", 0, "not_issued_yet" },
		{ "SOON", "2027-01-01", 0, "label" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(days); i++) {
		CLEANUP(json_done)
		json_t *result = check(days[i].model, "any-label", days[i].on, days[i].within);

		TAP_TEXT(days[i].on, json_text(json_at(result, "/lines/0"), "code"), days[i].code);
	}
}

static void rules(void **state)
{
	CLEANUP(json_done) json_t *government = NULL, *grid = NULL, *any = NULL;
	struct err err = { 0 };
	json_t *none = NULL;

	(void)state;
	assert_int_equal(procure_rule(&government, NULL, "jp-government", NULL), 0);
	assert_string_equal(json_text(government, "state"), "planned");
	assert_true(json_array_size(json_object_get(government, "sources")) > 1);
	assert_non_null(json_text(json_at(government, "/sources/0"), "title"));
	assert_int_equal(procure_rule(&grid, NULL, "jp-energy-grid", NULL), 0);
	assert_string_equal(json_text(grid, "state"), "planned");
	assert_int_equal(procure_rule(&any, NULL, "any-label", NULL), 0);
	assert_string_equal(json_text(any, "state"), "own");
	assert_int_equal(procure_rule(&none, NULL, "eu", &err), E_MISSING);
	FIXTURE_SAYS("names", err.text, "any-label, jp-government, jp-energy-grid");
	assert_true(procure_rule(&none, fixture_folder, "any-label", &err) < 0);
	FIXTURE_SAYS("folder", err.text, "procurement.json");
}

static void inventories(void **state)
{
	static const struct {
		const char *text;
		int code;
		const char *says;
	} bad[] = {
		{ "", E_FORMAT, "there is no model in it" },
		{ "型式\n,,\n", E_FORMAT, "there is no model in it" },
		{ "A\n\"B\n", E_TRUNC, "line 2: the quotation mark" },
		{ "A\n\xff\xff\n", E_FORMAT, "line 2 is neither UTF-8 nor CP932" },
	};
	CLEANUP(json_done) json_t *lines = NULL;
	struct err err = { 0 };
	json_t *none = NULL;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		TAP_INT(bad[i].says,
			procure_inventory_decode(&none, bytes_of(bad[i].text), columns, &err),
			bad[i].code);
		FIXTURE_SAYS(bad[i].says, err.text, bad[i].says);
	}
	/* Columns in any order, in CP932. */
	assert_int_equal(
	    procure_inventory_decode(&lines,
				     bytes_of("\x8f\x64\x97\x76\x93\x78,x,\x8c\x5e\x94\xd4\n"
					      "\x8d\x82,y,A-1\n"),
				     columns, &err),
	    0);
	assert_string_equal(json_text(json_at(lines, "/0"), "model"), "A-1");
	assert_string_equal(json_text(json_at(lines, "/0"), "importance"), "high");
	CLEANUP(buf_done) struct buf text = BUF(10u << 20);
	for (int i = 0; i < PROCURE_LINES_MAX; i++)
		buf_text(&text, "A-1\n");
	CLEANUP(json_done) json_t *most = NULL;
	assert_int_equal(procure_inventory_decode(&most, buf_view(&text), columns, &err), 0);
	buf_text(&text, "A-1\n");
	assert_int_equal(procure_inventory_decode(&none, buf_view(&text), columns, &err), E_LIMIT);
	FIXTURE_SAYS("lines", err.text, "more than 100000 lines");
}

static void many_matches(void **state)
{
	CLEANUP(json_done) json_t *lines = NULL, *rule = NULL, *about = json_object();
	CLEANUP(procure_freep) struct procure *p = NULL;

	(void)state;
	assert_int_equal(procure_inventory_decode(&lines, bytes_of("X\n"), columns, NULL), 0);
	assert_int_equal(procure_rule(&rule, NULL, "any-label", NULL), 0);
	p = procure_new(lines);
	for (int i = 0; i < PROCURE_MATCHES_MAX + 7; i++) {
		CLEANUP(json_done)
		json_t *product =
		    fixture_json("{'number':'1','models':['X','x','Ｘ'],'makers':['M'],'level':1,"
				 "'status':'valid','issued':null,'valid_until':null}");

		procure_offer(p, product);
	}
	const struct procure_question q = { .rule = rule, .list = about, .on = "2026-11-22" };
	CLEANUP(json_done) json_t *result = procure_result(p, &q);
	assert_int_equal(json_array_size(json_at(result, "/lines/0/matches")), PROCURE_SHOWN_MAX);
	assert_int_equal(json_integer_value(json_at(result, "/lines/0/more")), 47);
}

static void for_people(void **state)
{
	CLEANUP(json_done)
	json_t *result =
	    check("型式,製造者,重要度\nA-1,,低\n=1+1,\"+x\",低\n\"x\x1b[31m\",,低\nTWO,,高\n",
		  "jp-government", "2026-11-22", 90);
	CLEANUP(buf_done) struct buf ja = BUF(100000), en = BUF(100000), csv = BUF(100000);

	(void)state;
	procure_text(&ja, result, "ja");
	FIXTURE_SAYS("ja", buf_cstr(&ja), "予定（施行されていません）");
	FIXTURE_SAYS("ja", buf_cstr(&ja), "一覧（list.csv）の2026-09-15版");
	FIXTURE_SAYS("ja", buf_cstr(&ja), "68日前");
	FIXTURE_SAYS("ja", buf_cstr(&ja), "○ 可 1、");
	procure_text(&en, result, "en");
	FIXTURE_SAYS("en", buf_cstr(&en), "planned, not in force");
	FIXTURE_SAYS("en", buf_cstr(&en), "Per the list list.csv of 2026-09-15, as of 2026-11-22");
	FIXTURE_SAYS("en", buf_cstr(&en), "\\x1b[31m");
	assert_null(strchr(buf_cstr(&en), '\x1b'));
	procure_text_csv(&csv, result, "en");
	FIXTURE_SAYS("csv", buf_cstr(&csv), "\xef\xbb\xbfline,result,");
	FIXTURE_SAYS("csv", buf_cstr(&csv), "3,fail,'=1+1,low,");
	FIXTURE_SAYS("csv", buf_cstr(&csv), ",'+x,");
	FIXTURE_SAYS("csv", buf_cstr(&csv), "2,pass,A-1,low,★1+,1,★1,valid,2027-12-31,");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(every_outcome), cmocka_unit_test(edges),
	cmocka_unit_test(rules),         cmocka_unit_test(inventories),
	cmocka_unit_test(many_matches),  cmocka_unit_test(for_people),
};

TAP_MAIN_WITHIN(tests, load, unload)
