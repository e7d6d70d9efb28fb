/*
 * Files of strangers that a command reads: lists of products and inventories.  This process takes
 * in their bytes alone; a child in SANDBOX_PARSE makes sense of them and hands back JSON, piece by
 * piece, which is checked like any other file from outside.  A child that crashes or takes too long
 * is an error of the command.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;
struct product_list_source;

#define LIST_PARSE_SECONDS 120
#define LIST_PARSE_BYTES_MAX ((size_t)256 << 20) /* of what a child hands back */

/* As product_list_decode, of a file; with tables_only a list imported before is none. */
int list_parse_products(json_t **list, const char *path, const struct product_list_source *source,
			bool tables_only, struct err *err) MUST_USE;

/* As procure_inventory_decode, of a file. */
int list_parse_inventory(json_t **lines, const char *path, const json_t *columns,
			 struct err *err) MUST_USE;
