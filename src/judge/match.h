/* The matchers of the pack language: does an observation fit a pattern?  Pure. */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct judge_input;

bool match_one(const struct judge_input *in, const json_t *matcher, const json_t *observation);

/* Every observation that fits at least one matcher of the list, in order; a new array. */
json_t *match_list(const struct judge_input *in, const json_t *matchers) MUST_USE;
