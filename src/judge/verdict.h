/* The six verdicts and their order: combining takes the worse and never lowers. */
#pragma once

#include "base/base.h"

enum verdict { /* ascending severity */
	       VERDICT_NOT_APPLICABLE,
	       VERDICT_PASS,
	       VERDICT_NEEDS_HUMAN,
	       VERDICT_INCONCLUSIVE,
	       VERDICT_ERROR,
	       VERDICT_FAIL,
};
#define VERDICT_COUNT 6

enum verdict verdict_worse(enum verdict a, enum verdict b);
const char *verdict_name(enum verdict v);                       /* "fail", as in run.json */
int verdict_find(const char *name, enum verdict *out) MUST_USE; /* E_MISSING */
