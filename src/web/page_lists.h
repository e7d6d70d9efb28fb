/* Products of imported lists on other pages. */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "web/route.h"

/* A row of list_entry for a template; new. */
json_t *page_lists_product(const json_t *row) MUST_USE;

/*
 * How many products of imported lists a text finds, for a page about labels: {count, capped}, or
 * null when there is none; new.  Errors as list_find.
 */
int page_lists_mention(struct web *web, const char *text, json_t **out, struct err *err) MUST_USE;
