/*
 * The records of a log: what its entries are digests of, in words.  They lie beside the bundles,
 * as lines of JSON, 256 entries a file:
 *
 *     record/INDEX      INDEX as of tiles: x001/x234/067
 *
 *     {"entry":N,"salt":"32 hexadecimal digits","record":{...}}
 *     {"entry":N,"withheld":true}       the court's order, not ours: the proof stays whole
 *
 * Files grow line by line, ahead of the checkpoint: lines of entries that it does not have are not
 * published.  The salt is what makes a record that is withheld one that nobody can guess from its
 * digest.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "crypto/hash.h"

struct buf;
struct err;

#define LOG_RECORD_SALT 16
#define LOG_RECORD_MAX (5u << 20) /* bytes of a line */
#define LOG_RECORD_PATH_MAX 64

/* Zero-initialise; log_record_done ends it. */
struct log_record {
	uint64_t entry;
	uint8_t salt[LOG_RECORD_SALT];
	json_t *record; /* owned; NULL: withheld */
};
void log_record_done(struct log_record *r);

/* SHA-256 over the salt and the record as canonical JSON (RFC 8785; no member is a real). */
void log_record_digest(uint8_t out[static HASH_SIZE], const uint8_t salt[static LOG_RECORD_SALT],
		       const json_t *record);

/* One line, with and without its end.  E_FORMAT, E_LIMIT. */
void log_record_write(struct buf *out, const struct log_record *r);
int log_record_read(struct log_record *out, struct bytes line, struct err *err) MUST_USE;

/* Where the record of an entry lies: "record/x001/x234/067". */
void log_record_path(char out[static LOG_RECORD_PATH_MAX], uint64_t entry);

/* ---- files; dir is the log's folder ---- */

/* Those that follow what is there, durable when it returns 0. */
int log_record_append(int dir, const struct log_record *records, size_t n,
		      struct err *err) MUST_USE;

/*
 * Remove the lines of entries that a log of this size does not have, whole or torn.  E_VERIFY: it
 * is the other way round, and lines of its last file are missing.
 */
int log_record_cut(int dir, uint64_t size, struct err *err) MUST_USE;

/* Records first to end, in their order; borrowed by fn, whose negative answer ends the walk. */
typedef int log_record_fn(void *context, const struct log_record *r, struct err *err);
int log_record_each(int dir, uint64_t first, uint64_t end, log_record_fn *fn, void *context,
		    struct err *err) MUST_USE;
