#include "tlog/log_audit_root.h"

#include "tlog/log_file.h"

/* A row of complete subtrees of one size, and behind it what is smaller: a leaf like the others. */
static void put_together(struct merkle_hash *edge, bool *any, struct merkle_hash *row, unsigned n)
{
	if (*any)
		row[n++] = *edge;
	if (n == 0)
		return;
	merkle_root_of(edge, row, n);
	*any = true;
}

int log_audit_root(struct merkle_hash *out, int dir, uint64_t size,
		   const struct merkle_hash *leaves, struct err *err)
{
	CLEANUP(log_file_done) struct log_file file = { .n = 0 };
	struct merkle_hash row[TILE_WIDTH + 1], edge;
	bool any = false;

	merkle_empty(&edge);
	for (int level = 0; tile_count(level, size) > 0; level++) {
		uint64_t n = tile_count(level, size);
		unsigned width = (unsigned)(n % TILE_WIDTH);
		const struct tile tile = { level, n / TILE_WIDTH, width };
		int r = 0;

		if (level == 0)
			memcpy(row, leaves, width * sizeof(*row));
		else if (width)
			r = log_file_tile(&file, dir, &tile, row, err);
		if (r < 0)
			return r;
		put_together(&edge, &any, row, width);
	}
	*out = edge;
	return 0;
}
