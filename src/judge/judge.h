/*
 * The judge: a pure function of pack, declaration, observations, coverage and answers.  It never
 * asks the device, the clock or the file system, so that an old run can be judged again under
 * another pack.  The rules of one check: docs/formats/pack.md.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct catalogue;
struct declaration;

struct judge_input {
	const struct catalogue *catalogue;
	const json_t *parameters;              /* official values loaded, or NULL */
	const struct declaration *declaration; /* or NULL */
	const json_t *observations, *coverage, *answers;
};

/* The verdicts[] of run.json, one per criterion in pack order; a new reference. */
json_t *judge(const struct judge_input *in) MUST_USE;
