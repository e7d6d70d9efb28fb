/*
 * Tiles (C2SP tlog-tiles v0.1.0): the tree's stored hashes and its entries as files that never
 * change.  A tile has 256 hashes of one level of eight (0, 8, 16, ... of the tree), an entry bundle
 * 256 entries; the last of a level may be partial, and then says in its name how many it has:
 *
 *     tile/LEVEL/INDEX[.p/WIDTH]      32 bytes each
 *     tile/entries/INDEX[.p/WIDTH]    each a length of two bytes, big endian, and that many bytes
 *
 * INDEX is in groups of three digits, all but the last with an x before it: 1234067 is
 * x001/x234/067.
 */
#pragma once

#include "base/base.h"
#include "tlog/merkle.h"

struct buf;

#define TILE_WIDTH 256
#define TILE_HEIGHT 8        /* levels of the tree in a tile: 256 is 2 to the 8th */
#define TILE_LEVELS 8        /* levels of tiles below MERKLE_SIZE_MAX */
#define TILE_LEVEL_MAX 63    /* that a path may name */
#define TILE_ENTRY_MAX 65535 /* bytes of an entry */
#define TILE_BUNDLE_MAX ((size_t)TILE_WIDTH * (2 + TILE_ENTRY_MAX))
#define TILE_SIZE ((size_t)TILE_WIDTH * MERKLE_HASH_SIZE)
#define TILE_PATH_MAX 64
#define TILE_ENTRIES (-1) /* in place of a level: a bundle of entries */

struct tile {
	int level; /* 0 to TILE_LEVEL_MAX, or TILE_ENTRIES */
	uint64_t index;
	unsigned width; /* 1 to TILE_WIDTH, which is a full one */
};

/* Everything that the tree of size has at this level (that of a tile): full tiles, and a width. */
uint64_t tile_count(int level, uint64_t size); /* hashes or entries */
/* How wide tile index is there: 0 beyond the edge. */
unsigned tile_width(int level, uint64_t index, uint64_t size);

/* "tile/0/x001/x234/067.p/5" */
void tile_path(char out[static TILE_PATH_MAX], const struct tile *tile);
/* Only what tile_path writes.  E_FORMAT. */
int tile_path_parse(struct tile *out, struct bytes path) MUST_USE;

/* width hashes, no byte more or less: E_TRUNC, E_FORMAT. */
int tile_decode(struct merkle_hash *out, unsigned width, struct bytes file) MUST_USE;
void tile_encode(struct buf *out, const struct merkle_hash *hashes, size_t n);

/* width entries, borrowed, and no byte after them: E_TRUNC, E_FORMAT. */
int tile_bundle_decode(struct bytes *out, unsigned width, struct bytes file) MUST_USE;
/* One entry; above TILE_ENTRY_MAX is the caller's mistake. */
void tile_bundle_add(struct buf *out, struct bytes entry);
