/*
 * Wrong passwords on purpose, one by one or several at once, and what became of each: written into
 * the series (guess_analysis.h), into the ledger, and as a line into the evidence.  Every attempt
 * is a new client without cookies and has a password of its own, as a device may count the kinds.
 */
#pragma once

#include "base/base.h"
#include "base/buf.h"
#include "probe/door.h"
#include "probe/guess_analysis.h"

#define GUESS_LINES_MAX 8192    /* bytes of the evidence's lines */
#define GUESS_SECRET_MAX 40     /* of a made-up password, with its NUL */
#define GUESS_TRANSCRIPTS_MAX 8 /* conversations kept of one door; the lines tell of all */

struct guess {
	struct door *door;
	const char *account; /* the one that is guessed at */
	struct guess_series series;
	struct buf lines;
	int64_t start;       /* monotonic, of the first attempt; 0: none yet */
	int64_t deadline;    /* of this door */
	const char *trouble; /* why it cannot go on: a coverage reason */
	int64_t waited;      /* for what earlier probes had locked, nanoseconds */
	unsigned transcripts;
	int64_t absent; /* the longest time that the device said nothing, beside many at once */
};

/* One attempt of many. */
struct guess_question {
	enum guess_phase phase;
	const char *account, *secret; /* secret NULL: a new wrong one */
	const struct addr *from;      /* or NULL */
	const char *whose;            /* for the evidence */
};

void guess_ask_init(struct guess *g, struct door *d, int64_t deadline);
void guess_ask_done(struct guess *g);

/*
 * Ask one; *print (may be NULL) is what came back.  GUESS_UNCLEAR with g->trouble set when it may
 * not be asked any more.
 */
enum guess_outcome guess_ask(struct guess *g, const struct guess_question *q,
			     struct login_print *print);

/* So many at once; how many were made. */
unsigned guess_ask_many(struct guess *g, unsigned lanes);

/* Was that attempt held back? */
bool guess_ask_held(enum guess_outcome o);
