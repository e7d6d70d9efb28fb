/*
 * The signer's public folder as a front reads it: the log with its records, status lists, the key
 * file (docs/formats/log.md).  It is held by a descriptor that was opened before the front gave up
 * its rights, and names are walked from there one by one, so that no link leads elsewhere; the
 * folder beside it, which has the keys, cannot be named.
 *
 * Whoever writes there puts new files in the place of old ones whole; records alone grow, line by
 * line, ahead of the checkpoint.
 */
#pragma once

#include "base/base.h"
#include "web/response.h"

struct buf;
struct err;

#define LOG_FOLDER "trust/log" /* in the data directory */
#define LOG_FOLDER_CHECKPOINT "checkpoint"
#define LOG_FOLDER_KEYS "keys.json"
#define LOG_FOLDER_STATUS "status/0" /* the list that labels of today are in */

#define LOG_FOLDER_NAME_MAX 64         /* bytes of a name, with NUL */
#define LOG_FOLDER_LINE_MAX (5u << 20) /* bytes of a record */

/* E_MISSING when there is no such folder.  *fd is for CLEANUP(fd_close). */
int log_folder_open(int *fd, const char *data, struct err *err) MUST_USE;

/*
 * Another number when checkpoint, key file or a status list was replaced: what was made of them
 * before is to be made again.  0 where none of them is there.
 */
uint64_t log_folder_stamp(int fd);

/* Append the file.  E_MISSING; E_LIMIT above max bytes; E_UNSUPPORTED: no file, or a link. */
int log_folder_read(struct buf *out, int fd, const char *name, size_t max,
		    struct err *err) MUST_USE;

/*
 * The same as a stream: as many lines as asked, or the whole when lines is 0.  etag changes with
 * what will be sent.
 */
int log_folder_stream(struct response_stream *out, char etag[static RESPONSE_ETAG_MAX], int fd,
		      const char *name, unsigned lines, uint64_t max, struct err *err) MUST_USE;

/* How many entries the checkpoint has; its signature is the reader's to verify. */
int log_folder_size(uint64_t *out, int fd, struct err *err) MUST_USE;
