/*
 * A worker is a child process that does one dangerous thing (talk to a device, parse a file) in a
 * sandbox and reports by messages.  Whatever happens to it, the parent learns how it ended.
 */
#pragma once

#include "base/base.h"
#include <signal.h>
#include <sys/types.h>

#include "sandbox/sandbox.h"

struct err;
struct channel_message;

/* One that was started; {0}: none. */
struct worker_child {
	pid_t pid;
	int channel;
};

struct worker {
	enum sandbox sandbox;
	/* In the child, inside the sandbox; channel is where to send.  Its answer is the exit code.
	 */
	int (*work)(void *context, int channel);
	/* In the parent, for each message.  A negative answer ends the worker. */
	int (*receive)(void *context, const struct channel_message *message);
	void *context;
	int64_t deadline;                    /* monotonic nanoseconds */
	const volatile sig_atomic_t *cancel; /* set by a signal handler; NULL: never */
	/* Another one that runs meanwhile: this one inherits nothing of it.  NULL: none. */
	struct worker_child *beside;
};

enum worker_end {
	WORKER_DONE,      /* it ended by itself, exit code 0 */
	WORKER_FAILED,    /* exit code other than 0: it could not start its work */
	WORKER_CRASHED,   /* a signal */
	WORKER_LATE,      /* killed at the deadline */
	WORKER_CANCELLED, /* killed because of cancel */
	WORKER_REFUSED,   /* killed because of what it sent, or because receive said so */
};

/* Start, listen, and reap.  *detail: the exit code or the signal's number. */
int worker_run(const struct worker *w, enum worker_end *end, int *detail, struct err *err) MUST_USE;

/*
 * The same in two steps, for one that works while others are run: nothing of what it says is taken
 * until it is finished (it waits, then), and its deadline counts from its start all the same.
 */
int worker_start(struct worker_child *out, const struct worker *w, struct err *err) MUST_USE;
void worker_finish(struct worker_child *c, const struct worker *w, enum worker_end *end,
		   int *detail);

/* End one whose word is not wanted any more; does nothing for {0}. */
void worker_stop(struct worker_child *c);
