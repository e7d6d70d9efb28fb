/*
 * The measurement at one door, in seven steps: learn what yes and no look like; fifteen wrong
 * passwords one by one; the right one; eight and sixteen wrong ones at once; whom a lock is about
 * (another account, another address, another door); how long it lasts; and, from all that, how many
 * guesses an hour are left (guess_analysis.h).
 *
 * It ends early where the device begins to suffer (another port that answered before does not any
 * more), where the time is up, or where nothing can be told apart.  At the end the right password
 * is given once more, where it is known, so that counters start anew.
 */
#pragma once

#include "base/base.h"
#include "probe/guess_ask.h"

#define GUESS_DOOR_TIME (INT64_C(480) * 1000000000) /* of all at one door */
#define GUESS_LOCK_WAIT (90 * INT64_C(1000000000))  /* a lock is waited for no longer */
#define GUESS_LANES_FEW 8
#define GUESS_LANES_MANY 16

/* The ledger, oracle and account of the door are ready (door_find_account); others may be NULL. */
void guess_door(struct guess *g, struct door *others, unsigned n_others);
