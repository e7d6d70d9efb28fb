/* What people write into cells. */
#include "fixture.h"

#include "scheme/product_list_cell.h"

static void levels(void **state)
{
	static const struct {
		const char *text;
		int level;
	} cases[] = { { "★1", 1 },      { "★★★", 3 }, { "☆☆", 2 },     { "レベル３", 3 },
		      { "Level 4", 4 }, { "1", 1 },   { "STAR-1", 1 }, { "", 0 },
		      { "★", 1 },       { "0", 0 },   { "5", 0 },      { "★★★★★", 0 },
		      { "1～2", 0 },    { "★★2", 0 }, { "10", 0 },     { "無", 0 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		TAP_INT(cases[i].text, product_list_cell_level(cases[i].text), cases[i].level);
}

static void days(void **state)
{
	static const struct {
		const char *text, *day;
	} cases[] = {
		{ "2026-09-15", "2026-09-15" },
		{ "2026/9/15", "2026-09-15" },
		{ "2026.09.15", "2026-09-15" },
		{ "20260915", "2026-09-15" },
		{ "2026年9月15日", "2026-09-15" },
		{ "２０２６年９月１５日", "2026-09-15" },
		{ "令和8年9月15日", "2026-09-15" },
		{ "令和元年5月1日", "2019-05-01" },
		{ "R8.9.15", "2026-09-15" },
		{ " 2026-09-15 00:00:00 ", "2026-09-15" },
		{ "2026 年 9 月 15 日", "2026-09-15" },
		{ "2028-02-29", "2028-02-29" },
		{ "2027-02-29", NULL },
		{ "2026-13-01", NULL },
		{ "2026-00-01", NULL },
		{ "15/9/2026", NULL },
		{ "2026-9", NULL },
		{ "2026-9-15-1", NULL },
		{ "", NULL },
		{ "46280", NULL },
		{ "無期限", NULL },
		{ "20261315", NULL },
		{ "99999-1-1", NULL },
	};
	static const struct {
		const char *text, *day, *old;
	} serials[] = {
		{ "46280", "2026-09-15", "2030-09-16" },
		{ "46280.75", "2026-09-15", "2030-09-16" },
		{ "46280.x", NULL, NULL },
		{ "1", NULL, NULL },
		{ "99999", NULL, NULL },
		{ "", NULL, NULL },
		{ "-46280", NULL, NULL },
	};
	char day[DAY_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		bool is = product_list_cell_date(day, cases[i].text);

		TAP_TEXT(cases[i].text, is ? day : NULL, cases[i].day);
	}
	for (size_t i = 0; i < ARRAY_LEN(serials); i++) {
		bool is = product_list_cell_serial(day, serials[i].text, false);

		TAP_TEXT(serials[i].text, is ? day : NULL, serials[i].day);
		is = product_list_cell_serial(day, serials[i].text, true);
		TAP_TEXT(serials[i].text, is ? day : NULL, serials[i].old);
	}
}

static void models(void **state)
{
	static const struct {
		const char *a, *b;
		bool same, similar;
	} cases[] = {
		{ "WV-S1136", "ｗｖ－ｓ１１３６", true, true },
		{ "WV-S1136", "WV‐S1136", true, true },
		{ "WV-S1136", "WV−S1136", true, true },
		{ "WV-S1136", "WVーS1136", true, true },
		{ "WV-S1136", " WV - S1136\t", true, true },
		{ "WV-S1136", "WVS1136", false, true },
		{ "X1.0", "X10", false, true },
		{ "A/B", "AB", false, true },
		{ "WV-S1136", "WV-S1137", false, false },
		{ "ｶﾒﾗ1", "カメラ1", true, true },
		{ "カメラ", "かめら", false, false },
		{ "A+", "A", false, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(mem_freep) char *a = product_list_cell_model(cases[i].a);
		CLEANUP(mem_freep) char *b = product_list_cell_model(cases[i].b);
		CLEANUP(mem_freep) char *c = product_list_cell_loose(cases[i].a);
		CLEANUP(mem_freep) char *d = product_list_cell_loose(cases[i].b);

		TAP_INT(cases[i].b, text_equal(a, b), cases[i].same);
		TAP_INT(cases[i].b, text_equal(c, d), cases[i].similar);
	}
	assert_null(product_list_cell_model(" \t　"));
	assert_null(product_list_cell_loose("-- --"));
	CLEANUP(mem_freep) char *trimmed = product_list_cell_trim("\xef\xbb\xbf 　a b　\n");
	assert_string_equal(trimmed, "a b");
}

static void firms_and_words(void **state)
{
	CLEANUP(json_done)
	json_t *words = fixture_json("{'valid':['有効','Active'],'expired':['失効（期限切れ）']}");

	(void)state;
	assert_true(product_list_cell_same_firm("ルート電機株式会社", "ルート電機(株)"));
	assert_true(product_list_cell_same_firm("㈱ルート電機", "株式会社ルート電機"));
	assert_true(product_list_cell_same_firm("Root Electric Co., Ltd.", "ROOT ELECTRIC"));
	assert_true(product_list_cell_same_firm("Inca", "INCA Inc."));
	assert_false(product_list_cell_same_firm("Inca", "Ca"));
	assert_false(product_list_cell_same_firm("ルート電機", "ルート電気"));
	assert_false(product_list_cell_same_firm("", ""));
	assert_string_equal(product_list_cell_word(words, " 有効　"), "valid");
	assert_string_equal(product_list_cell_word(words, "ACTIVE"), "valid");
	assert_string_equal(product_list_cell_word(words, "失効(期限切れ)"), "expired");
	assert_null(product_list_cell_word(words, "失効"));
	assert_null(product_list_cell_word(words, ""));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(levels),
	cmocka_unit_test(days),
	cmocka_unit_test(models),
	cmocka_unit_test(firms_and_words),
};

TAP_MAIN(tests)
