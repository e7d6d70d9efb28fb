/*
 * Writing the files of a log so that they last: a file under a name of its own in .new, synced,
 * renamed into its place, and the folders above it synced.  Many files go through each step
 * together, as the disk is fastest when it is not asked for one at a time.
 */
#pragma once

#include "base/base.h"

struct err;
struct log_put;

#define LOG_PUT_FILES_MAX 4096 /* in one go */

/* dir is borrowed.  Makes .new; what an earlier process left there goes. */
int log_put_open(struct log_put **out, int dir, struct err *err) MUST_USE;
void log_put_freep(struct log_put **p);

/* Has this data for the file; it is borrowed until log_put_all.  E_LIMIT. */
int log_put_add(struct log_put *p, const char *name, struct bytes data, struct err *err) MUST_USE;

/*
 * Write all that were added.  On success they are durable under their names.  On failure some are
 * there and some are not, each whole; they are forgotten all the same.
 */
int log_put_all(struct log_put *p, struct err *err) MUST_USE;
