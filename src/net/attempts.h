/*
 * TCP connection attempts in flight: non-blocking connects to ports of one address, each told how
 * it ended.  A socket that was refused is used again for the next port.
 */
#pragma once

#include "base/base.h"
#include "net/addr.h"

struct attempt {
	uint16_t port;
	bool is_control; /* the caller's mark */
	int64_t started;
};

struct attempts {
	const struct addr *target; /* borrowed */
	/* Called once for each attempt: 0, or the errno that ended it (ETIMEDOUT: nothing came). */
	void (*ended)(void *context, const struct attempt *attempt, int number);
	void *context;
	int epoll;
	struct attempts_slot *slots, *idle;
	struct attempts_slot *oldest, *newest; /* those that wait, by the time they started */
	unsigned n_slots, used_slots;
	unsigned in_flight;
};

/* The most that may be in flight: of what was wanted, what the descriptors allow. */
unsigned attempts_room(unsigned wanted);

/* target, ended and context are set by the caller before. */
int attempts_init(struct attempts *a, unsigned n) MUST_USE;
void attempts_done(struct attempts *a);

/*
 * 0: under way, or over already and reported.  -EMFILE and its like, -EADDRNOTAVAIL, E_LIMIT (n are
 * in flight): not started, try again when another has ended.
 */
int attempts_start(struct attempts *a, uint16_t port, bool is_control) MUST_USE;

/* Report everything that has ended, waiting for the first until then at most. */
void attempts_collect(struct attempts *a, int64_t until);

/* Report those as timed out that started then or earlier. */
void attempts_expire(struct attempts *a, int64_t before);

/* When the oldest one started; INT64_MAX when none is in flight. */
int64_t attempts_oldest(const struct attempts *a);
