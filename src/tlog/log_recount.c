#include "tlog/log_recount.h"

#include "base/err.h"
#include "base/mem.h"
#include "tlog/log_file.h"
#include "tlog/tile.h"

/*
 * One level: the hashes from the beginning of the tile in which the old tree ended.  Of level 0
 * that is a whole bundle; of the others the first `kept` were there before and are taken over.
 */
struct row {
	struct merkle_hash *at;
	size_t n, kept;
};

struct recount {
	int dir;
	uint64_t base; /* where the first bundle that is read begins */
	struct row rows[TILE_LEVELS];
};

/* MTH of RFC 6962 2.1 over hashes in place of leaves; n is not 0. */
static struct merkle_hash tree_hash(const struct merkle_hash *hashes, size_t n)
{
	size_t k = 1;

	if (n == 1)
		return hashes[0];
	while (2 * k < n)
		k *= 2;
	struct merkle_hash left = tree_hash(hashes, k);
	struct merkle_hash right = tree_hash(hashes + k, n - k);
	merkle_node(&left, &left, &right);
	return left;
}

/*
 * The root of a tree whose level has n[level] hashes beyond its full tiles, from the rows' places
 * at[level] on.  What is below a row is one more leaf at its right end.
 */
static struct merkle_hash root_of(const struct recount *c, const size_t *at, const size_t *n)
{
	struct merkle_hash row[TILE_WIDTH + 1], below;
	bool any = false;

	merkle_empty(&below);
	for (unsigned level = 0; level < TILE_LEVELS; level++) {
		size_t count = n[level];

		if (count)
			memcpy(row, c->rows[level].at + at[level], count * sizeof(*row));
		if (any)
			row[count++] = below;
		if (count)
			below = tree_hash(row, count);
		any = count > 0;
	}
	return below;
}

static int read_leaves(struct recount *c, uint64_t size, struct err *err)
{
	CLEANUP(log_file_done) struct log_file file = { .n = 0 };
	struct bytes entries[TILE_WIDTH];
	struct row *row = &c->rows[0];

	row->at = mem_array((size_t)(size - c->base) + 1, sizeof(*row->at));
	for (uint64_t i = c->base / TILE_WIDTH; i * TILE_WIDTH < size; i++) {
		const struct tile tile = { TILE_ENTRIES, i, tile_width(TILE_ENTRIES, i, size) };
		int r = log_file_bundle(&file, c->dir, &tile, entries, err);

		if (r < 0)
			return r;
		for (unsigned k = 0; k < tile.width; k++)
			merkle_leaf(&row->at[row->n++], entries[k]);
	}
	return 0;
}

/* The hashes of a row that older tiles have, and behind them those of the full tiles below. */
static int climb(struct recount *c, int level, uint64_t size, struct err *err)
{
	CLEANUP(log_file_done) struct log_file file = { .n = 0 };
	const struct row *below = &c->rows[level - 1];
	struct row *row = &c->rows[level];
	const uint64_t before = tile_count(level, c->base);
	const struct tile tile = { level, before / TILE_WIDTH, (unsigned)(before % TILE_WIDTH) };
	struct tile now = tile;

	row->kept = tile.width;
	row->at = mem_array(row->kept + below->n / TILE_WIDTH + 1, sizeof(*row->at));
	if (row->kept) {
		struct merkle_hash hashes[TILE_WIDTH];

		now.width = tile_width(level, tile.index, size);
		int r = log_file_tile(&file, c->dir, &now, hashes, err);
		if (r < 0)
			return r;
		memcpy(row->at, hashes, row->kept * sizeof(*hashes));
	}
	row->n = row->kept;
	for (size_t i = 0; (i + 1) * TILE_WIDTH <= below->n; i++)
		row->at[row->n++] = tree_hash(below->at + i * TILE_WIDTH, TILE_WIDTH);
	return 0;
}

/* The tiles that a row makes, as they are on the disk. */
static int compare(const struct recount *c, int level, uint64_t size, struct err *err)
{
	CLEANUP(log_file_done) struct log_file file = { .n = 0 };
	const struct row *row = &c->rows[level];
	uint64_t index = tile_count(level, c->base) / TILE_WIDTH;

	for (size_t at = 0; at < row->n; at += TILE_WIDTH, index++) {
		const struct tile tile = { level, index, tile_width(level, index, size) };
		struct merkle_hash hashes[TILE_WIDTH];
		char name[TILE_PATH_MAX];
		int r = log_file_tile(&file, c->dir, &tile, hashes, err);

		if (r < 0)
			return r;
		for (unsigned i = 0; i < tile.width; i++) {
			if (merkle_equal(&hashes[i], &row->at[at + i]))
				continue;
			tile_path(name, &tile);
			return err_set(err, E_VERIFY,
				       "%s: bytes %u to %u: this does not fit the entries", name,
				       i * MERKLE_HASH_SIZE, (i + 1) * MERKLE_HASH_SIZE);
		}
	}
	return 0;
}

/* Of the tree of old: its level 0 has the entries before old, the others what was taken over. */
static struct merkle_hash old_root_of(const struct recount *c, uint64_t old)
{
	size_t at[TILE_LEVELS] = { 0 }, n[TILE_LEVELS] = { 0 };

	n[0] = (size_t)(old - c->base);
	for (unsigned level = 1; level < TILE_LEVELS; level++)
		n[level] = c->rows[level].kept;
	return root_of(c, at, n);
}

static struct merkle_hash new_root_of(const struct recount *c)
{
	size_t at[TILE_LEVELS] = { 0 }, n[TILE_LEVELS] = { 0 };

	for (unsigned level = 0; level < TILE_LEVELS; level++) {
		n[level] = c->rows[level].n % TILE_WIDTH;
		at[level] = c->rows[level].n - n[level];
	}
	return root_of(c, at, n);
}

static int recount(struct merkle_hash *out, struct recount *c, uint64_t old,
		   const struct merkle_hash *old_root, uint64_t size, struct err *err)
{
	int r = read_leaves(c, size, err);

	for (int level = 0; r == 0 && level < TILE_LEVELS; level++) {
		if (level > 0)
			r = climb(c, level, size, err);
		if (r == 0)
			r = compare(c, level, size, err);
	}
	if (r < 0)
		return r;
	struct merkle_hash before = old_root_of(c, old);
	if (!merkle_equal(&before, old_root))
		return err_set(err, E_VERIFY,
			       "the files do not begin with the %" PRIu64
			       " entries that were signed before",
			       old);
	*out = new_root_of(c);
	return 0;
}

int log_recount(struct merkle_hash *out, int dir, uint64_t old, const struct merkle_hash *old_root,
		uint64_t size, struct err *err)
{
	struct recount c = { .dir = dir, .base = old - old % TILE_WIDTH };

	assert(old <= size && size <= MERKLE_SIZE_MAX);
	if (size - old > LOG_RECOUNT_MAX)
		return err_set(err, E_LIMIT, "more than %u entries at once", LOG_RECOUNT_MAX);
	int r = recount(out, &c, old, old_root, size, err);
	for (unsigned level = 0; level < TILE_LEVELS; level++)
		mem_free(c.rows[level].at);
	return r;
}
