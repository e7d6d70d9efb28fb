/*
 * Threads, in one place: several pieces of work at once, each in a thread of its own.  What they
 * share is their affair.
 */
#pragma once

#include <pthread.h>

#include "base/base.h"

#define SIDE_BY_SIDE_MAX 16

struct side_by_side {
	void (*work)(void *context);
	void *context;
	bool ran; /* set by side_by_side_begin; false: there was no thread to be had */
	pthread_t thread;
};

/* n is at most SIDE_BY_SIDE_MAX.  What was begun must be waited for. */
void side_by_side_begin(struct side_by_side *jobs, unsigned n);
void side_by_side_end(struct side_by_side *jobs, unsigned n);
