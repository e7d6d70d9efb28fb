/*
 * A login recipe out of a HAR file (HTTP Archive 1.2), which every browser writes: the first
 * request that carries account and secret, as they are or as pages encode them, and where its
 * tokens came from.  Pure.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;

#define RECIPE_HAR_MAX (32u << 20)
#define RECIPE_HAR_ENTRIES_MAX 5000 /* requests that are looked at */

/*
 * The secret itself is not in the recipe.  E_MISSING when no request carries both; E_UNSUPPORTED
 * for a body that is neither a form nor JSON; E_LIMIT.  account may be "" for a login without
 * names.
 */
int recipe_from_har(json_t **out, const json_t *har, const char *account, const char *secret,
		    struct err *err) MUST_USE;
