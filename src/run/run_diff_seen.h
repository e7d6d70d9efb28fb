/* The part of a comparison that is about observations (run_diff.h). */
#pragma once

#include "base/json.h"

struct run_diff_side;

/*
 * A new list of {change, kind, before, after, area, state, reason}: see docs/formats/diff.md.  In
 * the order of the ports, then as they came.
 */
json_t *run_diff_seen(struct run_diff_side *before, struct run_diff_side *after) MUST_USE;
