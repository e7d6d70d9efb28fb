/* Judging a run: its observations, coverage, answers, parameters and declaration go in, its
 * verdicts are replaced. */
#pragma once

#include "base/base.h"

struct catalogue;
struct err;
struct run;

/* Also writes down under which pack and policy.  E_FORMAT when the declaration in the run is
 * broken. */
int judge_run(struct run *run, const struct catalogue *catalogue, struct err *err) MUST_USE;
