/*
 * Reading a log from its files: the checkpoint, entries, stored hashes, and proofs made of these.
 * Nothing is written, no lock is taken; a log that grows meanwhile stays what its checkpoint was
 * when it was opened.
 */
#pragma once

#include "base/base.h"
#include "tlog/checkpoint.h"

struct err;
struct log_read;

/*
 * Reads the checkpoint, and verifies it where key is not NULL.  E_MISSING, E_FORMAT, E_VERIFY.
 */
int log_read_open(struct log_read **out, const char *dir, const struct note_key *key,
		  struct err *err) MUST_USE;
void log_read_freep(struct log_read **r);

const struct checkpoint *log_read_checkpoint(const struct log_read *r); /* borrowed */
struct bytes log_read_note(const struct log_read *r);                   /* with its signatures */

/* Borrowed until the next call.  E_LIMIT: no such entry; E_MISSING, E_VERIFY: the files are bad. */
int log_read_entry(struct log_read *r, uint64_t index, struct bytes *entry,
		   struct err *err) MUST_USE;

/* Of the tree of size, which is at most that of the checkpoint. */
int log_read_root(struct log_read *r, uint64_t size, struct merkle_hash *out,
		  struct err *err) MUST_USE;
int log_read_inclusion(struct log_read *r, uint64_t index, struct merkle_proof *out,
		       struct err *err) MUST_USE;
int log_read_consistency(struct log_read *r, uint64_t old, struct merkle_proof *out,
			 struct err *err) MUST_USE;

/*
 * Append the proof file (tlog/tlog_proof.h) of an entry, with the entry itself as its extra data if
 * that is wanted.  It is checked against the checkpoint first: what damaged files would prove is
 * E_VERIFY.
 */
int log_read_prove(struct log_read *r, uint64_t index, bool with_entry, struct buf *out,
		   struct err *err) MUST_USE;
