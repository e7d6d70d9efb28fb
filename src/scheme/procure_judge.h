/* One product of the list against what a line needs. */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "scheme/procure.h"

struct procure_need {
	int level; /* at least */
	const char *on;
	int64_t within;
};

struct procure_finding {
	enum procure_outcome outcome;
	const char *code; /* a constant */
	char *ja, *en;    /* owned sentences */
};
void procure_judge_done(struct procure_finding *f);

void procure_judge(struct procure_finding *out, const json_t *product,
		   const struct procure_need *need);
