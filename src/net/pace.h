/*
 * How hard a device is worked.  Nothing here is a fixed rate: the sweep's window follows the
 * device's answers, and the pause between connections follows how long the device took.
 */
#pragma once

#include "base/base.h"

struct time_clock;

enum pace { PACE_GENTLE, PACE_NORMAL, PACE_FAST };

struct pace_limits {
	unsigned window_start, window_max; /* connection attempts in flight in a sweep */
	int64_t answer_min, answer_max;    /* bounds of the adaptive timeout, nanoseconds */
	unsigned rest_percent;             /* pause after an exchange, of the time it took */
};

const char *pace_name(enum pace p);
int pace_find(const char *name, enum pace *out) MUST_USE; /* E_MISSING */
const struct pace_limits *pace_limits(enum pace p);

/* Sleep after an exchange that took that long (nanoseconds); never above PACE_REST_MAX. */
#define PACE_REST_MAX (INT64_C(2000000000))
void pace_rest(enum pace p, int64_t took);
