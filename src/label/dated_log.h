/*
 * The log that a dated answer is out of: is its checkpoint one of the registry's log, who cosigned
 * it, and is every entry of the answer in it?
 */
#pragma once

#include "base/base.h"
#include "label/dated_answer.h"
#include "label/key_set.h"
#include "tlog/checkpoint.h"

struct err;

/* Zero-initialise.  The checkpoint borrows from the answer's. */
struct dated_log {
	struct checkpoint checkpoint;
	unsigned cosignatures; /* of witnesses in the key file, that were verified */
	unsigned others;       /* lines of the checkpoint that nobody in the key file made */
	uint64_t witnessed;    /* Unix seconds of the latest cosignature; 0: none */
};

/* By the keys of the log and of witnesses in the file.  E_VERIFY, in both languages; E_FORMAT. */
int dated_log_open(struct dated_log *out, const struct dated_answer *answer,
		   const struct key_set *keys, struct err *err) MUST_USE;

/* Without keys: a checkpoint of that log by its own words. */
int dated_log_read(struct dated_log *out, const struct dated_answer *answer,
		   struct err *err) MUST_USE;

/* E_VERIFY, in both languages: an entry is not in it where it says. */
int dated_log_check(const struct dated_log *log, const struct dated_answer *answer,
		    struct err *err) MUST_USE;
