/*
 * Making a dated answer out of a log's files: the label's entries up to the moment and the first
 * one after it, their proofs and public records, the checkpoint.  Entries are found by going back
 * from the label's last one, as each names the one before it.
 *
 * What was put together is verified as a reader would, all but the signatures, before it is handed
 * out: damaged files, or a history that contradicts itself, make no answer.
 */
#pragma once

#include "base/base.h"

struct buf;
struct err;
struct log_read;
struct signing_key;

struct dated_make {
	struct log_read *log;
	int dir;       /* the log's folder, where its records lie; borrowed */
	uint64_t last; /* index of the label's last entry that the checkpoint has */
	const char *number;
	const char *model; /* that is asked for, or NULL */
	int64_t at;        /* Unix seconds: the moment; at most made */
	int64_t made;      /* now */
};

/*
 * Append the file.  The registry is the log's origin; key one of its keys for status lists.
 * E_REFUSED: the moment is still to come; E_FORMAT: the model is no model number; E_MISSING: last
 * is no entry of the label; E_LIMIT: too many entries or bytes; E_VERIFY: the files are damaged.
 */
int dated_make(struct buf *out, const struct dated_make *in, const struct signing_key *key,
	       struct err *err) MUST_USE;

/* The payload alone, for whoever has the files and no key (dated_verify_files). */
int dated_make_payload(struct buf *out, const struct dated_make *in, struct err *err) MUST_USE;

/*
 * The label's last entry, looked for from the end of the log.  Whoever asks often keeps it.
 * E_MISSING: the log has no label of that number.
 */
int dated_make_find(struct log_read *log, const char *number, uint64_t *last,
		    struct err *err) MUST_USE;
