/* Workbooks: what cells say, and every way in which a hostile one is refused. */
#include "workbook.h"

#include "scheme/product_list_xlsx.h"

static int note_row(void *context, const struct csv_row *row, struct err *err)
{
	struct buf *out = context;

	(void)err;
	buf_format(out, "%zu:", row->line);
	for (size_t i = 0; i < row->n; i++)
		buf_format(out, "[%s]", row->fields[i]);
	return 0;
}

static int read_book(struct buf *out, struct bytes file, const char *sheet, bool *from_1904,
		     struct err *err)
{
	const struct product_list_xlsx to = {
		.sheet = sheet, .rows_max = 4, .row = note_row, .context = out
	};

	return product_list_xlsx_read(file, &to, from_1904, err);
}

static const struct {
	const char *what, *strings, *sheet;
	int code;
	const char *wanted;
} cases[] = {
	{ "numbers, no strings", NULL,
	  "<row r='1'><c r='A1'><v>1</v></c><c r='B1'><v>2.5</v></c></row>", 0, "1:[1][2.5]" },
	{ "shared strings", "<si><t>a</t></si><si><t xml:space='preserve'> b </t></si>",
	  "<row r='2'><c r='A2' t='s'><v>1</v></c><c r='B2' t='s'><v>0</v></c></row>", 0,
	  "2:[ b ][a]" },
	{ "runs, without reading aids",
	  "<si><r><t>型</t></r><r><t>式</t></r><rPh sb='0' eb='1'><t>カタ</t></rPh></si>",
	  "<row r='1'><c r='A1' t='s'><v>0</v></c></row>", 0, "1:[型式]" },
	{ "inline strings", NULL,
	  "<row r='1'><c r='A1' t='inlineStr'><is><t>x&amp;y</t></is></c></row>", 0, "1:[x&y]" },
	{ "a formula's value", NULL, "<row r='1'><c r='A1' t='str'><f>1+1</f><v>two</v></c></row>",
	  0, "1:[two]" },
	{ "gaps and empty cells", NULL,
	  "<row r='3'><c r='B3'><v>1</v></c><c r='D3'/></row><row r='5'/>", 0,
	  "3:[][1][]"
	  "[]" },
	{ "cells and rows without places", NULL,
	  "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>", 0,
	  "1:[1][2]2:[3]" },
	{ "CDATA", NULL, "<row><c t='str'><v><![CDATA[<a>]]></v></c></row>", 0, "1:[<a>]" },
	{ "the last column", NULL, "<row r='1'><c r='IV1'><v>1</v></c></row>", 0, NULL },
	{ "one more", NULL, "<row r='1'><c r='IW1'><v>1</v></c></row>", E_LIMIT,
	  "row 1 has more than 256 columns" },
	{ "a column without end", NULL,
	  "<row r='1'><c r='ZZZZZZZZZZZZZZZZZZZZ1'><v>1</v></c></row>", E_LIMIT, "more than 256" },
	{ "most rows", NULL, "<row><c/></row><row><c/></row><row><c/></row><row><c/></row>", 0,
	  "1:[]2:[]3:[]4:[]" },
	{ "one row more", NULL,
	  "<row><c/></row><row><c/></row><row><c/></row><row><c/></row><row><c/></row>", E_LIMIT,
	  "more than 4 rows" },
	{ "a string that is not there", "<si><t>a</t></si>", "<row><c t='s'><v>1</v></c></row>",
	  E_FORMAT, "row 1 has a text that is not there" },
	{ "a negative string", "<si><t>a</t></si>", "<row><c t='s'><v>-1</v></c></row>", E_FORMAT,
	  "not there" },
	{ "strings that are not there", NULL, "<row><c t='s'><v>0</v></c></row>", E_FORMAT,
	  "not there" },
	{ "a cell twice", NULL, "<row r='1'><c r='A1'/><c r='A1'/></row>", E_FORMAT,
	  "a cell twice" },
	{ "rows out of order", NULL, "<row r='2'/><row r='2'/>", E_FORMAT, "not in order" },
	{ "a row without end", NULL, "<row r='99999999999999999999'/>", E_FORMAT, "not in order" },
	{ "a place without a column", NULL, "<row r='1'><c r='1'/></row>", E_FORMAT,
	  "without a place" },
	{ "not well-formed", NULL, "<row><c></row>", E_FORMAT, "not well-formed" },
	{ "an entity nobody declared", NULL, "<row><c t='str'><v>&x;</v></c></row>", E_FORMAT,
	  "'xl/worksheets/sheet1.xml' in it" },
};

static void cells(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(buf_done)
		struct buf file = workbook(NULL, cases[i].strings, cases[i].sheet);
		CLEANUP(buf_done) struct buf out = BUF(10000);
		struct err err = { 0 };
		bool from_1904;
		int code = read_book(&out, buf_view(&file), NULL, &from_1904, &err);

		if (code != cases[i].code)
			fail_msg("[%s] %d: %s", cases[i].what, code, err.text);
		if (code == 0 && cases[i].wanted)
			TAP_TEXT(cases[i].what, buf_cstr(&out), cases[i].wanted);
		if (code < 0)
			FIXTURE_SAYS(cases[i].what, err.text, cases[i].wanted);
	}
}

static void sheets(void **state)
{
	CLEANUP(buf_done) struct buf file = workbook(NULL, NULL, "<row><c><v>1</v></c></row>");
	CLEANUP(buf_done)
	struct buf old = workbook("<workbook><workbookPr date1904='1'/><sheets><sheet name='a' "
				  "id='rId1'/></sheets></workbook>",
				  NULL, "");
	CLEANUP(buf_done) struct buf none = workbook("<workbook/>", NULL, "");
	CLEANUP(buf_done)
	struct buf lost = workbook("<workbook><sheet name='a' id='rId9'/></workbook>", NULL, "");
	CLEANUP(buf_done) struct buf out = BUF(1000);
	struct err err = { 0 };
	bool from_1904;

	(void)state;
	assert_true(product_list_xlsx_is(buf_view(&file)));
	assert_false(product_list_xlsx_is(bytes_of("PK\003")));
	assert_int_equal(read_book(&out, buf_view(&file), "二", &from_1904, &err), 0);
	assert_string_equal(buf_cstr(&out), "1:[second]");
	assert_false(from_1904);
	assert_int_equal(read_book(&out, buf_view(&file), "no", &from_1904, &err), E_MISSING);
	FIXTURE_SAYS("sheet", err.text, "no sheet 'no'");
	assert_int_equal(read_book(&out, buf_view(&old), NULL, &from_1904, &err), 0);
	assert_true(from_1904);
	assert_int_equal(read_book(&out, buf_view(&none), NULL, &from_1904, &err), E_FORMAT);
	FIXTURE_SAYS("none", err.text, "it has no sheet");
	assert_int_equal(read_book(&out, buf_view(&lost), NULL, &from_1904, &err), E_FORMAT);
	FIXTURE_SAYS("lost", err.text, "the sheet is not in it");
}

static void refused(const struct workbook_part *parts, int code, const char *says)
{
	CLEANUP(buf_done) struct buf file = workbook_zip(parts, true);
	CLEANUP(buf_done) struct buf out = BUF(1000);
	struct err err = { 0 };
	bool from_1904;
	int got = read_book(&out, buf_view(&file), NULL, &from_1904, &err);

	if (got != code)
		fail_msg("[%s] %d: %s", says, got, err.text);
	FIXTURE_SAYS(says, err.text, says);
}

#define PARTS(...)                     \
	(const struct workbook_part[]) \
	{                              \
		__VA_ARGS__,           \
		{                      \
			NULL, NULL     \
		}                      \
	}
#define BOOK                                     \
	{                                        \
		"xl/workbook.xml", WORKBOOK_BOOK \
	}
#define RELATIONS                                                \
	{                                                        \
		"xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONS \
	}

static void hostile(void **state)
{
	static const char laughs[] =
	    "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
	    "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>]><sst><si><t>&c;</t></si></sst>";
	static const char outside[] = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
				      "<sst><si><t>&a;</t></si></sst>";
	CLEANUP(buf_done) struct buf deep = BUF(100000), long_cell = BUF(1u << 20);
	struct workbook_part many[PRODUCT_LIST_XLSX_PARTS_MAX + 2] = { { NULL, NULL } };

	(void)state;
	refused(PARTS({ "a.txt", "x" }), E_MISSING, "it has no 'xl/workbook.xml'");
	refused(PARTS(BOOK), E_MISSING, "it has no 'xl/_rels/workbook.xml.rels'");
	refused(PARTS(BOOK, RELATIONS), E_MISSING, "it has no 'xl/worksheets/sheet1.xml'");
	refused(PARTS({ "xl/workbook.xml", "" }), E_FORMAT, "is not XML");
	refused(PARTS(BOOK, RELATIONS, { "xl/sharedStrings.xml", laughs }), E_FORMAT,
		"has a document type");
	refused(PARTS(BOOK, RELATIONS, { "xl/sharedStrings.xml", outside }), E_FORMAT,
		"has a document type");
	for (int i = 0; i < 100; i++)
		buf_text(&deep, "<a>");
	refused(PARTS(BOOK, RELATIONS, { "xl/sharedStrings.xml", buf_cstr(&deep) }), E_LIMIT,
		"nested too deep");
	buf_text(&long_cell, "<worksheet><row><c t='str'><v>");
	while (long_cell.n < 140000)
		buf_text(&long_cell, "0123456789");
	buf_text(&long_cell, "</v></c></row></worksheet>");
	refused(PARTS(BOOK, RELATIONS, { "xl/worksheets/sheet1.xml", buf_cstr(&long_cell) }),
		E_LIMIT, "row 1: a cell is too long");
	for (size_t i = 0; i <= PRODUCT_LIST_XLSX_PARTS_MAX; i++)
		many[i] = (struct workbook_part){ "x", "" };
	refused(many, E_LIMIT, "more than 2000 files");
	many[PRODUCT_LIST_XLSX_PARTS_MAX - 1] = (struct workbook_part)BOOK;
	many[PRODUCT_LIST_XLSX_PARTS_MAX] = (struct workbook_part){ NULL, NULL };
	refused(many, E_MISSING, "it has no 'xl/_rels");
}

/* Zeros pack a thousandfold: what they unpack to is bounded all the same. */
static void bombs(void **state)
{
	size_t n = PRODUCT_LIST_XLSX_SHEET_MAX + 1;
	CLEANUP(mem_freep) char *blanks = mem_array(n + 1, 1);

	(void)state;
	memset(blanks, ' ', n);
	refused(PARTS(BOOK, RELATIONS, { "xl/sharedStrings.xml", blanks }), E_LIMIT,
		"'xl/sharedStrings.xml' in it is larger than 128 MiB");
}

static void damage(void **state)
{
	CLEANUP(buf_done)
	struct buf file = workbook(NULL, "<si><t>a</t></si>", "<row><c t='s'><v>0</v></c></row>");
	uint64_t seed = 1904;

	(void)state;
	for (size_t n = 0; n < file.n; n++) {
		CLEANUP(buf_done) struct buf out = BUF(1000);
		struct err err = { 0 };
		bool from_1904;

		if (read_book(&out, (struct bytes){ file.p, n }, NULL, &from_1904, &err) == 0)
			fail_msg("%zu of %zu bytes are read", n, file.n);
		assert_true(*err.text);
	}
	for (int round = 0; round < 3000; round++) {
		CLEANUP(buf_done) struct buf out = BUF(100000);
		size_t at = tap_below(&seed, file.n), bit = tap_below(&seed, 8);
		struct err err = { 0 };
		bool from_1904;

		file.p[at] ^= (uint8_t)(1u << bit);
		int code = read_book(&out, buf_view(&file), NULL, &from_1904, &err);
		file.p[at] ^= (uint8_t)(1u << bit);
		if (code < 0 ? !*err.text : !text_equal(buf_cstr(&out), "1:[a]"))
			fail_msg("byte %zu bit %zu: %s", at, bit, buf_cstr(&out));
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(cells), cmocka_unit_test(sheets), cmocka_unit_test(hostile),
	cmocka_unit_test(bombs), cmocka_unit_test(damage),
};

TAP_MAIN(tests)
