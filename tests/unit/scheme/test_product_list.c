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
	buf_clear(&text);
	buf_text(&text, HEADING "R1,");
	for (int i = 0; i < 2001; i++)
		buf_u8(&text, 'x');
	buf_text(&text, ",,1\n");
	assert_int_equal(import(&none, buf_view(&text), &err), E_LIMIT);
	FIXTURE_SAYS("model", err.text, "line 2: the model is longer than 2000 bytes");
}

static void files(void **state)
{
	CLEANUP(mem_freep) char *path = fixture_path("list");
	CLEANUP(json_done) json_t *list = NULL, *again = NULL, *none = NULL;
	struct product_list_source source = { "list", NULL, columns };
	struct err err = { 0 };

	(void)state;
	fixture_write(path, bytes_of(HEADING "R1,A-1,,1,有効,,\n"));
	assert_int_equal(product_list_read(&none, path, &source, &err), E_USAGE);
	FIXTURE_SAYS("edition", err.text, "--edition YYYY-MM-DD");
	source.edition = "2026-02-30";
	assert_int_equal(product_list_read(&none, path, &source, &err), E_USAGE);
	source.edition = "2026-09-15";
	assert_int_equal(product_list_read(&list, path, &source, &err), 0);
	assert_int_equal(json_write_file(path, list, 0600, &err), 0);
	source.edition = NULL;
	assert_int_equal(product_list_read(&again, path, &source, &err), 0);
	assert_true(json_equal(list, again));
	source.edition = "2026-09-16";
	assert_int_equal(product_list_read(&none, path, &source, &err), E_USAGE);
	FIXTURE_SAYS("another", err.text, "is the edition of 2026-09-15");
	fixture_write(path, bytes_of("{\"format\": \"hoshi-product-list\"}"));
	assert_int_equal(product_list_read(&none, path, &source, &err), E_FORMAT);

	fixture_write(path, bytes_of("{\"format\": \"hoshi-product-columns\", \"version\": 1, "
				     "\"official\": true, \"columns\": {\"number\": [\"N\"]}}"));
	assert_int_equal(product_list_columns(&none, path, &err), E_FORMAT);
	FIXTURE_SAYS("columns", err.text, "/columns");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(tables),
	cmocka_unit_test(other_forms),
	cmocka_unit_test(limits),
	cmocka_unit_test(files),
};

TAP_MAIN_WITHIN(tests, load, unload)
