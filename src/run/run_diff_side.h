/* One of the two runs of a comparison (run_diff.h), with what is asked of it often looked up. */
#pragma once

#include "base/json.h"

struct run_diff_side {
	const json_t *doc; /* run.json; borrowed */
	json_t *open;      /* "80/tcp": null */
	json_t *indexes;   /* area: its records by place, as they are asked for */
};

void run_diff_side_init(struct run_diff_side *side, const json_t *doc);
void run_diff_side_done(struct run_diff_side *side);

/* proto NULL: no port. */
bool run_diff_side_open(const struct run_diff_side *side, const char *proto, int64_t port);

/* coverage_state of one place (coverage.h): NULL when the run says nothing of it. */
const char *run_diff_side_state(struct run_diff_side *side, const char *area, const char *proto,
				int64_t port, const char **reason);
