/*
 * Several places of a device (doors to log in at) worked on side by side: those of different
 * services in different lanes, those of one service, and of one port, one after the other in a
 * lane.  A lane is a thread and has one connection at a time.  Whatever the timing, it comes to the
 * same as if they had been worked on one by one:
 *
 * - What a place reports is kept until those before it are over, and sent in order.
 * - An account is tried at one place at a time, until that one is through with it, and first at
 *   those that come first, unless the same is tried there: a lock that three wrong passwords put on
 *   an account of the whole device would else make all that follow untold (the right one looks
 *   wrong, and nothing shows it), at places that each believe to have made one.
 * - An answer that does not come while others are under way may be their fault (a device that
 *   serves few at once, or shuts out whoever asks too much): lanes_leave says so, and the attempt
 *   can be made again with nobody beside it.
 */
#pragma once

#include "base/base.h"
#include "base/buf.h"
#include "probe/probe.h"

#define LANES_MAX 4 /* connections at once */
/* Bytes of reports that wait; beyond, only who is first makes attempts. */
#define LANES_KEPT_MAX (32u << 20)

struct lanes_place {
	const char *service; /* borrowed */
	uint16_t port;
	/* The accounts that will be tried, in order; borrowed.  Each as often as it is tried, one
	 * after the other. */
	const char **account;
	const size_t *what; /* is tried with it: the same number, the same thing */
	unsigned n_accounts;

	/* Below is lanes.c's. */
	unsigned lane;
	unsigned tried; /* of its accounts, from the front */
	bool holds;     /* the next one: nobody else may try it */
	bool begun, over;
	struct probe_context cx; /* its own */
	struct buf kept;
	struct lanes *lanes;
	void (*hang_up)(void *line); /* NULL: nothing is kept open */
	void *line;
};

struct lanes;

/* One place; cx is its own context, whose reports are kept. */
typedef void lanes_work(void *context, unsigned place, struct probe_context *cx,
			struct lanes *lanes);

/*
 * Which place goes where: sets .lane.  At most LANES_MAX; a service beyond joins the lane with the
 * fewest places.  The number of lanes.
 */
unsigned lanes_assign(struct lanes_place *place, unsigned n);

/* Work on all of them; returns when all are over, and everything is sent by cx. */
void lanes_run(struct probe_context *cx, struct lanes_place *place, unsigned n, lanes_work *work,
	       void *context);

/* ---- for a place that is worked on ---- */

/* Wait until its next account is this one's to try. */
void lanes_turn(struct lanes *l, unsigned place);

/* The next account was tried. */
void lanes_next(struct lanes *l, unsigned place);

/*
 * Around each attempt.  alone: nobody else has one under way.  lanes_leave: had anybody, at any
 * time since lanes_enter?
 */
struct lanes_visit {
	bool alone, shared;
	uint64_t seen;
};
struct lanes_visit lanes_enter(struct lanes *l, unsigned place, bool alone);
bool lanes_leave(struct lanes *l, struct lanes_visit *v);

/*
 * Between its attempts this place keeps a line to the device open, which is hung up, by whatever
 * thread, before anybody else is alone.  It hangs up itself by lanes_hang_up, as both could be at
 * it at once.  NULL: no line any more.
 */
void lanes_keep_line(struct lanes *l, unsigned place, void (*hang_up)(void *line), void *line);
void lanes_hang_up(struct lanes *l, unsigned place);

/* The device does not bear several at once: from now on every attempt is alone. */
void lanes_one_by_one(struct lanes *l);
