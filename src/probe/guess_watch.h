/*
 * While many attempts are under way at once, somebody has to look whether the device is still
 * there: one that restarts leaves attempts without answer as a busy one does.  A thread of its own
 * knocks where the device is known to answer, twice a second, and measures the longest silence.
 */
#pragma once

#include <stdatomic.h>

#include "base/base.h"
#include "net/addr.h"
#include "probe/side_by_side.h"

struct guess_watch {
	struct addr target;
	uint16_t port;
	struct side_by_side side;
	atomic_bool stop;
	int64_t longest; /* nanoseconds */
};

/* Nothing is watched where the port is silent from the beginning, or there is no thread to be had.
 */
void guess_watch_start(struct guess_watch *w, const struct addr *target, uint16_t port);

/* The longest silence, nanoseconds. */
int64_t guess_watch_stop(struct guess_watch *w);
