/*
 * The files of a log, whose folder is an open descriptor:
 *
 *     checkpoint, tile/...   public, as C2SP tlog-tiles has them
 *     record/...             public, beside it: tlog/log_record.h
 *     .new/, .lock           of the process that appends
 *
 * Names are those of tile_path.
 */
#pragma once

#include "base/base.h"
#include "tlog/tile.h"

struct buf;
struct err;

#define LOG_FILE_CHECKPOINT "checkpoint"
#define LOG_FILE_NEW ".new"
#define LOG_FILE_LOCK ".lock"

/* Bytes of a file; zero-initialise, and use again for the next. */
struct log_file {
	uint8_t *p;
	size_t n, room;
};

void log_file_done(struct log_file *f);

/* The folder.  *out is for CLEANUP(fd_close). */
int log_file_open_dir(int *out, const char *path, struct err *err) MUST_USE;

/* E_MISSING when it is not there; E_LIMIT above max bytes; E_UNSUPPORTED for no regular file. */
int log_file_read(struct log_file *f, int dir, const char *name, size_t max,
		  struct err *err) MUST_USE;

/*
 * The hashes of a tile as the tree of size has them: from the partial tile of that width, or, where
 * it made room for the full one, from that.  E_MISSING, E_VERIFY for one of a wrong length.
 */
int log_file_tile(struct log_file *f, int dir, const struct tile *tile, struct merkle_hash *out,
		  struct err *err) MUST_USE;

/* The same for a bundle; entries borrow from f. */
int log_file_bundle(struct log_file *f, int dir, const struct tile *tile, struct bytes *out,
		    struct err *err) MUST_USE;

/*
 * The folders above a name, which has fewer than TILE_PATH_MAX bytes: make those that are not
 * there (readable for those who publish them, whatever the umask), make their names durable, or
 * one's.
 */
int log_file_make_folders(int dir, const char *name, struct err *err) MUST_USE;
int log_file_sync_folders(int dir, const char *name, struct err *err) MUST_USE;
int log_file_sync_folder(int dir, const char *folder, struct err *err) MUST_USE;

/*
 * All files below tile/, in no order; a folder that is not there is empty.  tile is NULL where the
 * name is not one that a log has.  A negative answer ends the walk and is returned.
 */
typedef int log_file_fn(void *context, const char *name, const struct tile *tile, struct err *err);

int log_file_walk(int dir, log_file_fn *fn, void *context, struct err *err) MUST_USE;
