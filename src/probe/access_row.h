/* A row of the access-control matrix as an observation: what is asked for, and what each got. */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "probe/access_answer.h"

struct door;

enum access_who { ACCESS_NONE, ACCESS_WRONG, ACCESS_LOW, ACCESS_VALID, ACCESS_ACTORS };

struct access_row {
	const char *resource; /* "GET /settings", "topic home/door"; as it came */
	const char *effect, *found, *wanted;
	const char *reason; /* or NULL */
	enum access_outcome is[ACCESS_ACTORS];
	int unchanged; /* -1: not looked at */
};

/* What stands for it in a text: control characters made visible, and cut.  New. */
char *access_row_shown(const struct access_row *row) MUST_USE;

/* New; the place and the service are the door's. */
json_t *access_row_observation(const struct access_row *row, const struct door *at) MUST_USE;
