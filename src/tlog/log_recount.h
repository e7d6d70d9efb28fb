/*
 * The second opinion before a checkpoint is signed.  Nothing that the appender holds in memory goes
 * into it: the entries of the batch are read back from their bundles and hashed again, the tiles of
 * the batch are compared with these hashes, and the root is put together after the definition of
 * RFC 6962 2.1.  With the tree merkle.c grows it shares the hash of a leaf and of a node.
 *
 * That the new tree begins with the old one follows by the same numbers: the hashes it takes over
 * from older tiles, and the entries that were there before, make the old root.
 */
#pragma once

#include "base/base.h"
#include "tlog/merkle.h"

struct err;

#define LOG_RECOUNT_MAX (1u << 20) /* entries that a batch may add */

/*
 * The root of the first size entries in the open folder, of which old were there before with
 * old_root.  E_VERIFY when the files contradict each other or the old root, E_MISSING when one is
 * not there, E_LIMIT for a batch too large.
 */
int log_recount(struct merkle_hash *out, int dir, uint64_t old, const struct merkle_hash *old_root,
		uint64_t size, struct err *err) MUST_USE;
