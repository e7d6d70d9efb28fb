/*
 * The one that appends to a log.  Entries are collected and committed together:
 *
 *   1. bundles and tiles are written, each once, and made durable;
 *   2. they are read back and counted again by code that knows nothing of the appender's own tree
 *      (tlog/log_recount.h), and the root has to be the same;
 *   3. the size and root about to be signed are made durable in the signer's memory;
 *   4. a function of the caller signs;
 *   5. the checkpoint takes the old one's place, durably.
 *
 * Only then is anything acknowledged.  Whatever happens on the way, at most one tree of each size
 * is ever signed: the memory is ahead of every signature, and on opening, a tree that is in the
 * memory but not in the checkpoint is finished as it was, and files of none that is in the memory
 * are removed.
 *
 * The memory is a small file that lies elsewhere than the log, with the keys: it holds the text of
 * the last checkpoint.  That the log was restored from a backup shows by it.
 *
 * Nothing here looks at a clock.
 */
#pragma once

#include "base/base.h"
#include "tlog/note_key.h"

struct buf;
struct err;
struct log_write;

#define LOG_WRITE_ENTRIES_MAX 65536      /* of one commit */
#define LOG_WRITE_BYTES_MAX (64u << 20)  /* of their bytes */
#define LOG_WRITE_AUDITED_MAX (1u << 20) /* entries at the end of the log that opening reads */

/* Append the note of this text to out: text, empty line, signatures. */
typedef int log_write_sign_fn(void *context, struct bytes text, struct buf *out, struct err *err);

/* All borrowed until log_write_freep. */
struct log_write_options {
	const char *dir;    /* the log's folder; made when it is not there */
	const char *memory; /* the signer's memory: a file */
	const struct note_key
	    *key; /* that the checkpoints are signed with; its name is the origin */
	log_write_sign_fn *sign;
	void *context;
};

/*
 * Takes the lock, checks the log's files (all tiles, and the last LOG_WRITE_AUDITED_MAX entries)
 * against checkpoint and memory, and finishes or removes what was cut short.  A log that is not
 * there yet begins with a signed checkpoint of no entries.
 *
 * E_VERIFY: the files are damaged, or fit the memory no more; E_EXISTS: another process appends.
 */
int log_write_open(struct log_write **out, const struct log_write_options *options,
		   struct err *err) MUST_USE;
void log_write_freep(struct log_write **w);

/* Entries of the last checkpoint. */
uint64_t log_write_size(const struct log_write *w);

/*
 * Put an entry into the next commit; it is copied.  *index is where it will be.  E_LIMIT, with
 * nothing changed: above TILE_ENTRY_MAX bytes, or the commit is full.
 */
int log_write_append(struct log_write *w, struct bytes entry, uint64_t *index,
		     struct err *err) MUST_USE;

/*
 * 0: all that was appended is durable, and the checkpoint says so.  After a failure it is not known
 * whether it is in the log; every later call fails, and opening the log again settles it.
 */
int log_write_commit(struct log_write *w, struct err *err) MUST_USE;
