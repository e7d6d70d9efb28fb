/* One check of a criterion: the six steps of docs/formats/pack.md. */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct judge_input;

/*
 * The element of a verdict's checks[] for that check; a new reference.  What it says is appended to
 * said as an array of {"ja","en"}, so that the criterion can say each thing once.
 */
json_t *judge_check(const struct judge_input *in, const json_t *check, json_t *said) MUST_USE;
