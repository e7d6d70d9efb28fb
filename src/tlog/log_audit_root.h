/*
 * The root of a tree from the tiles at its right edge: all that is not yet a full tile, level by
 * level, put together from the bottom.
 */
#pragma once

#include "base/base.h"
#include "tlog/merkle.h"

struct err;

/* leaves are those of the partial tile of level 0, size % 256; the levels above are read. */
int log_audit_root(struct merkle_hash *out, int dir, uint64_t size,
		   const struct merkle_hash *leaves, struct err *err) MUST_USE;
