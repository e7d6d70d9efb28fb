/* The criteria of a pack, by id. */
#pragma once

#include "base/base.h"
#include "base/json.h"

/* NULL: there is none; borrowed. */
const json_t *api_criteria_find(const json_t *pack, const char *id);
