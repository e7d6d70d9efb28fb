/*
 * The TCP port sweep: a non-blocking connect to each port, told apart as open (handshake),
 * closed (refused) or filtered (no answer, or an ICMP error).  A socket that was refused is used
 * again for the next port.  The window of attempts in flight grows while the device answers and
 * shrinks when answers get slow or go missing; ports that did not refuse are looked at again, until
 * a look finds nothing new.  Ports that went silent together with the device stay unknown.
 */
#pragma once

#include "base/base.h"
#include "net/addr.h"
#include "net/pace.h"

#define SWEEP_PORTS 65536

enum sweep_state { SWEEP_UNKNOWN, SWEEP_OPEN, SWEEP_CLOSED, SWEEP_FILTERED };

enum sweep_end {
	SWEEP_COMPLETE,
	SWEEP_NO_ANSWER,   /* not one port answered: nothing may be there */
	SWEEP_STOPPED,     /* the device answered, then no more, or answers get lost to the end */
	SWEEP_UNREACHABLE, /* the network says the address cannot be reached */
	SWEEP_LATE,        /* the deadline passed */
};

struct sweep {
	struct addr target;
	enum pace pace;
	uint16_t from, to; /* inclusive; from is at least 1 */
	int64_t deadline;
	/* Called now and then; may be NULL.  A non-zero answer ends the sweep as E_CANCELLED. */
	int (*progress)(void *context, unsigned done, unsigned total);
	void *context;

	/* Results. */
	uint8_t state[SWEEP_PORTS]; /* enum sweep_state */
	unsigned open, closed, filtered;
	unsigned attempts;   /* connects made */
	unsigned window_top; /* the most in flight at once */
	int64_t round_trip;  /* smoothed, nanoseconds; 0 when nothing answered */
	enum sweep_end end;
};

/* 0 when it ran to any of the ends above; E_CANCELLED, or -errno when no socket can be made. */
int sweep_run(struct sweep *s) MUST_USE;
