/*
 * Imported lists and what is in them as everybody may see them: the model of the pages and of /v1
 * alike.  docs/api.md tells their members.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "web/route.h"

/* From a row of product_list; new.  "per" says whose word it is: {ja, en}. */
json_t *api_list_about(const json_t *row) MUST_USE;

/* From a row of list_entry; new. */
json_t *api_list_product(const json_t *row) MUST_USE;

/* The row of the public list with the path's slug; E_MISSING. */
int api_list_row(struct web *web, const struct request *rq, json_t **row, struct err *err) MUST_USE;
