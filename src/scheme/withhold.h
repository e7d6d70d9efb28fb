/*
 * Withholding a record by order of a court or an authority: its words go from the log's public
 * files, the public events, the pages and the search; entry, statement and proofs stay, and
 * everybody sees that something is withheld.  Copies that others made are out of reach.
 *
 * The registry has to rest.  What is cut short is finished by doing it again.
 */
#pragma once

#include "base/base.h"

#define WITHHOLD_REASON_MAX 2000 /* bytes */

struct err;

struct withhold {
	const char *data;   /* data directory */
	uint64_t entry;     /* of the log */
	const char *reason; /* whose order, for the audit trail; never public */
	int64_t now;        /* Unix seconds */
};

struct withheld {
	const char *kind;  /* of the entry: static */
	char subject[128]; /* what it is about */
	bool before;       /* it was withheld already */
};

/*
 * E_MISSING: no such entry; E_REFUSED: a server runs, or the entry is of a kind that is not
 * withheld; E_USAGE for a reason that is none; errors of store and log.
 */
int withhold(struct withheld *out, const struct withhold *in, struct err *err) MUST_USE;

/*
 * A database that was restored may have words that the log beside it withholds by now: *n events
 * lose them again.  The registry rests.
 */
int withhold_again(uint64_t *n, const char *data, struct err *err) MUST_USE;
