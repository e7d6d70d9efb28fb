/*
 * Proof files (C2SP tlog-proof v1): that an entry is in a log, in one text that needs nothing but
 * the keys to be checked:
 *
 *     c2sp.org/tlog-proof@v1
 *     extra BASE64                     (may be absent; nobody vouches for it)
 *     index NUMBER
 *     BASE64                           (hashes of the inclusion proof, from the leaf up)
 *                                      (an empty line)
 *     the checkpoint, with its signatures
 *
 * The entry itself is not in it.
 */
#pragma once

#include "base/base.h"
#include "base/buf.h"
#include "tlog/checkpoint.h"

struct err;

#define TLOG_PROOF_EXTRA_MAX (256u << 10) /* bytes of extra data */
#define TLOG_PROOF_SIZE_MAX (1u << 20)    /* bytes of the file */

/* Zero-initialise; tlog_proof_done ends it. */
struct tlog_proof {
	bool has_extra;
	struct buf extra;
	uint64_t index;
	struct merkle_proof hashes;
	struct bytes checkpoint; /* the note; borrowed from what was decoded */
};

/* On failure proof is empty.  E_LIMIT, E_FORMAT.  The checkpoint is not looked into. */
int tlog_proof_decode(struct tlog_proof *proof, struct bytes file, struct err *err) MUST_USE;
void tlog_proof_done(struct tlog_proof *proof);

/* Whether a file is meant to be one: it begins like one. */
bool tlog_proof_looks_like(struct bytes file);

/* The mirror; extra is written when has_extra. */
void tlog_proof_encode(struct buf *out, const struct tlog_proof *proof);

/*
 * Is this entry in the log of that key?  *out is the checkpoint that says so, borrowed like the
 * proof's.  E_FORMAT, E_LIMIT, E_VERIFY.
 */
int tlog_proof_verify(const struct tlog_proof *proof, struct bytes entry,
		      const struct note_key *key, struct checkpoint *out, struct err *err) MUST_USE;
