/*
 * Proofs are made by walking from the root towards the leaf and checked by walking back (RFC 9162
 * 2.1.3.2 and 2.1.4.2).  A subtree that is not complete, at the right edge, is put together from
 * the complete ones it consists of.
 */
#include "tlog/merkle.h"

#include "base/err.h"
#include "crypto/hash.h"

_Static_assert(MERKLE_HASH_SIZE == HASH_SIZE, "the tree's hash is SHA-256");

void merkle_empty(struct merkle_hash *out)
{
	hash_sha256(out->at, (struct bytes){ 0 });
}

void merkle_leaf(struct merkle_hash *out, struct bytes entry)
{
	static const uint8_t prefix = 0x00;

	hash_sha256_two(out->at, (struct bytes){ &prefix, 1 }, entry);
}

void merkle_node(struct merkle_hash *out, const struct merkle_hash *left,
		 const struct merkle_hash *right)
{
	uint8_t both[1 + 2 * MERKLE_HASH_SIZE];

	both[0] = 0x01;
	memcpy(both + 1, left->at, MERKLE_HASH_SIZE);
	memcpy(both + 1 + MERKLE_HASH_SIZE, right->at, MERKLE_HASH_SIZE);
	hash_sha256(out->at, (struct bytes){ both, sizeof(both) });
}

bool merkle_equal(const struct merkle_hash *a, const struct merkle_hash *b)
{
	return memcmp(a->at, b->at, MERKLE_HASH_SIZE) == 0;
}

/* ---- the tree that grows ---- */

void merkle_edge_add(struct merkle_edge *edge, const struct merkle_hash *leaf)
{
	struct merkle_hash hash = *leaf;
	unsigned level = 0;

	assert(edge->size < MERKLE_SIZE_MAX);
	/* As in counting: a bit that is set is carried into the next. */
	for (; edge->size >> level & 1; level++)
		merkle_node(&hash, &edge->at[level], &hash);
	edge->at[level] = hash;
	edge->size++;
}

void merkle_edge_root(struct merkle_hash *out, const struct merkle_edge *edge)
{
	struct merkle_hash hash;
	bool any = false;

	merkle_empty(&hash);
	for (unsigned level = 0; level < MERKLE_LEVELS; level++) {
		if (!(edge->size >> level & 1))
			continue;
		if (any)
			merkle_node(&hash, &edge->at[level], &hash);
		else
			hash = edge->at[level];
		any = true;
	}
	*out = hash;
}

void merkle_root_of(struct merkle_hash *out, const struct merkle_hash *leaves, size_t n)
{
	struct merkle_edge edge = { .size = 0 };

	for (size_t i = 0; i < n; i++)
		merkle_edge_add(&edge, &leaves[i]);
	merkle_edge_root(out, &edge);
}

/* ---- making proofs ---- */

/*
 * The hash of entries first to end, where first is a multiple of a power of two that is at least
 * end - first: the complete subtrees of its size's bits, put together from the right.
 */
static int range(struct merkle_hash *out, uint64_t first, uint64_t end, struct merkle_reader reader)
{
	struct merkle_hash hash = { { 0 } }, left;
	bool any = false;

	while (end > first) {
		unsigned level = (unsigned)__builtin_ctzll(end - first);
		int r;

		end -= UINT64_C(1) << level;
		r = reader.read(reader.context, level, end >> level, any ? &left : &hash);
		if (r < 0)
			return r;
		if (any)
			merkle_node(&hash, &left, &hash);
		any = true;
	}
	*out = hash;
	return 0;
}

int merkle_root(struct merkle_hash *out, uint64_t size, struct merkle_reader reader)
{
	if (size > MERKLE_SIZE_MAX)
		return E_LIMIT;
	if (size == 0) {
		merkle_empty(out);
		return 0;
	}
	return range(out, 0, size, reader);
}

/* The largest power of two below n, which is at least 2: where a tree of n entries is divided. */
static uint64_t half(uint64_t n)
{
	return UINT64_C(1) << (63 - __builtin_clzll(n - 1));
}

/* Hashes were found from the root down; a proof goes from the leaf up. */
static void reverse(struct merkle_proof *proof)
{
	for (size_t i = 0; i < proof->n / 2; i++) {
		struct merkle_hash hash = proof->at[i];

		proof->at[i] = proof->at[proof->n - 1 - i];
		proof->at[proof->n - 1 - i] = hash;
	}
}

static int add_range(struct merkle_proof *proof, uint64_t first, uint64_t end,
		     struct merkle_reader reader)
{
	assert(proof->n < MERKLE_PROOF_MAX);
	int r = range(&proof->at[proof->n], first, end, reader);

	if (r == 0)
		proof->n++;
	return r;
}

int merkle_inclusion(struct merkle_proof *out, uint64_t index, uint64_t size,
		     struct merkle_reader reader)
{
	struct merkle_proof proof = { .n = 0 };
	uint64_t first = 0, end = size;

	if (size > MERKLE_SIZE_MAX || index >= size)
		return E_LIMIT;
	while (end - first > 1) {
		uint64_t middle = first + half(end - first);
		bool is_left = index < middle;
		int r = is_left ? add_range(&proof, middle, end, reader)
				: add_range(&proof, first, middle, reader);

		if (r < 0)
			return r;
		if (is_left)
			end = middle;
		else
			first = middle;
	}
	reverse(&proof);
	*out = proof;
	return 0;
}

int merkle_consistency(struct merkle_proof *out, uint64_t old, uint64_t size,
		       struct merkle_reader reader)
{
	struct merkle_proof proof = { .n = 0 };
	uint64_t first = 0, end = size;
	int r = 0;

	if (size > MERKLE_SIZE_MAX || old > size)
		return E_LIMIT;
	/* Down to the subtree that ends where the old tree ended; 2.1.2 calls this SUBPROOF. */
	while (old > 0 && old < end && r == 0) {
		uint64_t middle = first + half(end - first);
		bool is_left = old <= middle;

		r = is_left ? add_range(&proof, middle, end, reader)
			    : add_range(&proof, first, middle, reader);
		if (is_left)
			end = middle;
		else
			first = middle;
	}
	/* The old root itself is known to who checks, unless it lies further to the right. */
	if (r == 0 && old > 0 && first > 0)
		r = add_range(&proof, first, end, reader);
	if (r < 0)
		return r;
	reverse(&proof);
	*out = proof;
	return 0;
}

/* ---- checking them ---- */

int merkle_check_inclusion(const struct merkle_proof *proof, uint64_t index, uint64_t size,
			   const struct merkle_hash *leaf, const struct merkle_hash *root)
{
	uint64_t node = index, last = size - 1;
	struct merkle_hash hash = *leaf;

	if (size > MERKLE_SIZE_MAX || index >= size || proof->n > MERKLE_PROOF_MAX)
		return E_VERIFY;
	for (size_t i = 0; i < proof->n; i++) {
		if (last == 0)
			return E_VERIFY;
		if (node & 1 || node == last) {
			merkle_node(&hash, &proof->at[i], &hash);
			/* The last of its level without a sibling goes up as it is. */
			while (!(node & 1) && node) {
				node >>= 1;
				last >>= 1;
			}
		} else {
			merkle_node(&hash, &hash, &proof->at[i]);
		}
		node >>= 1;
		last >>= 1;
	}
	return last == 0 && merkle_equal(&hash, root) ? 0 : E_VERIFY;
}

/* 0 < old < size. */
static int check_growth(const struct merkle_proof *proof, uint64_t old,
			const struct merkle_hash *old_root, uint64_t size,
			const struct merkle_hash *root)
{
	uint64_t node = old - 1, last = size - 1;
	bool is_power = (old & (old - 1)) == 0;
	size_t i = 0;

	if (proof->n == 0)
		return E_VERIFY;
	while (node & 1) {
		node >>= 1;
		last >>= 1;
	}
	struct merkle_hash before = is_power ? *old_root : proof->at[i++];
	struct merkle_hash after = before;
	for (; i < proof->n; i++) {
		if (last == 0)
			return E_VERIFY;
		if (node & 1 || node == last) {
			merkle_node(&before, &proof->at[i], &before);
			merkle_node(&after, &proof->at[i], &after);
			while (!(node & 1) && node) {
				node >>= 1;
				last >>= 1;
			}
		} else {
			merkle_node(&after, &after, &proof->at[i]);
		}
		node >>= 1;
		last >>= 1;
	}
	return last == 0 && merkle_equal(&before, old_root) && merkle_equal(&after, root)
		   ? 0
		   : E_VERIFY;
}

int merkle_check_consistency(const struct merkle_proof *proof, uint64_t old,
			     const struct merkle_hash *old_root, uint64_t size,
			     const struct merkle_hash *root)
{
	struct merkle_hash empty;

	if (size > MERKLE_SIZE_MAX || old > size || proof->n > MERKLE_PROOF_MAX)
		return E_VERIFY;
	merkle_empty(&empty);
	if ((old == 0 && !merkle_equal(old_root, &empty)) ||
	    (size == 0 && !merkle_equal(root, &empty)))
		return E_VERIFY;
	if (old == 0)
		return proof->n == 0 ? 0 : E_VERIFY;
	if (old == size)
		return proof->n == 0 && merkle_equal(old_root, root) ? 0 : E_VERIFY;
	return check_growth(proof, old, old_root, size, root);
}
