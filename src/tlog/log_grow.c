#include "tlog/log_grow.h"

#include "base/mem.h"

void log_grow_init(struct log_grow *g)
{
	*g = (struct log_grow){ .bundle = BUF(TILE_BUNDLE_MAX) };
}

void log_grow_done(struct log_grow *g)
{
	log_grow_forget(g);
	mem_free(g->files);
	buf_done(&g->bundle);
}

/* Takes data over. */
static void add_file(struct log_grow *g, struct tile tile, struct buf data)
{
	if (g->n == g->room) {
		g->room = g->room ? 2 * g->room : 64;
		g->files = mem_resize(g->files, g->room, sizeof(*g->files));
	}
	g->files[g->n++] = (struct log_grow_file){ tile, data };
}

static void add_tile(struct log_grow *g, unsigned level, uint64_t index)
{
	const struct tile tile = { (int)level, index, g->widths[level] };
	struct buf data = BUF(TILE_SIZE);

	tile_encode(&data, g->tiles[level], tile.width);
	add_file(g, tile, data);
}

/* hash is that of number `index` of the level's subtrees. */
static void add_hash(struct log_grow *g, unsigned level, uint64_t index,
		     const struct merkle_hash *hash)
{
	struct merkle_hash root = *hash;

	for (; level < TILE_LEVELS; level++, index /= TILE_WIDTH) {
		g->tiles[level][g->widths[level]++] = root;
		if (g->widths[level] < TILE_WIDTH)
			return;
		add_tile(g, level, index / TILE_WIDTH);
		merkle_root_of(&root, g->tiles[level], TILE_WIDTH);
		g->widths[level] = g->written[level] = 0;
	}
}

void log_grow_start(struct log_grow *g, uint64_t size, const struct bytes *entries,
		    struct merkle_hash (*tiles)[TILE_WIDTH])
{
	g->edge.size = size;
	g->bundle_width = (unsigned)(size % TILE_WIDTH);
	for (unsigned i = 0; i < g->bundle_width; i++)
		tile_bundle_add(&g->bundle, entries[i]);
	for (unsigned level = 0; level < TILE_LEVELS; level++) {
		const unsigned width = (unsigned)(tile_count((int)level, size) % TILE_WIDTH);
		unsigned at = 0;

		g->widths[level] = g->written[level] = width;
		memcpy(g->tiles[level], tiles[level], width * sizeof(**tiles));
		/* The bits of the width, from the highest: a subtree each. */
		for (unsigned bit = TILE_HEIGHT; bit-- > 0;)
			if (width >> bit & 1) {
				unsigned n = 1u << bit;

				merkle_root_of(&g->edge.at[level * TILE_HEIGHT + bit],
					       tiles[level] + at, n);
				at += n;
			}
	}
}

void log_grow_add(struct log_grow *g, struct bytes entry)
{
	const uint64_t index = g->edge.size;
	struct merkle_hash leaf;

	tile_bundle_add(&g->bundle, entry);
	if (++g->bundle_width == TILE_WIDTH) {
		const struct tile tile = { TILE_ENTRIES, index / TILE_WIDTH, TILE_WIDTH };

		add_file(g, tile, g->bundle);
		g->bundle = BUF(TILE_BUNDLE_MAX);
		g->bundle_width = 0;
	}
	merkle_leaf(&leaf, entry);
	merkle_edge_add(&g->edge, &leaf);
	add_hash(g, 0, index, &leaf);
}

void log_grow_seal(struct log_grow *g)
{
	/* The bundle changes with the tile of leaves. */
	if (g->widths[0] != g->written[0]) {
		const struct tile tile = { TILE_ENTRIES, g->edge.size / TILE_WIDTH,
					   g->bundle_width };
		struct buf data = BUF(TILE_BUNDLE_MAX);

		buf_bytes(&data, buf_view(&g->bundle));
		add_file(g, tile, data);
	}
	for (unsigned level = 0; level < TILE_LEVELS; level++) {
		if (g->widths[level] != g->written[level])
			add_tile(g, level, tile_count((int)level, g->edge.size) / TILE_WIDTH);
		g->written[level] = g->widths[level];
	}
}

void log_grow_forget(struct log_grow *g)
{
	for (size_t i = 0; i < g->n; i++)
		buf_done(&g->files[i].data);
	g->n = 0;
}
