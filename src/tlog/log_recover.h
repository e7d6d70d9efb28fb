/*
 * What to make of the files of a log that is opened for appending, and of the signer's memory: is
 * it whole, was a commit cut short, or was something restored that must not be gone on with?
 */
#pragma once

#include "base/base.h"
#include "tlog/log_memory.h"
#include "tlog/note_key.h"

struct err;

struct log_recover {
	struct log_memory tree; /* that the log goes on from */
	bool is_published;      /* the checkpoint has it; otherwise it is to be signed again */
};

/*
 * dir is the open folder.  E_VERIFY with what is wrong and, where it can be said, why.  A log that
 * is new is a tree of no entries that is not published.
 */
int log_recover(struct log_recover *out, int dir, const struct note_key *key, const char *memory,
		struct err *err) MUST_USE;

/*
 * Remove files of a larger tree than size, which nobody signed, and partial tiles that made room
 * for full ones.
 */
int log_recover_clean(int dir, uint64_t size, struct err *err) MUST_USE;
