/* The choice of a label's artwork on a page: {{>artwork_files}}. */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct request;
struct web;

/*
 * {number, code, several, codes: list of {name {ja, en}, means {ja, en}, href, current}, layouts:
 * list of {name {ja, en}, layout, width, height}}.  Codes are those that the label has, several
 * when there is more than one; sizes are the least that the chosen one allows, texts in
 * millimetres, null where it cannot be drawn.  row: a label's, public.  New.
 */
json_t *page_artwork_choice(const struct web *web, const struct request *rq,
			    const json_t *row) MUST_USE;
