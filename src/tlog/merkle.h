/*
 * The hash tree of RFC 6962 2.1 (RFC 9162 2.1): leaf H(0x00 | entry), node H(0x01 | left | right),
 * SHA-256; the tree of no entries is H("").
 *
 * A "stored hash" (level, index) is the hash of a complete subtree: entries index << level up to
 * (index + 1) << level.  Proofs are made from stored hashes, which a function of the caller reads,
 * and checked without anything but themselves.
 */
#pragma once

#include "base/base.h"

#define MERKLE_HASH_SIZE 32
#define MERKLE_SIZE_MAX INT64_MAX /* entries of a tree */
#define MERKLE_LEVELS 63          /* levels of complete subtrees that such a tree can have */
#define MERKLE_PROOF_MAX 64       /* hashes of a proof about such a tree; one of inclusion has 63 */

struct merkle_hash {
	uint8_t at[MERKLE_HASH_SIZE];
};

struct merkle_proof {
	size_t n;
	struct merkle_hash at[MERKLE_PROOF_MAX]; /* from the leaf up */
};

void merkle_empty(struct merkle_hash *out);
void merkle_leaf(struct merkle_hash *out, struct bytes entry);
/* out may be left or right. */
void merkle_node(struct merkle_hash *out, const struct merkle_hash *left,
		 const struct merkle_hash *right);
bool merkle_equal(const struct merkle_hash *a, const struct merkle_hash *b);

/*
 * A tree that grows: of its entries only the roots of the complete subtrees at its right edge are
 * kept, at[level] where size has that bit.  Zero is the empty tree.
 */
struct merkle_edge {
	uint64_t size;
	struct merkle_hash at[MERKLE_LEVELS];
};

/* The size after it is at most MERKLE_SIZE_MAX: more is the caller's mistake. */
void merkle_edge_add(struct merkle_edge *edge, const struct merkle_hash *leaf);
void merkle_edge_root(struct merkle_hash *out, const struct merkle_edge *edge);

/* The root of n leaves (or of n hashes of complete subtrees of one level). */
void merkle_root_of(struct merkle_hash *out, const struct merkle_hash *leaves, size_t n);

/* A negative answer ends the work and is returned. */
typedef int merkle_read_fn(void *context, unsigned level, uint64_t index, struct merkle_hash *out);

struct merkle_reader {
	merkle_read_fn *read;
	void *context;
};

/* The root of the tree of the first size entries.  E_LIMIT above MERKLE_SIZE_MAX. */
int merkle_root(struct merkle_hash *out, uint64_t size, struct merkle_reader reader) MUST_USE;

/* That entry index is in the tree of size (RFC 6962 2.1.1).  E_LIMIT unless index < size. */
int merkle_inclusion(struct merkle_proof *out, uint64_t index, uint64_t size,
		     struct merkle_reader reader) MUST_USE;

/*
 * That the tree of size begins with the tree of old (RFC 6962 2.1.2); empty when old is 0 or size.
 * E_LIMIT unless old <= size.
 */
int merkle_consistency(struct merkle_proof *out, uint64_t old, uint64_t size,
		       struct merkle_reader reader) MUST_USE;

/* 0, or E_VERIFY: also for a proof of the wrong length, and for an index outside. */
int merkle_check_inclusion(const struct merkle_proof *proof, uint64_t index, uint64_t size,
			   const struct merkle_hash *leaf, const struct merkle_hash *root) MUST_USE;

/* The same.  The tree of 0 entries has one root only, and begins every tree. */
int merkle_check_consistency(const struct merkle_proof *proof, uint64_t old,
			     const struct merkle_hash *old_root, uint64_t size,
			     const struct merkle_hash *root) MUST_USE;
