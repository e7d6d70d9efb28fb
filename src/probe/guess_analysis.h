/*
 * What a series of wrong passwords shows of the protection behind a door: a class, and how many
 * guesses an hour are left to an attacker who uses the best way that was found.  Pure.
 *
 * The classes (docs/safety.md, "Measuring guessing"):
 *   none                  as fast as the device can answer, one after the other and together
 *   delay                 each wrong answer takes a while, and connections share it
 *   delay_per_connection  each wrong answer takes a while, but many connections wait together
 *   delay_grows           wrong answers take longer and longer
 *   rate_limit            "not now" (429 and its like), and soon again
 *   account_lock          this account is shut for a while, others are not
 *   address_lock          this address is shut out for a while, whatever the account
 *   drop                  connections are refused or ignored for a while
 *   tarpit                connections are taken and never answered
 *   unclear               none of this can be said
 */
#pragma once

#include "base/base.h"

#define GUESS_POINTS_MAX 60 /* as many as the ledger allows at a door */

#define GUESS_SERIAL_MIN 15 /* wrong ones in a row, below which "nothing changed" is not said */

enum guess_phase {
	GUESS_CALIBRATE,
	GUESS_SERIAL,
	GUESS_CONTROL,
	GUESS_PARALLEL,
	GUESS_SCOPE,
	GUESS_RECOVERY,
};

enum guess_outcome {
	GUESS_NO,      /* a wrong password was looked at: a guess that counts */
	GUESS_YES,     /* the right one was let in */
	GUESS_LIMITED, /* "not now" */
	GUESS_REFUSED, /* no connection, or one that was closed without an answer */
	GUESS_HUNG,    /* a connection, but no answer */
	GUESS_SILENT,  /* not even a connection */
	GUESS_UNCLEAR,
};

enum guess_class {
	GUESS_CLASS_NONE,
	GUESS_CLASS_DELAY,
	GUESS_CLASS_DELAY_PER_CONNECTION,
	GUESS_CLASS_DELAY_GROWS,
	GUESS_CLASS_RATE_LIMIT,
	GUESS_CLASS_ACCOUNT_LOCK,
	GUESS_CLASS_ADDRESS_LOCK,
	GUESS_CLASS_DROP,
	GUESS_CLASS_TARPIT,
	GUESS_CLASS_UNCLEAR,
};

struct guess_point {
	int64_t at, took; /* nanoseconds: since the first attempt; until its end */
	enum guess_phase phase;
	enum guess_outcome outcome;
	unsigned lanes; /* connections at once: 1, 8, 16 */
	bool connected; /* a connection was taken, whatever became of it */
};

/* What one further question came to. */
enum guess_held {
	GUESS_NOT_ASKED,
	GUESS_OPEN, /* answered as if nothing had happened */
	GUESS_HELD, /* held back as well */
};

struct guess_series {
	struct guess_point point[GUESS_POINTS_MAX];
	unsigned n;
	/* While it was held back, or right after: */
	enum guess_held control; /* the right password for the account */
	enum guess_held other_account, other_address, other_door;
	/* Recovery.  Not recovered: lock_max is how long it was waited. */
	bool recovered;
	int64_t lock_min, lock_max; /* between these, nanoseconds; 0 when there was no lock */
	unsigned after;             /* guesses that counted at once after it, 0: not asked */
	enum guess_held restored;   /* the right password, when all was over */
};

struct guess_result {
	enum guess_class class;
	unsigned attempts; /* points that are guesses */
	unsigned
	    changed_after; /* guesses that counted before the device held back; 0: it did not */
	int64_t delay;     /* median of wrong answers one by one, nanoseconds */
	int64_t delay_first, delay_last;                       /* of the first and the last third */
	uint64_t serial_per_hour, parallel_per_hour, per_hour; /* per_hour: the attacker's best */
	unsigned lanes; /* connections at once of the best way; 1: one by one */
};

void guess_analysis_run(struct guess_result *out, const struct guess_series *s);

/* Did the device do anything but answer "no" as often as it was asked? */
bool guess_analysis_changed(const struct guess_series *s);

const char *guess_analysis_class(enum guess_class c);     /* "delay_grows" */
const char *guess_analysis_phase(enum guess_phase p);     /* "serial" */
const char *guess_analysis_outcome(enum guess_outcome o); /* "no" */
