/*
 * The tree against a naive model that shares no code with it: another SHA-256, and the definitions
 * of RFC 6962 2.1 as they stand there.  Roots of all sizes up to 2,000; proofs of pairs drawn with
 * a seed; altered proofs, which nobody may believe.
 */
#include "tap.h"

#include <sodium.h>

#include "base/err.h"
#include "base/hex.h"
#include "tlog/merkle.h"

#define LEAVES 2000
#define PAIRS 1500
#define SEED 20261122

/* ---- the model ---- */

struct model_hash {
	uint8_t at[32];
};

static struct model_hash model_leaf(const char *entry, size_t n)
{
	struct model_hash out;
	crypto_hash_sha256_state s;

	crypto_hash_sha256_init(&s);
	crypto_hash_sha256_update(&s, (const uint8_t *)"\0", 1);
	crypto_hash_sha256_update(&s, (const uint8_t *)entry, n);
	crypto_hash_sha256_final(&s, out.at);
	return out;
}

/* MTH(D[first:end]) */
static struct model_hash model_tree(const struct model_hash *d, size_t first, size_t end)
{
	struct model_hash out, left, right;
	crypto_hash_sha256_state s;
	size_t k = 1;

	if (first == end) {
		crypto_hash_sha256(out.at, NULL, 0);
		return out;
	}
	if (end - first == 1)
		return d[first];
	while (k * 2 < end - first)
		k *= 2;
	left = model_tree(d, first, first + k);
	right = model_tree(d, first + k, end);
	crypto_hash_sha256_init(&s);
	crypto_hash_sha256_update(&s, (const uint8_t *)"\1", 1);
	crypto_hash_sha256_update(&s, left.at, 32);
	crypto_hash_sha256_update(&s, right.at, 32);
	crypto_hash_sha256_final(&s, out.at);
	return out;
}

/* PATH(m, D[first:end]) */
static size_t model_path(struct model_hash *out, const struct model_hash *d, size_t m, size_t first,
			 size_t end)
{
	size_t k = 1, n;

	if (end - first == 1)
		return 0;
	while (k * 2 < end - first)
		k *= 2;
	if (m < k) {
		n = model_path(out, d, m, first, first + k);
		out[n] = model_tree(d, first + k, end);
	} else {
		n = model_path(out, d, m - k, first + k, end);
		out[n] = model_tree(d, first, first + k);
	}
	return n + 1;
}

/* SUBPROOF(m, D[first:end], b) */
static size_t model_subproof(struct model_hash *out, const struct model_hash *d, size_t m,
			     size_t first, size_t end, bool b)
{
	size_t k = 1, n;

	if (m == end - first) {
		if (b)
			return 0;
		out[0] = model_tree(d, first, end);
		return 1;
	}
	while (k * 2 < end - first)
		k *= 2;
	if (m <= k) {
		n = model_subproof(out, d, m, first, first + k, b);
		out[n] = model_tree(d, first + k, end);
	} else {
		n = model_subproof(out, d, m - k, first + k, end, false);
		out[n] = model_tree(d, first, first + k);
	}
	return n + 1;
}

/* ---- what both are asked about ---- */

static struct model_hash model[LEAVES];
static struct model_hash model_roots[LEAVES + 1];
static struct merkle_hash stored[16][LEAVES];
static struct merkle_hash roots[LEAVES + 1];

static int read_stored(void *context, unsigned level, uint64_t index, struct merkle_hash *out)
{
	const uint64_t *size = context;

	/* Only complete subtrees of the tree that is asked about. */
	assert_true(level < 16 && (index + 1) << level <= *size);
	*out = stored[level][index];
	return 0;
}

static int fill(void **state)
{
	struct merkle_edge edge = { .size = 0 };

	(void)state;
	merkle_edge_root(&roots[0], &edge);
	model_roots[0] = model_tree(model, 0, 0);
	for (size_t i = 0; i < LEAVES; i++) {
		char entry[20];
		size_t n = (size_t)snprintf(entry, sizeof(entry), "entry %zu", i);

		model[i] = model_leaf(entry, n);
		merkle_leaf(&stored[0][i], bytes_of(entry));
		merkle_edge_add(&edge, &stored[0][i]);
		merkle_edge_root(&roots[i + 1], &edge);
		model_roots[i + 1] = model_tree(model, 0, i + 1);
	}
	for (unsigned level = 1; level < 16; level++)
		for (size_t i = 0; (i + 1) << level <= LEAVES; i++)
			merkle_node(&stored[level][i], &stored[level - 1][2 * i],
				    &stored[level - 1][2 * i + 1]);
	return 0;
}

static void roots_of_all_sizes(void **state)
{
	(void)state;
	for (uint64_t size = 0; size <= LEAVES; size++) {
		struct merkle_hash root;

		TAP_CHECK("growing", memcmp(roots[size].at, model_roots[size].at, 32) == 0);
		assert_int_equal(
		    merkle_root(&root, size, (struct merkle_reader){ read_stored, &size }), 0);
		TAP_CHECK("from stored hashes", merkle_equal(&root, &roots[size]));
		merkle_root_of(&root, stored[0], size);
		TAP_CHECK("of leaves", merkle_equal(&root, &roots[size]));
	}
}

/* Everything about a proof that can be changed: none of it is believed. */
#define ALTERED(proof, check)                                                      \
	do {                                                                       \
		struct merkle_proof good_ = *(proof);                              \
		size_t n_ = good_.n;                                               \
		for (size_t i_ = 0; i_ < n_; i_++) {                               \
			size_t bit_ = tap_below(&seed, 256);                       \
			(proof)->at[i_].at[bit_ / 8] ^= (uint8_t)(1u << bit_ % 8); \
			TAP_INT("a bit", check, E_VERIFY);                         \
			*(proof) = good_;                                          \
			memmove(&(proof)->at[i_], &(proof)->at[i_ + 1],            \
				(n_ - i_ - 1) * sizeof((proof)->at[0]));           \
			(proof)->n--;                                              \
			TAP_INT("one less", check, E_VERIFY);                      \
			*(proof) = good_;                                          \
		}                                                                  \
		for (size_t i_ = 0; i_ + 1 < n_; i_++) {                           \
			(proof)->at[i_] = good_.at[i_ + 1];                        \
			(proof)->at[i_ + 1] = good_.at[i_];                        \
			TAP_INT("another order", check, E_VERIFY);                 \
			*(proof) = good_;                                          \
		}                                                                  \
		(proof)->at[(proof)->n++] = roots[1];                              \
		TAP_INT("one more", check, E_VERIFY);                              \
		(proof)->n = MERKLE_PROOF_MAX + 1;                                 \
		TAP_INT("too many", check, E_VERIFY);                              \
		*(proof) = good_;                                                  \
	} while (0)

static void inclusion(void **state)
{
	uint64_t seed = SEED;

	(void)state;
	for (unsigned i = 0; i < PAIRS; i++) {
		/* Small trees whole, then any. */
		uint64_t size = i < 120 ? i / 8 + 1 : 1 + tap_below(&seed, LEAVES);
		uint64_t index = i < 120 ? i % 8 % size : tap_below(&seed, size);
		struct model_hash expected[64];
		struct merkle_proof proof;

		assert_int_equal(merkle_inclusion(&proof, index, size,
						  (struct merkle_reader){ read_stored, &size }),
				 0);
		size_t n = model_path(expected, model, index, 0, size);
		TAP_INT("hashes", proof.n, n);
		for (size_t k = 0; k < n; k++)
			TAP_CHECK("hash", memcmp(proof.at[k].at, expected[k].at, 32) == 0);

#define CHECK merkle_check_inclusion(&proof, index, size, leaf, root)
		const struct merkle_hash *leaf = &stored[0][index], *root = &roots[size];
		TAP_INT("good", CHECK, 0);
		ALTERED(&proof, CHECK);
		leaf = &stored[0][index + 1 == LEAVES ? 0 : index + 1];
		TAP_INT("another leaf", CHECK, E_VERIFY);
		leaf = &stored[0][index];
		root = &roots[size - 1];
		TAP_INT("another root", CHECK, E_VERIFY);
		root = &roots[size];
		for (uint64_t other = 0; other < size + 2; other += 1 + size / 5)
			if (other != index)
				TAP_INT("another index",
					merkle_check_inclusion(&proof, other, size, leaf, root),
					E_VERIFY);
		TAP_INT("no tree", merkle_check_inclusion(&proof, index, 0, leaf, root), E_VERIFY);
#undef CHECK
	}
}

static void consistency(void **state)
{
	uint64_t seed = SEED + 1;

	(void)state;
	for (unsigned i = 0; i < PAIRS; i++) {
		uint64_t size = i < 200 ? i / 12 : tap_below(&seed, LEAVES + 1);
		uint64_t old = i < 200 ? i % 12 % (size + 1) : tap_below(&seed, size + 1);
		struct model_hash expected[64];
		struct merkle_proof proof;

		assert_int_equal(merkle_consistency(&proof, old, size,
						    (struct merkle_reader){ read_stored, &size }),
				 0);
		size_t n = old ? model_subproof(expected, model, old, 0, size, true) : 0;
		TAP_INT("hashes", proof.n, n);
		for (size_t k = 0; k < n; k++)
			TAP_CHECK("hash", memcmp(proof.at[k].at, expected[k].at, 32) == 0);

#define CHECK merkle_check_consistency(&proof, old, before, size, after)
		const struct merkle_hash *before = &roots[old], *after = &roots[size];
		TAP_INT("good", CHECK, 0);
		ALTERED(&proof, CHECK);
		before = &roots[old == 0 ? 1 : old - 1];
		TAP_INT("another old root", CHECK, E_VERIFY);
		before = &roots[old];
		after = &roots[size == 0 ? 1 : size - 1];
		/* Of no entries nothing can be wrong: every tree begins with them. */
		if (old > 0 || size == 0)
			TAP_INT("another root", CHECK, E_VERIFY);
		after = &roots[size];
		if (old > 0 && old < size) {
			TAP_INT("another size",
				merkle_check_consistency(&proof, old, before, old, after),
				E_VERIFY);
			TAP_INT("backwards",
				merkle_check_consistency(&proof, size, after, old, before),
				E_VERIFY);
		}
#undef CHECK
	}
}

/* The tree of google/certificate-transparency's tests: roots of its first eight sizes. */
static void known_roots(void **state)
{
	static const char *const entries[] = { "",
					       "00",
					       "10",
					       "2021",
					       "3031",
					       "40414243",
					       "5051525354555657",
					       "606162636465666768696a6b6c6d6e6f" };
	static const char *const expected[] = {
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	};
	struct merkle_edge edge = { .size = 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
		struct merkle_hash root, leaf;
		uint8_t entry[16];
		char text[2 * MERKLE_HASH_SIZE + 1];

		merkle_edge_root(&root, &edge);
		hex_encode(text, (struct bytes){ root.at, MERKLE_HASH_SIZE });
		TAP_TEXT("root", text, expected[i]);
		if (i == ARRAY_LEN(entries))
			break;
		size_t n = strlen(entries[i]) / 2;
		assert_int_equal(hex_decode(entry, n, entries[i]), 0);
		merkle_leaf(&leaf, (struct bytes){ entry, n });
		merkle_edge_add(&edge, &leaf);
	}
}

static int refuse(void *context, unsigned level, uint64_t index, struct merkle_hash *out)
{
	(void)context;
	(void)level;
	(void)index;
	memset(out, 0, sizeof(*out));
	return -EIO;
}

static int nothing(void *context, unsigned level, uint64_t index, struct merkle_hash *out)
{
	(void)context;
	assert_true(level < MERKLE_LEVELS && index <= (uint64_t)MERKLE_SIZE_MAX >> level);
	memset(out, 7, sizeof(*out));
	return 0;
}

static void limits(void **state)
{
	const struct merkle_reader io = { refuse, NULL }, any = { nothing, NULL };
	const uint64_t most = MERKLE_SIZE_MAX;
	struct merkle_proof proof = { .n = 5 };
	struct merkle_hash root, leaf;

	(void)state;
	assert_int_equal(merkle_inclusion(&proof, 0, 0, any), E_LIMIT);
	assert_int_equal(merkle_inclusion(&proof, 7, 7, any), E_LIMIT);
	assert_int_equal(merkle_inclusion(&proof, 0, most + 1, any), E_LIMIT);
	assert_int_equal(merkle_consistency(&proof, 8, 7, any), E_LIMIT);
	assert_int_equal(merkle_consistency(&proof, 1, most + 1, any), E_LIMIT);
	assert_int_equal(merkle_root(&root, most + 1, any), E_LIMIT);
	assert_int_equal(merkle_inclusion(&proof, 3, 7, io), -EIO);
	assert_int_equal(merkle_consistency(&proof, 3, 7, io), -EIO);
	assert_int_equal(merkle_root(&root, 7, io), -EIO);
	assert_int_equal(proof.n, 5);

	/* The largest tree: proofs of 63 hashes, and these check. */
	memset(&leaf, 7, sizeof(leaf));
	assert_int_equal(merkle_root(&root, most, any), 0);
	for (unsigned shift = 0; shift < 63; shift++) {
		uint64_t index = most - 1 - (UINT64_C(1) << shift) / 2;

		assert_int_equal(merkle_inclusion(&proof, index, most, any), 0);
		assert_true(proof.n >= 1 && proof.n <= MERKLE_PROOF_MAX);
		assert_int_equal(merkle_consistency(&proof, index, most, any), 0);
		assert_true(proof.n >= 1 && proof.n <= MERKLE_PROOF_MAX);
	}
	assert_int_equal(merkle_inclusion(&proof, 0, most, any), 0);
	assert_int_equal(proof.n, MERKLE_PROOF_MAX - 1);
	assert_int_equal(merkle_consistency(&proof, 1, most, any), 0);
	assert_int_equal(proof.n, MERKLE_PROOF_MAX - 1);
	assert_int_equal(merkle_consistency(&proof, 3, most, any), 0);
	assert_int_equal(proof.n, MERKLE_PROOF_MAX);
	assert_int_equal(merkle_check_inclusion(&proof, 0, most + 1, &leaf, &root), E_VERIFY);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(roots_of_all_sizes),
	cmocka_unit_test(inclusion),
	cmocka_unit_test(consistency),
	cmocka_unit_test(known_roots),
	cmocka_unit_test(limits),
};

TAP_MAIN_WITHIN(tests, fill, NULL)
