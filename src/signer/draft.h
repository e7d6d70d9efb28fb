/*
 * A publication as it is going to stand in the log: its entries and their records, made when the
 * decisions behind it verify (signer/chain.h), so that nothing of it is put before all of it is
 * there.  Looks at nothing but what it is given.
 */
#pragma once

#include "base/base.h"
#include "base/buf.h"
#include "base/json.h"
#include "label/log_entry.h"
#include "signer/publication.h"

struct err;
struct public_key;
struct shelf;
struct signing_key;

/* What it is made upon.  Borrowed. */
struct draft_ground {
	const char *issuer;
	const struct signing_key *label;   /* signs the statements */
	const char *label_from;            /* the first day on which that key signs */
	const struct public_key *decision; /* of people's decisions */
	const struct shelf *shelf;
	uint64_t next; /* index of its first entry */
	int64_t now;   /* Unix seconds */
};

/* Zero-initialise; draft_done ends it.  digest of the entries is for whoever salts them. */
struct draft {
	struct log_entry entries[PUBLICATION_EVENTS_MAX];
	json_t *records[PUBLICATION_EVENTS_MAX]; /* owned */
	size_t n;
	struct buf compact, full; /* statements of an issue, which is published alone */
};
void draft_done(struct draft *d);

/* {"id", "action", "events", "decisions"}.  E_REFUSED with the reason: it may not be published. */
int draft_make(struct draft *out, const struct draft_ground *ground, const json_t *publication,
	       struct err *err) MUST_USE;
