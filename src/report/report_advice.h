/*
 * What a maker can do so that the next assessment comes further: a sentence for each reason for
 * which something was not examined (run/coverage.h).
 */
#pragma once

#include "base/base.h"

/* A reason that is not in the table, or NULL, gets a sentence that fits any. */
const char *report_advice_get(const char *reason, const char *language);
