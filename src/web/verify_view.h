/*
 * What a page needs in its view so that the script in it can verify codes by itself (template
 * verify_tool): keys, status list and words, and the tags of its files.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "web/route.h"

/*
 * {keys, list, words, models, asks, ..._js}: texts that the script reads.  asks: the page has a
 * field for an address.  models: numbers of all that the label covers today, or NULL when they are
 * not at hand; borrowed.
 */
json_t *verify_view(struct web *web, const struct request *rq, bool asks,
		    const json_t *models) MUST_USE;
