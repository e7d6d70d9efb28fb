/*
 * Pages asked for in turn: as nobody, as the owner by the login that a page belongs to, then as
 * those who should not get it, by each login.
 */
#pragma once

#include "base/base.h"
#include "probe/access_ask.h"

struct access_site;

#define ACCESS_TURNS_MAX 8 /* pages that are asked for on one connection */

/* What an owner's answer is worth to know which login a page belongs to. */
enum access_worth {
	ACCESS_NOT_ASKED,
	ACCESS_REFUSED,
	ACCESS_REFUSED_BY_ITS_OWN,
	ACCESS_SAME_AS_NOBODY,
	ACCESS_GOT_IT
};

struct access_turn {
	unsigned i; /* page at[i] of the site */
	/* What each got, and what that is: of several answers to one that cannot come in the worst.
	 */
	struct access_page got[ACCESS_ACTORS];
	enum access_outcome is[ACCESS_ACTORS];
	struct access_way *way; /* the owner's login, or the first; never NULL */
	enum access_worth worth;
	struct transcript said; /* by nobody and the owner, until access_turns_end */
};

/* n pages (ACCESS_TURNS_MAX at most), whose i is set and all else zeroed, as nobody and the owner.
 */
void access_turns_begin(struct access_site *s, struct access_turn *turn, unsigned n);

/* One of them as everybody else.  The web is left at the owner's login. */
void access_turns_end(struct access_site *s, struct access_turn *turn);

void access_turns_done(struct access_turn *turn);

/* Does what the owner comes with by that login open what it should, now?  What nobody proved so far
 * is looked for, in turns of its own. */
bool access_turns_proven(struct access_site *s, struct access_way *way);

/* The graver of two outcomes of one who should not get it. */
enum access_outcome access_turns_worse(enum access_outcome a, enum access_outcome b);
