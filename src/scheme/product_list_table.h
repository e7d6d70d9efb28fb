/* Rows of a table into products: the heading is looked for, then each line is read by the map. */
#pragma once

#include "base/base.h"
#include "base/csv.h"
#include "base/json.h"

struct err;

enum product_field {
	PRODUCT_NUMBER,
	PRODUCT_MODEL,
	PRODUCT_NAME,
	PRODUCT_MAKER,
	PRODUCT_LEVEL,
	PRODUCT_STATUS,
	PRODUCT_ISSUED,
	PRODUCT_VALID_UNTIL,
	PRODUCT_FIELDS
};

struct product_list_table {
	const json_t *columns;     /* product_columns.schema.json */
	const bool *from_1904;     /* NULL: numbers are no days */
	size_t heading_line;       /* 0: not found yet */
	size_t at[PRODUCT_FIELDS]; /* SIZE_MAX: no such column */
	size_t leading;            /* lines that were looked at for a heading */
	char *seen;                /* what may have been meant for a heading, for a complaint */
	size_t seen_cells;
	size_t rows, refused; /* lines below it that name a product; those that were left out */
	/* Owned; as in product_list.schema.json, understood: "columns" of it. */
	json_t *products, *warnings, *understood;
};

void product_list_table_init(struct product_list_table *t, const json_t *columns,
			     const bool *from_1904);
void product_list_table_done(struct product_list_table *t);

/* For CSV_READER and product_list_xlsx; context is the table. */
int product_list_table_row(void *context, const struct csv_row *row, struct err *err) MUST_USE;

/* E_FORMAT when there was no heading, or no product below it. */
int product_list_table_end(const struct product_list_table *t, struct err *err) MUST_USE;
