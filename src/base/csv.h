/*
 * Comma-separated values (RFC 4180): a reader that takes bytes as they come, and a writer whose
 * fields no spreadsheet takes for a formula.
 *
 * Read are UTF-8 (with or without a byte order mark) or, after csv_utf8, CP932.  A line ends with
 * CR LF, LF or CR; the last one need not.  Lines without a character are skipped.  A quotation mark
 * inside a field that does not begin with one, text after the closing one, and NUL are refused.
 */
#pragma once

#include "base/base.h"
#include "base/buf.h"

struct err;

#define CSV_COLUMNS_MAX 256

/* One line.  Borrowed until the function returns; fields are terminated. */
struct csv_row {
	const char *const *fields;
	size_t n;
	size_t line; /* on which it begins, from 1 */
};

/* A negative answer ends the reading and is returned by csv_feed or csv_end. */
typedef int csv_row_fn(void *context, const struct csv_row *row, struct err *err);

enum csv_state { CSV_START, CSV_FIELD, CSV_PLAIN, CSV_QUOTED, CSV_CLOSED };

/* CSV_READER below; only the limits are anybody else's business. */
struct csv_reader {
	size_t field_max; /* bytes of a field */
	size_t columns_max, rows_max;
	csv_row_fn *row;
	void *context;

	enum csv_state state;
	bool after_return; /* the last byte was CR */
	size_t line, row_line, quote_line, rows, columns, field_start;
	size_t starts[CSV_COLUMNS_MAX];
	struct buf text; /* of one row: fields, each with a NUL */
};

/* rows_max counts a heading too.  columns_max is at most CSV_COLUMNS_MAX. */
#define CSV_READER(field, columns, rows, function, argument) \
	((struct csv_reader){ .field_max = (field),          \
			      .columns_max = (columns),      \
			      .rows_max = (rows),            \
			      .row = (function),             \
			      .context = (argument),         \
			      .line = 1,                     \
			      .text = { .max = ((size_t)(field) + 1) * (size_t)(columns) } })

/* UTF-8 in pieces of any size.  Messages name the line.  E_FORMAT, E_LIMIT. */
int csv_feed(struct csv_reader *r, struct bytes piece, struct err *err) MUST_USE;
/* The last row.  E_TRUNC when a quotation mark was never closed. */
int csv_end(struct csv_reader *r, struct err *err) MUST_USE;
void csv_reader_done(struct csv_reader *r);

/* Both in one go. */
int csv_read(struct csv_reader *r, struct bytes text, struct err *err) MUST_USE;

/*
 * Append a file's text as UTF-8 without a byte order mark: UTF-8 if it is valid, otherwise CP932
 * (what Excel writes in Japan) if it is that.  E_FORMAT names the line where it is neither, or says
 * that it is UTF-16; E_LIMIT when out is too small.
 */
int csv_utf8(struct buf *out, struct bytes text, struct err *err) MUST_USE;

/* ---- writing ---- */

/*
 * One field, with a comma before it unless it is the first of its line.  It is quoted when it has
 * to be.  When it begins with = + - @ (or their full-width forms), a tab or a line end, possibly
 * after blanks, an apostrophe comes first, as OWASP ("CSV Injection") advises: a spreadsheet would
 * run it as a formula.  Who reads such a file by program takes that apostrophe off again.
 */
void csv_field(struct buf *out, const char *text, bool first);
void csv_line_end(struct buf *out); /* CR LF */
