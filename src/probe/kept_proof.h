/*
 * Were the passwords that were refused on a kept connection really judged?  A device might refuse
 * all that follows on a connection after some wrong ones, and a right one with it.  So now and then
 * the right one is tried there: let in after N wrong ones, it proves that the N + 1st was judged.
 */
#pragma once

#include "base/base.h"

#define KEPT_RUN_MAX 10 /* wrong ones before the right one is due */

struct kept_proof {
	unsigned run;    /* wrong ones on this connection so far */
	unsigned proven; /* after so many a right one was let in */
	unsigned owed;   /* the longest run that ended with more than were proven then */
};

/* A wrong one was refused; reused: on the connection of the one before, not on a fresh one. */
void kept_proof_no(struct kept_proof *p, bool reused);

/* One was let in; the connection is given up then. */
void kept_proof_yes(struct kept_proof *p, bool reused);

/* The connection was lost, or the right one not let in on it. */
void kept_proof_lost(struct kept_proof *p);

/* Should the right one be tried?  Earlier where a device was seen to close earlier. */
bool kept_proof_is_due(const struct kept_proof *p);

/* Was every one that was refused judged? */
bool kept_proof_holds(const struct kept_proof *p);
