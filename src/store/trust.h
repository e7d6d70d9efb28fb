/*
 * The signer's folder (signer/signer.h) in a backup: log/ and keys/.
 *
 * A copy has the log as of a checkpoint, the records and lists beside it, and the keys and second
 * factors as they were a moment later.  The signer's memory is not copied: that of the copy is what
 * the copied checkpoint says (docs/formats/log.md), so that the copy opens without complaint
 * whatever the signer was doing.
 *
 * A log of which an older copy takes the place forks when it goes on: the signer would sign other
 * trees for sizes that were signed before.  Whoever restores asks trust_relation first.
 */
#pragma once

#include "base/base.h"

struct err;

/* How much was copied. */
struct trust_size {
	bool has_log;
	uint64_t entries;
};

/*
 * Copy the folder from into the empty folder to (paths), and look at all of the copy.  E_VERIFY,
 * E_MISSING: it is damaged, or lacks what belongs to it.  Not synced (base/folder.h).
 */
int trust_copy(struct trust_size *out, const char *from, const char *to, struct err *err) MUST_USE;

/* What is there, as seen from a copy. */
enum trust_relation {
	TRUST_NONE,    /* nothing that ever signed */
	TRUST_OTHER,   /* another log's: its key is another */
	TRUST_GOES_ON, /* it begins with the copy's log, and may go on */
	TRUST_BEHIND,  /* the copy's log begins with it, and is longer */
	TRUST_FORKED,  /* it signed another tree than the copy has, or may have */
};

/*
 * present is a signer's folder or nothing at all, copy what trust_copy made.  With TRUST_FORKED err
 * says what was found; an error of the copy, or of the disk, is returned as such.  *entries: what
 * the log that is there has signed.
 */
int trust_relation(enum trust_relation *out, uint64_t *entries, const char *present,
		   const char *copy, struct err *err) MUST_USE;
