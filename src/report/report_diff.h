/* What changed between two runs (docs/formats/diff.md), for a terminal, in one language. */
#pragma once

#include "base/json.h"

struct buf;
struct catalogue;

/* catalogue: for the titles of criteria. */
void report_diff(struct buf *out, const json_t *diff, const struct catalogue *catalogue,
		 const char *language, unsigned width);
