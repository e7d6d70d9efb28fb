/*
 * Four parts in this order: the list of sheets, where each lies, the shared strings, the sheet.
 * Each is walked by libxml2's reader, which holds one element at a time.
 */
#include "scheme/product_list_xlsx.h"

#include <libxml/xmlreader.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "scheme/product_list_zip.h"

#define DEPTH_MAX 64
#define CELL_MAX 131072 /* bytes of one text: 32,767 characters are the most that Excel knows */

struct strings {
	struct buf text;
	size_t *starts;
	size_t n, room;
};

static void strings_done(struct strings *s)
{
	buf_done(&s->text);
	mem_free(s->starts);
}

/* ---- walking XML ---- */

struct walk {
	xmlTextReaderPtr reader;
	const char *part;
	struct err *err;
};

static void quiet(void *context, const char *message, xmlParserSeverities severity,
		  xmlTextReaderLocatorPtr where)
{
	(void)context;
	(void)message;
	(void)severity;
	(void)where;
}

static int walk_open(struct walk *w, struct bytes xml, const char *part, struct err *err)
{
	*w = (struct walk){ .part = part, .err = err };
	/* Before the parser sees an entity; what hides in another encoding walk_next finds. */
	if (text_find(xml, bytes_of("<!DOCTYPE")))
		return err_set(err, E_FORMAT, "'%s' in it has a document type", part);
	/* Entities stay unexpanded, nothing is loaded, and no limit of the library is lifted. */
	if (xml.n > 0 && xml.n <= INT_MAX)
		w->reader = xmlReaderForMemory((const char *)xml.p, (int)xml.n, NULL, NULL,
					       XML_PARSE_NONET | XML_PARSE_NOERROR |
						   XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
	if (!w->reader)
		return err_set(err, E_FORMAT, "'%s' in it is not XML", part);
	xmlTextReaderSetErrorHandler(w->reader, quiet, NULL);
	return 0;
}

static void walk_done(struct walk *w)
{
	xmlFreeTextReader(w->reader);
}

/* The next node: 1, at the end 0. */
static int walk_next(struct walk *w)
{
	int r = xmlTextReaderRead(w->reader);

	if (r == 0)
		return 0;
	if (r < 0)
		return err_set(w->err, E_FORMAT, "'%s' in it is not well-formed XML", w->part);
	if (xmlTextReaderNodeType(w->reader) == XML_READER_TYPE_DOCUMENT_TYPE ||
	    xmlTextReaderNodeType(w->reader) == XML_READER_TYPE_ENTITY_REFERENCE)
		return err_set(w->err, E_FORMAT, "'%s' in it has a document type", w->part);
	if (xmlTextReaderDepth(w->reader) > DEPTH_MAX)
		return err_set(w->err, E_LIMIT, "'%s' in it is nested too deep", w->part);
	return 1;
}

static bool walk_at(const struct walk *w, int type, const char *name)
{
	return xmlTextReaderNodeType(w->reader) == type &&
	       text_equal((const char *)xmlTextReaderConstLocalName(w->reader), name);
}

static bool walk_starts(const struct walk *w, const char *name)
{
	return walk_at(w, XML_READER_TYPE_ELEMENT, name);
}

/* The end of an element, or one that is empty and has no end of its own. */
static bool walk_ends(const struct walk *w, const char *name)
{
	return walk_at(w, XML_READER_TYPE_END_ELEMENT, name) ||
	       (walk_starts(w, name) && xmlTextReaderIsEmptyElement(w->reader) == 1);
}

/* By local name: prefixes are anybody's choice.  New, or NULL. */
static char *walk_attribute(const struct walk *w, const char *name)
{
	char *found = NULL;

	while (!found && xmlTextReaderMoveToNextAttribute(w->reader) == 1)
		if (text_equal((const char *)xmlTextReaderConstLocalName(w->reader), name))
			found = mem_text((const char *)xmlTextReaderConstValue(w->reader));
	(void)xmlTextReaderMoveToElement(w->reader);
	return found;
}

static bool walk_is_text(const struct walk *w)
{
	int type = xmlTextReaderNodeType(w->reader);

	return type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_CDATA ||
	       type == XML_READER_TYPE_SIGNIFICANT_WHITESPACE || type == XML_READER_TYPE_WHITESPACE;
}

/* ---- which sheet ---- */

static bool is_true(const char *text)
{
	return text_equal(text, "1") || text_equal(text, "true");
}

/* The relation's id of the sheet that is asked for, new. */
static int find_sheet(char **id, bool *from_1904, struct bytes xml, const char *sheet,
		      struct err *err)
{
	CLEANUP(walk_done) struct walk w;
	CLEANUP(mem_freep) char *found = NULL;
	int r = walk_open(&w, xml, "xl/workbook.xml", err);

	*from_1904 = false;
	while (r == 0 && (r = walk_next(&w)) == 1) {
		r = 0;
		if (walk_starts(&w, "workbookPr")) {
			CLEANUP(mem_freep) char *flag = walk_attribute(&w, "date1904");

			*from_1904 = is_true(flag);
		} else if (walk_starts(&w, "sheet") && !found) {
			CLEANUP(mem_freep) char *name = walk_attribute(&w, "name");

			if (!sheet || text_equal(name, sheet))
				found = walk_attribute(&w, "id");
		}
	}
	if (r < 0)
		return r;
	if (!found)
		return sheet ? err_set(err, E_MISSING, "it has no sheet '%s'", sheet)
			     : err_set(err, E_FORMAT, "it has no sheet");
	*id = steal(found);
	return 0;
}

/* Where that relation leads within the zip, new. */
static int find_part(char **part, struct bytes xml, const char *id, struct err *err)
{
	CLEANUP(walk_done) struct walk w;
	int r = walk_open(&w, xml, "xl/_rels/workbook.xml.rels", err);

	while (r == 0 && (r = walk_next(&w)) == 1) {
		r = 0;
		if (!walk_starts(&w, "Relationship"))
			continue;
		CLEANUP(mem_freep) char *found = walk_attribute(&w, "Id");
		CLEANUP(mem_freep) char *target = walk_attribute(&w, "Target");
		if (!text_equal(found, id) || !target)
			continue;
		*part = *target == '/' ? mem_text(target + 1) : mem_format("xl/%s", target);
		return 0;
	}
	return r < 0 ? r : err_set(err, E_FORMAT, "the sheet is not in it");
}

/* ---- shared strings ---- */

static int keep_string(struct strings *s, size_t start, struct err *err)
{
	if (s->n == PRODUCT_LIST_XLSX_STRINGS_MAX)
		return err_set(err, E_LIMIT, "it has more than %d texts",
			       PRODUCT_LIST_XLSX_STRINGS_MAX);
	if (s->n == s->room) {
		s->room = s->room ? s->room * 2 : 1024;
		s->starts = mem_resize(s->starts, s->room, sizeof(*s->starts));
	}
	buf_u8(&s->text, '\0');
	s->starts[s->n++] = start;
	return buf_ok(&s->text) && s->text.n - start <= CELL_MAX
		   ? 0
		   : err_set(err, E_LIMIT, "a text in it is too long");
}

/* <si> with <t>, or with runs <r><t>; <rPh> is how to read it aloud, and not text. */
static int read_strings(struct strings *s, struct bytes xml, struct err *err)
{
	CLEANUP(walk_done) struct walk w;
	size_t start = 0;
	bool in_text = false, in_reading = false;
	int r = walk_open(&w, xml, "xl/sharedStrings.xml", err);

	while (r == 0 && (r = walk_next(&w)) == 1) {
		r = 0;
		if (walk_starts(&w, "si"))
			start = s->text.n;
		if (walk_starts(&w, "rPh"))
			in_reading = true;
		if (walk_starts(&w, "t"))
			in_text = true;
		if (walk_ends(&w, "t"))
			in_text = false;
		if (walk_ends(&w, "rPh"))
			in_reading = false;
		if (in_text && !in_reading && walk_is_text(&w))
			buf_text(&s->text, (const char *)xmlTextReaderConstValue(w.reader));
		if (walk_ends(&w, "si"))
			r = keep_string(s, start, err);
	}
	return r;
}

/* ---- the sheet ---- */

struct sheet {
	const struct product_list_xlsx *to;
	const struct strings *strings;
	struct err *err;
	struct buf text; /* of a row: cells, each with a NUL */
	size_t starts[CSV_COLUMNS_MAX];
	bool filled[CSV_COLUMNS_MAX];
	size_t columns, line, rows, column;
	struct buf value; /* of a cell */
	char kind;        /* 's' shared, 'x' other text or number */
};

static void sheet_done(struct sheet *s)
{
	buf_done(&s->text);
	buf_done(&s->value);
}

/* "BC12" is column 54 (from 0); none: the one after the last. */
static int column_of(struct sheet *s, const char *place)
{
	size_t column = 0;

	if (!place)
		return 0;
	for (; *place >= 'A' && *place <= 'Z'; place++) {
		column = column * 26 + (size_t)(*place - 'A') + 1;
		if (column > CSV_COLUMNS_MAX)
			return err_set(s->err, E_LIMIT, "row %zu has more than %d columns", s->line,
				       CSV_COLUMNS_MAX);
	}
	if (column == 0)
		return err_set(s->err, E_FORMAT, "row %zu has a cell without a place", s->line);
	s->column = column - 1;
	return 0;
}

static int cell_end(struct sheet *s)
{
	const char *value = buf_cstr(&s->value);
	uint64_t index;

	if (!buf_ok(&s->value))
		return err_set(s->err, E_LIMIT, "row %zu: a cell is too long", s->line);
	if (s->column >= CSV_COLUMNS_MAX)
		return err_set(s->err, E_LIMIT, "row %zu has more than %d columns", s->line,
			       CSV_COLUMNS_MAX);
	if (s->filled[s->column])
		return err_set(s->err, E_FORMAT, "row %zu has a cell twice", s->line);
	if (s->kind == 's' && *value) {
		if (s->strings->n == 0 || num_u64(value, 0, s->strings->n - 1, &index) < 0)
			return err_set(s->err, E_FORMAT, "row %zu has a text that is not there",
				       s->line);
		value = (const char *)s->strings->text.p + s->strings->starts[index];
	}
	s->filled[s->column] = true;
	s->starts[s->column] = s->text.n;
	if (s->columns <= s->column)
		s->columns = s->column + 1;
	buf_add(&s->text, value, strlen(value) + 1);
	s->column++;
	return buf_ok(&s->text) ? 0 : err_set(s->err, E_LIMIT, "row %zu is too long", s->line);
}

static int row_end(struct sheet *s)
{
	const char *fields[CSV_COLUMNS_MAX];
	int r = 0;

	for (size_t i = 0; i < s->columns; i++)
		fields[i] = s->filled[i] ? (const char *)s->text.p + s->starts[i] : "";
	if (s->columns > 0) {
		const struct csv_row row = { .fields = fields, .n = s->columns, .line = s->line };

		r = ++s->rows > s->to->rows_max
			? err_set(s->err, E_LIMIT, "it has more than %zu rows", s->to->rows_max)
			: s->to->row(s->to->context, &row, s->err);
	}
	buf_clear(&s->text);
	memset(s->filled, 0, sizeof(s->filled));
	s->columns = 0;
	s->column = 0;
	return r;
}

static int row_start(struct sheet *s, const struct walk *w)
{
	CLEANUP(mem_freep) char *number = walk_attribute(w, "r");
	uint64_t line = s->line + 1;

	if (number && num_u64(number, s->line + 1, 1048576, &line) < 0)
		return err_set(s->err, E_FORMAT, "the rows after %zu are not in order", s->line);
	s->line = (size_t)line;
	return 0;
}

static int cell_start(struct sheet *s, const struct walk *w)
{
	CLEANUP(mem_freep) char *place = walk_attribute(w, "r");
	CLEANUP(mem_freep) char *kind = walk_attribute(w, "t");

	s->kind = text_equal(kind, "s") ? 's' : 'x';
	buf_clear(&s->value);
	return column_of(s, place);
}

static int read_sheet(struct sheet *s, struct bytes xml, const char *part)
{
	CLEANUP(walk_done) struct walk w;
	bool in_value = false, in_reading = false;
	int r = walk_open(&w, xml, part, s->err);

	while (r == 0 && (r = walk_next(&w)) == 1) {
		r = 0;
		if (walk_starts(&w, "row"))
			r = row_start(s, &w);
		else if (walk_starts(&w, "c"))
			r = cell_start(s, &w);
		if (walk_starts(&w, "rPh"))
			in_reading = true;
		/* The value, or an inline text; not the formula <f>. */
		if (walk_starts(&w, "v") || walk_starts(&w, "t"))
			in_value = true;
		if (walk_ends(&w, "v") || walk_ends(&w, "t"))
			in_value = false;
		if (walk_ends(&w, "rPh"))
			in_reading = false;
		if (in_value && !in_reading && walk_is_text(&w))
			buf_text(&s->value, (const char *)xmlTextReaderConstValue(w.reader));
		if (r == 0 && walk_ends(&w, "c"))
			r = cell_end(s);
		if (r == 0 && walk_ends(&w, "row"))
			r = row_end(s);
	}
	return r;
}

/* ---- the workbook ---- */

bool product_list_xlsx_is(struct bytes file)
{
	return file.n >= 4 && memcmp(file.p, "PK\003\004", 4) == 0;
}

static int part_of(struct buf *out, struct bytes file, const char *name, struct err *err)
{
	return product_list_zip_part(out, file, name, PRODUCT_LIST_XLSX_PARTS_MAX, err);
}

static int find_sheet_part(char **part, struct bytes file, const char *sheet, bool *from_1904,
			   struct err *err)
{
	CLEANUP(buf_done) struct buf book = BUF(PRODUCT_LIST_XLSX_BOOK_MAX);
	CLEANUP(buf_done) struct buf relations = BUF(PRODUCT_LIST_XLSX_BOOK_MAX);
	CLEANUP(mem_freep) char *id = NULL;
	int r = part_of(&book, file, "xl/workbook.xml", err);

	if (r == 0)
		r = find_sheet(&id, from_1904, buf_view(&book), sheet, err);
	if (r == 0)
		r = part_of(&relations, file, "xl/_rels/workbook.xml.rels", err);
	return r < 0 ? r : find_part(part, buf_view(&relations), id, err);
}

int product_list_xlsx_read(struct bytes file, const struct product_list_xlsx *to, bool *from_1904,
			   struct err *err)
{
	CLEANUP(strings_done)
	struct strings strings = { .text = { .max = PRODUCT_LIST_XLSX_SHEET_MAX } };
	CLEANUP(sheet_done)
	struct sheet sheet = { .to = to,
			       .strings = &strings,
			       .err = err,
			       .text = { .max = PRODUCT_LIST_XLSX_ROW_MAX },
			       .value = { .max = CELL_MAX } };
	CLEANUP(buf_done) struct buf xml = BUF(PRODUCT_LIST_XLSX_SHEET_MAX);
	CLEANUP(mem_freep) char *part = NULL;
	struct err missing = { 0 };
	int r = find_sheet_part(&part, file, to->sheet, from_1904, err);

	if (r < 0)
		return r;
	/* A workbook of numbers alone has no strings: that is no error to be told. */
	r = part_of(&xml, file, "xl/sharedStrings.xml", &missing);
	if (r < 0 && r != E_MISSING)
		return err_set(err, r, "%s", missing.text);
	if (r == 0)
		r = read_strings(&strings, buf_view(&xml), err);
	if (r < 0 && r != E_MISSING)
		return r;
	buf_clear(&xml);
	r = part_of(&xml, file, part, err);
	return r < 0 ? r : read_sheet(&sheet, buf_view(&xml), part);
}
