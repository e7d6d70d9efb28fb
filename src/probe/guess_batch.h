/*
 * Several attempts at once, each in a thread of its own, as an attacker would make them.  The
 * threads share the door and nothing else; nothing is reported before all have ended.
 */
#pragma once

#include "base/base.h"
#include "login/login.h"

#define GUESS_BATCH_MAX 16 /* SIDE_BY_SIDE_MAX */

struct guess_lane {
	struct login_try attempt;
	struct login_reply reply; /* done by the caller */
	int64_t at, took;         /* monotonic start; nanoseconds until its end */
	bool ran;                 /* false: there was no thread to be had */
};

/* n is at most GUESS_BATCH_MAX; the lanes' attempts are set. */
void guess_batch_run(const struct login_mechanism *mechanism, const struct login_door *door,
		     struct guess_lane *lanes, unsigned n);
