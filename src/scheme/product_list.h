/*
 * A published list of labelled products, as somebody else keeps it: a table (CSV or XLSX) whose
 * columns a map explains, with the date of its edition.  docs/formats/product-list.md.
 *
 * What a cell says is never guessed: a level, status or date that cannot be read is null in the
 * product, and a warning names the line.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;

#define PRODUCT_LIST_FILE_MAX (32u << 20)
#define PRODUCT_LIST_PRODUCTS_MAX 200000
#define PRODUCT_LIST_ROWS_MAX 300000
#define PRODUCT_LIST_CELL_MAX 32768 /* bytes; Excel's own limit is 32,767 characters */
#define PRODUCT_LIST_WARNINGS_MAX 1000
#define PRODUCT_LIST_COLUMNS_MAX (1u << 20) /* bytes of a column map */

/* The column map: a file, or the one built in when path is NULL.  A new value. */
int product_list_columns(json_t **out, const char *path, struct err *err) MUST_USE;

int product_list_columns_decode(json_t **out, struct bytes text, const char *name,
				struct err *err) MUST_USE;

struct product_list_source {
	const char *name;    /* of the file, for people */
	const char *edition; /* a day */
	const json_t *columns;
};

/*
 * A new list (product_list.schema.json) from a table.  A line that cannot be taken is left out, and
 * a warning says why; what cannot be read at all is E_FORMAT, E_LIMIT, E_UNSUPPORTED or E_VERIFY.
 * The bytes are a stranger's: outside of tests this runs in a sandbox.
 */
int product_list_import(json_t **out, struct bytes file, const struct product_list_source *source,
			struct err *err) MUST_USE;

/*
 * The same of a file that is either a table, for which source->edition has to be given (E_USAGE),
 * or a list that was imported before (JSON).
 */
int product_list_decode(json_t **out, struct bytes file, const struct product_list_source *source,
			struct err *err) MUST_USE;

/* What a product's status is called; NULL: it could not be read. */
struct product_list_status {
	const char *name, *ja, *en;
};
const struct product_list_status *product_list_status(const char *name);

/* Does a document fit product_list.schema.json?  E_FORMAT says where it does not. */
int product_list_check(const json_t *list, const char *name, struct err *err) MUST_USE;
