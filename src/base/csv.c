/*
 * A row is collected in one buffer, its fields with a NUL after each, and handed on when its line
 * ends.  The state is what the next byte means: CSV_START before a row, CSV_FIELD before a field.
 */
#include "base/csv.h"

#include "base/cp932.h"
#include "base/cursor.h"
#include "base/err.h"
#include "base/text.h"

#define MARK "\xef\xbb\xbf"

static int field_end(struct csv_reader *r, struct err *err)
{
	if (r->columns == r->columns_max)
		return err_both(err, E_LIMIT, "line %zu has more than %zu columns",
				"%zu行目：列が%zu列を超えています", r->row_line, r->columns_max);
	buf_u8(&r->text, '\0');
	r->starts[r->columns++] = r->field_start;
	r->field_start = r->text.n;
	return 0;
}

static int row_end(struct csv_reader *r, struct err *err)
{
	const char *fields[CSV_COLUMNS_MAX];
	int code = field_end(r, err);

	if (code < 0)
		return code;
	if (++r->rows > r->rows_max)
		return err_both(err, E_LIMIT, "it has more than %zu lines",
				"行数が%zu行を超えています", r->rows_max);
	for (size_t i = 0; i < r->columns; i++)
		fields[i] = (const char *)r->text.p + r->starts[i];
	const struct csv_row row = { .fields = fields, .n = r->columns, .line = r->row_line };
	code = r->row(r->context, &row, err);
	buf_clear(&r->text);
	r->columns = 0;
	r->field_start = 0;
	r->state = CSV_START;
	return code < 0 ? code : 0;
}

static int add(struct csv_reader *r, uint8_t c, struct err *err)
{
	if (r->text.n - r->field_start >= r->field_max)
		return err_both(err, E_LIMIT, "line %zu: a field%s is longer than %zu bytes",
				"%zu行目：%.0s1つの欄が%zuバイトを超えています", r->row_line,
				r->state == CSV_QUOTED ? " in quotation marks" : "", r->field_max);
	buf_u8(&r->text, c);
	return 0;
}

/* Outside quotation marks. */
static int plain(struct csv_reader *r, uint8_t c, struct err *err)
{
	switch (c) {
	case ',':
		r->state = CSV_FIELD;
		return field_end(r, err);
	case '\r':
	case '\n':
		return row_end(r, err);
	case '"':
		if (r->state == CSV_FIELD) {
			r->state = CSV_QUOTED;
			r->quote_line = r->line;
			return 0;
		}
		return err_both(err, E_FORMAT, "line %zu: a quotation mark stands inside a field",
				"%zu行目：欄の途中に引用符（\"）があります", r->line);
	default:
		r->state = CSV_PLAIN;
		return add(r, c, err);
	}
}

static int step(struct csv_reader *r, uint8_t c, struct err *err)
{
	if (c == '\0')
		return err_both(err, E_FORMAT, "line %zu: there is a NUL character",
				"%zu行目：NUL文字があります", r->line);
	switch (r->state) {
	case CSV_START:
		if (c == '\r' || c == '\n')
			return 0;
		r->row_line = r->line;
		r->state = CSV_FIELD;
		return plain(r, c, err);
	case CSV_FIELD:
	case CSV_PLAIN:
		return plain(r, c, err);
	case CSV_QUOTED:
		if (c != '"')
			return add(r, c, err);
		r->state = CSV_CLOSED;
		return 0;
	case CSV_CLOSED:
		/* A second one stands for itself. */
		if (c == '"') {
			r->state = CSV_QUOTED;
			return add(r, c, err);
		}
		if (c == ',' || c == '\r' || c == '\n')
			return plain(r, c, err);
		return err_both(err, E_FORMAT,
				"line %zu: there is text after the closing quotation mark",
				"%zu行目：閉じた引用符（\"）のあとに文字があります", r->line);
	}
	return 0;
}

int csv_feed(struct csv_reader *r, struct bytes piece, struct err *err)
{
	assert(r->columns_max <= CSV_COLUMNS_MAX);
	for (size_t i = 0; i < piece.n; i++) {
		uint8_t c = piece.p[i];

		/* LF after CR is the same line end; inside quotes both are text. */
		if (c == '\n' && r->after_return && r->state == CSV_START) {
			r->after_return = false;
			continue;
		}
		int code = step(r, c, err);
		if (code < 0)
			return code;
		if (c == '\r' || (c == '\n' && !r->after_return))
			r->line++;
		r->after_return = c == '\r';
	}
	return 0;
}

int csv_end(struct csv_reader *r, struct err *err)
{
	if (r->state == CSV_QUOTED)
		return err_both(err, E_TRUNC, "line %zu: the quotation mark is never closed",
				"%zu行目：引用符（\"）が閉じられていません", r->quote_line);
	return r->state == CSV_START ? 0 : row_end(r, err);
}

void csv_reader_done(struct csv_reader *r)
{
	buf_done(&r->text);
}

int csv_read(struct csv_reader *r, struct bytes text, struct err *err)
{
	int code = csv_feed(r, text, err);

	return code < 0 ? code : csv_end(r, err);
}

/* ---- character sets ---- */

static size_t lines_before(struct bytes text, size_t offset)
{
	size_t n = 1;

	for (size_t i = 0; i < offset; i++)
		n += text.p[i] == '\n';
	return n;
}

static size_t first_invalid(struct bytes text)
{
	struct cursor c = cursor_of(text);
	size_t n;

	while (cursor_left(&c) > 0 && (n = text_utf8_step(c.p, cursor_left(&c))) > 0)
		cursor_skip(&c, n);
	return text.n - cursor_left(&c);
}

int csv_utf8(struct buf *out, struct bytes text, struct err *err)
{
	bool marked = text.n >= 3 && memcmp(text.p, MARK, 3) == 0;
	size_t bad;

	if (text.n >= 2 &&
	    (memcmp(text.p, "\xff\xfe", 2) == 0 || memcmp(text.p, "\xfe\xff", 2) == 0))
		return err_both(err, E_FORMAT, "it is UTF-16; save it as CSV in UTF-8",
				"UTF-16のファイルです。UTF-8のCSVとして保存してください");
	if (marked)
		text = (struct bytes){ .p = text.p + 3, .n = text.n - 3 };
	if (text_utf8_valid(text)) {
		buf_bytes(out, text);
	} else if (marked) {
		return err_both(err, E_FORMAT, "line %zu is not UTF-8",
				"%zu行目：UTF-8として読めません",
				lines_before(text, first_invalid(text)));
	} else {
		int code = cp932_to_utf8(out, text, &bad);

		if (code == E_UNSUPPORTED)
			return err_both(err, code,
					"line %zu is not UTF-8, and CP932 cannot be read here",
					"%zu行目：UTF-8ではなく、Shift_JISはここでは読めません",
					lines_before(text, first_invalid(text)));
		if (code == E_FORMAT)
			return err_both(err, code, "line %zu is neither UTF-8 nor CP932",
					"%zu行目：UTF-8としてもShift_JISとしても読めません",
					lines_before(text, bad));
	}
	return buf_ok(out) ? 0 : err_both(err, E_LIMIT, "it is too large", "大きすぎます");
}

/* ---- writing ---- */

static bool is_formula(const char *text)
{
	static const char *const starts[] = { "=",  "+",  "-",  "@",  "\t", "\r",
					      "\n", "＝", "＋", "－", "＠" };

	while (*text == ' ')
		text++;
	for (size_t i = 0; i < ARRAY_LEN(starts); i++)
		if (text_starts(text, starts[i]))
			return true;
	return false;
}

void csv_field(struct buf *out, const char *text, bool first)
{
	bool guarded = is_formula(text);
	bool quoted = strpbrk(text, ",\"\r\n") || *text == ' ';

	if (!first)
		buf_u8(out, ',');
	if (quoted)
		buf_u8(out, '"');
	if (guarded)
		buf_u8(out, '\'');
	for (; *text; text++) {
		if (*text == '"')
			buf_u8(out, '"');
		buf_u8(out, (uint8_t)*text);
	}
	if (quoted)
		buf_u8(out, '"');
}

void csv_line_end(struct buf *out)
{
	buf_text(out, "\r\n");
}
