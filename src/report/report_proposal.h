/*
 * A declaration (docs/formats/declaration.md) proposed from what was seen of a device, as YAML for
 * a person to finish: interfaces with what speaks there, an account where one can log in,
 * candidates for the model number.  What cannot be seen is asked for and never invented: such a
 * line has no value and "←" in its comment, and as long as it has none the declaration is refused
 * with its line.
 */
#pragma once

#include "base/json.h"

struct buf;

#define REPORT_PROPOSAL_INTERFACES_MAX 500 /* as many as a declaration may have */
#define REPORT_PROPOSAL_MARK "←"

struct report_proposal_input {
	const json_t *observations, *coverage; /* of the run */
	const char *address;                   /* of the target, as it was named */
	const char *tool, *day;                /* "hoshi 0.1.0", "2026-11-22" */
	const char *file;                      /* what the proposal will be called */
	const char *language;
};

/* Append the text; *fill is a new list of {line, key}: what has to be filled in. */
void report_proposal(struct buf *out, json_t **fill, const struct report_proposal_input *in);
