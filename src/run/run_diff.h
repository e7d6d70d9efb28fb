/*
 * What changed between two runs: verdicts, answers, what was seen, what was examined, and the
 * conditions.  Pure: two documents (run.json) in, format "hoshi-diff" out (docs/formats/diff.md).
 *
 * Observations are matched by what they are about (the port, the page's path, the account), never
 * by their ids.  That something is gone is said only where the other run examined its place to the
 * end; otherwise it was "not seen", which tells nothing.  The same holds for what is new.
 */
#pragma once

#include "base/json.h"

/* A new document. */
json_t *run_diff(const json_t *before, const json_t *after) MUST_USE;

enum run_difference {
	RUN_DIFF_SAME,    /* nothing that was seen or judged differs */
	RUN_DIFF_CHANGED, /* something does */
	RUN_DIFF_UNKNOWN, /* nothing does, but one run did not look everywhere that the other did */
};

enum run_difference run_diff_outcome(const json_t *diff);
