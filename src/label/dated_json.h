/* What a dated answer comes to, for programs (docs/formats/answer.md). */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "label/dated_verify.h"

/* Without words of ours, in whichever language; of what is not genuine the checks alone.  New. */
json_t *dated_json(const struct dated_result *r) MUST_USE;

/* "form", "key" ... as they are named there. */
const char *dated_json_step(enum dated_step step);
