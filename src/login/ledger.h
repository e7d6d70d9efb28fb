/*
 * The attempt ledger: every time somebody's secret is tried, this is asked first, and told the
 * outcome.  It is one for all probes of a run, as a device counts all of them together: each probe
 * reads what those before it observed (kind "attempts"), and reports its own rows when it is done.
 *
 * A row is what one probe did to one account at one door from one source address.  All limits
 * stand here:
 * - LEDGER_DOOR_MAX attempts at one door by one probe, whatever they are for, but a walk: there the
 *   right pair goes along with each request;
 * - so many published defaults for one account at one door (the pack's parameter), where the
 *   repetition of one that was held back is none of its own;
 * - no default where the device has locked, in any probe.
 *
 * A door is a port and a mechanism.  Accounts may come from lists, so their rows have a limit too:
 * without room for a row there is no attempt.  Several threads may ask and tell at once, where each
 * has doors of its own; ledger_init, _read, _observations and _done are for when there is one.
 */
#pragma once

#include <pthread.h>

#include "base/base.h"
#include "base/json.h"
#include "login/oracle.h"
#include "net/addr.h"

#define LEDGER_DOOR_MAX 60    /* attempts at one door by one probe: DESIGN.md section 9 */
#define LEDGER_ACCOUNT_MAX 5  /* defaults for one account, whatever a parameter says */
#define LEDGER_COUNT_MAX 1000 /* of a walk, in one row */
#define LEDGER_ROWS_MAX 4096
#define LEDGER_NAME_MAX 65 /* of an account, with its NUL; of a mechanism, service, probe */

enum ledger_kind {
	LEDGER_WALK,    /* the right pair, to look at what it may do */
	LEDGER_CONTROL, /* to learn what a yes or a no looks like */
	LEDGER_DEFAULT, /* a published default password */
	LEDGER_GUESS,   /* a wrong one on purpose, to measure the protection */
	LEDGER_KINDS,
};

struct ledger_row {
	uint16_t port;
	bool tls, locked;
	bool own; /* of the probe that is running; the others were read */
	char service[LEDGER_NAME_MAX], mechanism[LEDGER_NAME_MAX], probe[LEDGER_NAME_MAX];
	char account[LEDGER_NAME_MAX];
	char source[ADDR_TEXT_MAX]; /* "" when the system chose the address */
	unsigned kind[LEDGER_KINDS], answer[ORACLE_UNCLEAR + 1];
	unsigned again;   /* defaults that were repetitions */
	int64_t from, to; /* Unix seconds of the first and the last; not read back */
};

struct ledger {
	const char *probe; /* borrowed */
	unsigned tries_per_account;
	pthread_mutex_t *lock; /* over the rows */
	struct ledger_row *row;
	size_t n;
};

struct ledger_try {
	const char *service, *mechanism;
	uint16_t port;
	bool tls;
	const char *account;
	const char *source; /* or NULL */
	enum ledger_kind kind;
	bool again; /* the repetition of one that was held back */
};

/* tries_per_account is held to LEDGER_ACCOUNT_MAX. */
void ledger_init(struct ledger *l, const char *probe, int64_t tries_per_account);
void ledger_done(struct ledger *l);

/* Take over what earlier probes reported; what is not of kind "attempts" is passed over. */
void ledger_read(struct ledger *l, const json_t *observations);

/* May this be tried?  NULL: yes, and it is counted.  Otherwise a coverage reason. */
const char *ledger_take(struct ledger *l, const struct ledger_try *t, int64_t now);

/* What became of one that was taken. */
void ledger_note(struct ledger *l, const struct ledger_try *t, enum oracle_answer answer);

/* The device does not answer this account here any more; kept in its row. */
void ledger_lock(struct ledger *l, const struct ledger_try *t);

/* Attempts at a door so far: by the running probe, as far as they are limited; by all. */
unsigned ledger_spent(const struct ledger *l, uint16_t port, const char *mechanism);
unsigned ledger_spent_by_all(const struct ledger *l, uint16_t port, const char *mechanism);

/* Has the device locked at this door, in any probe? */
bool ledger_locked(const struct ledger *l, uint16_t port, const char *mechanism);

/* Wrong answers to an account at a door so far, by all probes. */
unsigned ledger_wrong(const struct ledger *l, uint16_t port, const char *mechanism,
		      const char *account);

/* The running probe's rows as observations, in the order of their first attempts; a new array. */
json_t *ledger_observations(const struct ledger *l) MUST_USE;
