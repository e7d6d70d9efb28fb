/* What a buyer has, or means to buy: CSV, a line for each, with a heading or the model first. */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;

#define PROCURE_INVENTORY_FILE_MAX (16u << 20)

/*
 * A new list of {line, model, maker, importance, written}: importance is "low", "medium", "high" or
 * null, written what the cell said.  columns: product_columns.schema.json.  E_FORMAT names the
 * line.
 */
int procure_inventory_decode(json_t **out, struct bytes text, const json_t *columns,
			     struct err *err) MUST_USE;

/* Is it such a list?  For one that was made elsewhere. */
bool procure_inventory_fits(const json_t *lines);
