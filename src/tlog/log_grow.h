/*
 * The appender's own tree: the right edge of the log as bytes of bundles and tiles, and the files
 * that a batch makes of it.  Knows no file system.
 */
#pragma once

#include "base/base.h"
#include "base/buf.h"
#include "tlog/merkle.h"
#include "tlog/tile.h"

/* A file to be written. */
struct log_grow_file {
	struct tile tile;
	struct buf data;
};

struct log_grow {
	struct merkle_edge edge;
	struct buf bundle; /* of the last entries, not full */
	unsigned bundle_width;
	struct merkle_hash tiles[TILE_LEVELS][TILE_WIDTH]; /* of each level the last, not full */
	unsigned widths[TILE_LEVELS];
	unsigned written[TILE_LEVELS]; /* widths at the last checkpoint */
	struct log_grow_file *files;   /* those that became full, then, after log_grow_seal, all */
	size_t n, room;
};

void log_grow_init(struct log_grow *g);
void log_grow_done(struct log_grow *g);

/*
 * Begin where a log of size ends: entries are those of its last bundle, if that is partial, and
 * tiles[level] the hashes of each level's last, if that is.
 */
void log_grow_start(struct log_grow *g, uint64_t size, const struct bytes *entries,
		    struct merkle_hash (*tiles)[TILE_WIDTH]);

void log_grow_add(struct log_grow *g, struct bytes entry);

/* The partial ones that changed become files too.  Then log_grow_forget, and it may go on. */
void log_grow_seal(struct log_grow *g);
void log_grow_forget(struct log_grow *g);
