/* Published lists: finding the heading, families of models, what cannot be read, both file forms.
 */
#include "workbook.h"

#include "base/schema.h"
#include "base/schema_embedded.h"
#include "scheme/product_list.h"

static json_t *columns;

static int load(void **state)
{
	struct err err = { 0 };

	if (product_list_columns(&columns, NULL, &err) < 0)
		fail_msg("%s", err.text);
	return fixture_enter(state);
}

static int unload(void **state)
{
	json_decref(columns);
	return fixture_leave(state);
}

static int import(json_t **out, struct bytes file, struct err *err)
{
	const struct product_list_source source = { "list", "2026-09-15", columns };

	return product_list_import(out, file, &source, err);
}

#define HEADING "登録番号,型式番号,製造業者名,レベル,ステータス,発行日,有効期限\n"

/* "NUMBER/MODEL+MODEL/MAKER/LEVEL/STATUS/ISSUED/UNTIL;" for each product. */
static char *joined(const json_t *list)
{
	CLEANUP(buf_done) struct buf out = BUF(100000);
	size_t i, k;
	json_t *p, *model;

	json_array_foreach (json_object_get(list, "products"), i, p) {
		const char *maker =
		    json_string_value(json_array_get(json_object_get(p, "makers"), 0));

		buf_format(&out, "%s/", json_text(p, "number"));
		json_array_foreach (json_object_get(p, "models"), k, model)
			buf_format(&out, "%s%s", k ? "+" : "", json_string_value(model));
		buf_format(&out, "/%s/%" PRId64, maker ? maker : "", json_int(p, "level", 0));
		for (k = 0; k < 3; k++) {
			static const char *const names[] = { "status", "issued", "valid_until" };
			const char *text = json_text(p, names[k]);

			buf_format(&out, "/%s", text ? text : "-");
		}
		buf_text(&out, ";");
	}
	return buf_take(&out);
}

static void fits_schema(const char *what, const json_t *list)
{
	CLEANUP(schema_freep) struct schema *schema = NULL;
	struct schema_fault fault;

	assert_int_equal(schema_embedded(&schema, "product_list", NULL), 0);
	if (schema_check(schema, list, &fault) < 0)
		fail_msg("[%s] %s: %s", what, fault.pointer, fault.reason);
}

static const struct {
	const char *what, *text;
	int code;
	size_t warnings;
	const char *wanted;
} cases[] = {
	{ "plain", HEADING "R1,A-1,M,★1,有効,2026/1/2,2028年1月1日\n", 0, 0,
	  "R1/A-1/M/1/valid/2026-01-02/2028-01-01;" },
	{ "titles above",
	  "適合ラベル取得製品一覧\n,2026年9月15日現在\n\n" HEADING "R1,A-1,,2,取消し,,\n", 0, 0,
	  "R1/A-1//2/revoked/-/-;" },
	{ "a family", HEADING "R1,\"A-1、A-2\nA-3; A-4,\",,1,有効,,\n", 0, 0,
	  "R1/A-1+A-2+A-3+A-4//1/valid/-/-;" },
	{ "other columns, other order",
	  "備考,LEVEL,Model Number,x,Registration Number\nz,3,A-1,y,R1\n", 0, 0,
	  "R1/A-1//3/listed/-/-;" },
	{ "what cannot be read", HEADING "R1,A-1,,★9,検討中,いつか,1/2/3\n", 0, 4,
	  "R1/A-1//0/-/-/-;" },
	{ "lines that are no products",
	  HEADING ",,,,,,\nR1,,,1,有効,,\n,A-2,,1,有効,,\nR3,A-3,,1,有効,,\n※ 注,,,,,,\n", 0, 3,
	  "R3/A-3//1/valid/-/-;" },
	{ "short lines", HEADING "R1,A-1,,1\n", 0, 1, "R1/A-1//1/-/-/-;" },
	{ "a serial is no date in CSV", HEADING "R1,A-1,,1,有効,46280,\n", 0, 1,
	  "R1/A-1//1/valid/-/-;" },
	{ "no heading", "a,b,c\nR1,A-1,1\n", E_FORMAT, 0,
	  "list: no line names the columns number, model and level; give a column map (seen: a, b, "
	  "c)" },
	{ "nothing", "", E_FORMAT, 0, "(seen: nothing)" },
	{ "a heading alone", HEADING, E_FORMAT, 0, "no product below its heading" },
	{ "not a table", "\xff\xff\xff", E_FORMAT, 0, "list: line 1 is neither" },
	{ "a zip that is no workbook", "PK\003\004zzzz", E_FORMAT, 0,
	  "list: it is damaged or no workbook" },
};

static void tables(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(json_done) json_t *list = NULL;
		struct err err = { 0 };
		int code = import(&list, bytes_of(cases[i].text), &err);

		if (code != cases[i].code)
			fail_msg("[%s] %d: %s", cases[i].what, code, err.text);
		if (code < 0) {
			FIXTURE_SAYS(cases[i].what, err.text, cases[i].wanted);
			continue;
		}
		CLEANUP(mem_freep) char *got = joined(list);
		TAP_TEXT(cases[i].what, got, cases[i].wanted);
		TAP_INT(cases[i].what, json_array_size(json_object_get(list, "warnings")),
			cases[i].warnings);
		assert_string_equal(json_text(list, "edition"), "2026-09-15");
		fits_schema(cases[i].what, list);
	}
}

/* The same product from both kinds of workbook and from CSV in CP932. */
static void other_forms(void **state)
{
	static const char sheet[] =
	    "<row><c t='inlineStr'><is><t>登録番号</t></is></c><c "
	    "t='inlineStr'><is><t>型式</t></is></c>"
	    "<c t='inlineStr'><is><t>レベル</t></is></c><c "
	    "t='inlineStr'><is><t>有効期限</t></is></c></row>"
	    "<row><c><v>101</v></c><c "
	    "t='inlineStr'><is><t>A-1</t></is></c><c><v>1</v></c><c><v>%d</v></c></row>";
	CLEANUP(mem_freep) char *new_days = mem_format(sheet, 46280);
	CLEANUP(mem_freep) char *old_days = mem_format(sheet, 46280 - 1462);
	CLEANUP(buf_done) struct buf book = workbook(NULL, NULL, new_days);
	CLEANUP(buf_done)
	struct buf old = workbook(
	    "<workbook><workbookPr date1904='true'/><sheet id='rId1'/></workbook>", NULL, old_days);
	const struct bytes files[] = {
		buf_view(&book), buf_view(&old),
		bytes_of("\x93\x6f\x98\x5e\x94\xd4\x8d\x86,\x8c\x5e\x8e\xae,"
			 "\x83\x8c\x83\x78\x83\x8b,\x97\x4c\x8c\xf8\x8a\xfa\x8c\xc0\n"
			 "101,A-1,\x81\x9a,2026-9-15\n")
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		CLEANUP(json_done) json_t *list = NULL;
		struct err err = { 0 };

		if (import(&list, files[i], &err) < 0)
			fail_msg("%zu: %s", i, err.text);
		CLEANUP(mem_freep) char *got = joined(list);
		assert_string_equal(got, "101/A-1//1/listed/-/2026-09-15;");
	}
}

static void limits(void **state)
{
	CLEANUP(buf_done) struct buf text = BUF(PRODUCT_LIST_FILE_MAX + 1);
	CLEANUP(json_done) json_t *list = NULL;
	struct err err = { 0 };
	json_t *none = NULL;

	(void)state;
	buf_text(&text, HEADING);
	for (int i = 0; i < PRODUCT_LIST_PRODUCTS_MAX; i++)
		buf_format(&text, "R%d,M-%d,,%s\n", i, i, i < 1500 ? "x,有効" : "1,有効");
	assert_int_equal(import(&list, buf_view(&text), &err), 0);
	assert_int_equal(json_array_size(json_object_get(list, "products")),
			 PRODUCT_LIST_PRODUCTS_MAX);
	/* Those that are too many are not told one by one. */
	assert_int_equal(json_array_size(json_object_get(list, "warnings")),
			 PRODUCT_LIST_WARNINGS_MAX);
	fits_schema("the longest", list);
	buf_text(&text, "R,M,,1\n");
	assert_int_equal(import(&none, buf_view(&text), &err), E_LIMIT);
	FIXTURE_SAYS("products", err.text, "more than 200000 products");
	buf_clear(&text);
	while (text.n <= PRODUCT_LIST_FILE_MAX)
		buf_u8(&text, '\n');
	assert_int_equal(import(&none, buf_view(&text), &err), E_LIMIT);
	FIXTURE_SAYS("bytes", err.text, "larger than 32 MiB");
}

/* One line that cannot be taken costs itself alone, and says why. */
static void refused_lines(void **state)
{
	static const struct {
		const char *what;
		size_t number, model, name; /* how long; one model each, or one more than 10,000 */
		size_t models;
		const char *before, *code; /* put before the number; NULL: it is taken */
	} rows[] = {
		{ "longest", 200, 2000, 2000, 1, "", NULL },
		{ "number", 201, 1, 0, 1, "", "long" },
		{ "model", 1, 2001, 0, 1, "", "long" },
		{ "maker", 1, 1, 2001, 1, "", "long" },
		{ "family", 1, 1, 0, 10000, "", NULL },
		{ "a larger family", 1, 1, 0, 10001, "", "many_models" },
		{ "turned round", 1, 1, 0, 1, "n\u202e", "hidden" },
		{ "a control", 1, 1, 0, 1, "n\x07", "hidden" },
		{ "no number", 0, 1, 0, 1, "", "no_number" },
		{ "no model", 1, 0, 0, 1, "", "no_model" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf text = BUF(1 << 20);
		CLEANUP(json_done) json_t *list = NULL;
		struct err err = { 0 };

		buf_text(&text, HEADING);
		buf_text(&text, rows[i].before);
		for (size_t k = 0; k < rows[i].number; k++)
			buf_u8(&text, 'n');
		buf_u8(&text, ',');
		buf_u8(&text, '"');
		for (size_t m = 0; m < rows[i].models; m++) {
			for (size_t k = 0; k < rows[i].model; k++)
				buf_u8(&text, 'm');
			if (m + 1 < rows[i].models)
				buf_u8(&text, ';');
		}
		buf_text(&text, "\",");
		for (size_t k = 0; k < rows[i].name; k++)
			buf_u8(&text, 'f');
		buf_text(&text, ",1,有効,,\n※ 注\nR2,A-2,,1,有効,,\n");
		if (import(&list, buf_view(&text), &err) < 0)
			fail_msg("[%s] %s", rows[i].what, err.text);
		TAP_INT(rows[i].what, json_int(list, "refused", -1), 1 + (rows[i].code != NULL));
		TAP_INT(rows[i].what, json_int(list, "rows", -1), 3);
		TAP_INT(rows[i].what, json_array_size(json_object_get(list, "products")),
			1 + !rows[i].code);
		const char *code = json_text(json_at(list, "/warnings/0"), "code");
		TAP_TEXT(rows[i].what, code, rows[i].code ? rows[i].code : "no_model");
		fits_schema(rows[i].what, list);
	}
	/* When none is left it is an error, with the first reason. */
	struct err err = { 0 };
	json_t *none = NULL;
	assert_int_equal(import(&none, bytes_of(HEADING "R1,,,1,有効,,\n"), &err), E_FORMAT);
	FIXTURE_SAYS("none", err.text, "line 2: the model of 'R1' cannot be read");
}

/* What every heading was taken for. */
static void understood(void **state)
{
	CLEANUP(json_done) json_t *list = NULL;
	CLEANUP(buf_done) struct buf out = BUF(1000);
	struct err err = { 0 };
	size_t i;
	json_t *column;

	(void)state;
	assert_int_equal(import(&list,
				bytes_of("題,,\n備考,LEVEL,Model Number,level,Registration "
					 "Number\nz,3,A-1,y,R1\n"),
				&err),
			 0);
	json_array_foreach (json_object_get(list, "columns"), i, column)
		buf_format(&out, "%" PRId64 ":%s:%s ", json_int(column, "column", 0),
			   json_text(column, "heading"),
			   json_text(column, "field") ? json_text(column, "field") : "-");
	assert_string_equal(buf_cstr(&out), "1:備考:- 2:LEVEL:level 3:Model Number:model 4:level:- "
					    "5:Registration Number:number ");
}

static void files(void **state)
{
	CLEANUP(mem_freep) char *path = fixture_path("columns");
	CLEANUP(json_done) json_t *list = NULL, *again = NULL, *none = NULL;
	CLEANUP(buf_done) struct buf text = BUF(10000);
	const struct bytes table = bytes_of(HEADING "R1,A-1,,1,有効,,\n");
	struct product_list_source source = { "list", NULL, columns };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(product_list_decode(&none, table, &source, &err), E_USAGE);
	FIXTURE_SAYS("edition", err.text, "--edition YYYY-MM-DD");
	source.edition = "2026-02-30";
	assert_int_equal(product_list_decode(&none, table, &source, &err), E_USAGE);
	source.edition = "2026-09-15";
	assert_int_equal(product_list_decode(&list, table, &source, &err), 0);
	json_write(&text, list, true);
	source.edition = NULL;
	assert_int_equal(product_list_decode(&again, buf_view(&text), &source, &err), 0);
	assert_true(json_equal(list, again));
	source.edition = "2026-09-16";
	assert_int_equal(product_list_decode(&none, buf_view(&text), &source, &err), E_USAGE);
	FIXTURE_SAYS("another", err.text, "is the edition of 2026-09-15");
	assert_int_equal(product_list_decode(&none,
					     bytes_of("{\"format\": \"hoshi-product-list\"}"),
					     &source, &err),
			 E_FORMAT);

	fixture_write(path, bytes_of("{\"format\": \"hoshi-product-columns\", \"version\": 1, "
				     "\"official\": true, \"columns\": {\"number\": [\"N\"]}}"));
	assert_int_equal(product_list_columns(&none, path, &err), E_FORMAT);
	FIXTURE_SAYS("columns", err.text, "/columns");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(tables),        cmocka_unit_test(other_forms), cmocka_unit_test(limits),
	cmocka_unit_test(refused_lines), cmocka_unit_test(understood),  cmocka_unit_test(files),
};

TAP_MAIN_WITHIN(tests, load, unload)
