/*
 * The bulk of an audit: bundles against the tiles of their leaves, shared among processes.  Each
 * process takes a part of the log, from left to right, up to the first damage in it.
 */
#pragma once

#include "base/base.h"
#include "tlog/log_audit.h"
#include "tlog/tile.h"

/*
 * roots, shared memory for all of them, gets the root of each full tile of leaves from the first on
 * that is looked at (tree->from); the others stay as they are.  edge gets the hashes of the partial
 * one, if there is one.
 */
int log_audit_leaves(struct log_audit *out, int dir, const struct log_audit_tree *tree,
		     struct merkle_hash *roots, struct merkle_hash edge[static TILE_WIDTH],
		     struct err *err) MUST_USE;
