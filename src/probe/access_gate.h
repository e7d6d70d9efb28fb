/*
 * A login that is not of the web, as nobody, with a wrong pair, as the owner and as an account of
 * low privilege.  That nobody is let in is for whoever asks further (probe_guest.c,
 * access_topics.h); that a stranger is, where nobody is not, is told here.
 */
#pragma once

#include "base/base.h"
#include "probe/access_accounts.h"
#include "probe/access_row.h"
#include "probe/door.h"

struct access_gate {
	struct door door;
	struct access_accounts accounts;
	enum access_outcome is[ACCESS_ACTORS];
	const char *trouble; /* why it is not complete, as a coverage reason; NULL: it is */
	char sha256[HASH_HEX_MAX];
};

/* door is filled (door_next, with its ledger), all else zeroed.  What each got is left in is[]. */
void access_gate_try(struct access_gate *g);

/* "telnet login" as a row. */
void access_gate_observe(struct access_gate *g);
