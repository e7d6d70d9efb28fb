/*
 * The cells of one sheet of a workbook (ECMA-376, Office Open XML), as text: shared and inline
 * strings without their reading aids, numbers as they stand, formulas by their last value.
 *
 * A workbook is a zip of XML files.  Of the zip only the four parts that matter are unpacked, in
 * memory and within limits; XML with a document type is refused (no workbook has one, and entities
 * live there), and nothing is ever fetched.
 */
#pragma once

#include "base/base.h"
#include "base/csv.h"

struct err;

#define PRODUCT_LIST_XLSX_PARTS_MAX 2000         /* files in the zip */
#define PRODUCT_LIST_XLSX_SHEET_MAX (128u << 20) /* bytes of a sheet, of the strings */
#define PRODUCT_LIST_XLSX_BOOK_MAX (4u << 20)    /* of the list of sheets */
#define PRODUCT_LIST_XLSX_STRINGS_MAX 2000000
#define PRODUCT_LIST_XLSX_ROW_MAX (256u << 10) /* bytes of a row's cells */

bool product_list_xlsx_is(struct bytes file); /* by its first bytes: a zip */

struct product_list_xlsx {
	const char *sheet; /* its name; NULL: the first */
	size_t rows_max;
	csv_row_fn *row; /* as a line of CSV; line is the row's number */
	void *context;
};

/* *from_1904: which calendar numbers of days belong to, known before the first row. */
int product_list_xlsx_read(struct bytes file, const struct product_list_xlsx *to, bool *from_1904,
			   struct err *err) MUST_USE;
