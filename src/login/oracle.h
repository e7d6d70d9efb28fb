/*
 * The oracle: was that a yes or a no?  Hydra called every password right for ten years because it
 * never asked what a wrong one looks like.  Here nothing is said before it was learned: what a
 * visitor without credential gets, what strangers get, what the declared account gets with a wrong
 * secret, and (where a secret is known) with the right one.
 *
 * A protocol's own words count as they stand (401, 530, CONNACK 5; where silence is its word, the
 * mechanism says NO for it).  Where there are none (forms,
 * JSON), features are compared: an answer like a known "no" is a no, one like the known "yes" is a
 * yes.  Features in which answers of one kind differ among themselves are not looked at.  Without a
 * right secret to learn from, a yes needs the shape that only a success has (a redirect to another
 * place, a new cookie and no password field, or a new token), and a no is not certain.
 *
 * Pure; borrows nothing.
 */
#pragma once

#include "base/base.h"
#include "login/login.h"

#define ORACLE_SAMPLES_MAX 8 /* learned of each kind; more are ignored */

enum oracle_answer {
	ORACLE_NO,
	ORACLE_YES,
	ORACLE_LIMITED, /* the device holds back: whether the secret was right is not said */
	ORACLE_UNCLEAR,
};

enum oracle_sample {
	ORACLE_NONE,     /* no credential at all */
	ORACLE_STRANGER, /* an account and a secret that cannot exist */
	ORACLE_WRONG,    /* an account that exists, a wrong secret */
	ORACLE_VALID,    /* a pair that is right */
	ORACLE_SAMPLES,
};

struct oracle {
	struct {
		struct login_print print[ORACLE_SAMPLES_MAX];
		unsigned n;
	} of[ORACLE_SAMPLES];
	unsigned unstable; /* features that tell nothing here */
};

/* Start from a zeroed one. */
void oracle_learn(struct oracle *o, enum oracle_sample what, const struct login_print *print);

/* Is one stranger enough to go on with?  Where only comparing tells, it takes two. */
bool oracle_wants_more(const struct oracle *o);

/*
 * Why nothing can be concluded at this door, as a coverage reason; NULL when answers can be told
 * apart.  "open": who comes without credential is inside already.  "locked": it held back at once.
 * "no_control": a stranger was let in, the right pair was not, or the two look the same.
 */
const char *oracle_trouble(const struct oracle *o);

/* May a "no" be relied on?  Not where a success has never been seen and the protocol has no words.
 */
bool oracle_is_certain(const struct oracle *o);

/* Does a wrong secret of a real account get another answer than a stranger? */
bool oracle_tells_accounts(const struct oracle *o);

enum oracle_answer oracle_say(const struct oracle *o, const struct login_print *print);

/* Does it say "not now": in words, or by a status (403, 423, 429, 503) that its decoder left open?
 */
bool oracle_is_limit(const struct login_print *print);

/* Why there was no answer, as a coverage reason; NULL when there was one. */
const char *oracle_end_reason(enum login_end end);

const char *oracle_answer_name(enum oracle_answer a); /* "no", "yes", "limited", "unclear" */
