/* Tiles: the examples of tlog-tiles.md, names both ways, bundles at their limits. */
#include "tap.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "tlog/tile.h"

static void names(void **state)
{
	static const struct {
		struct tile tile;
		const char *path;
	} rows[] = {
		{ { 0, 1234067, 256 }, "tile/0/x001/x234/067" },
		{ { 0, 1234067, 1 }, "tile/0/x001/x234/067.p/1" },
		{ { 0, 0, 256 }, "tile/0/000" },
		{ { 1, 5, 255 }, "tile/1/005.p/255" },
		{ { 63, 999, 256 }, "tile/63/999" },
		{ { TILE_ENTRIES, 1000, 256 }, "tile/entries/x001/000" },
		{ { TILE_ENTRIES, 0, 17 }, "tile/entries/000.p/17" },
		{ { 7, MERKLE_SIZE_MAX, 256 }, "tile/7/x009/x223/x372/x036/x854/x775/807" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char path[TILE_PATH_MAX];
		struct tile tile;

		tile_path(path, &rows[i].tile);
		TAP_TEXT(rows[i].path, path, rows[i].path);
		TAP_INT(rows[i].path, tile_path_parse(&tile, bytes_of(path)), 0);
		TAP_CHECK(rows[i].path, tile.level == rows[i].tile.level &&
					    tile.index == rows[i].tile.index &&
					    tile.width == rows[i].tile.width);
	}
}

static void no_names(void **state)
{
	static const char *const rows[] = {
		"",
		"tile",
		"tile/",
		"tile/0",
		"tile/0/",
		"tile/0/00",
		"tile/0/0000",
		"tile/0/00a",
		"tile/00/000",
		"tile/64/000",
		"tile/-1/000",
		"tile/x/000",
		"tile//000",
		"tile/0/x000/000",
		"tile/0/x000/001",
		"tile/0/001/002",
		"tile/0/x001",
		"tile/0/x001/",
		"tile/0/x001/x002",
		"tile/0/X001/002",
		"tile/0/000/",
		"tile/0/000.p",
		"tile/0/000.p/",
		"tile/0/000.p/0",
		"tile/0/000.p/256",
		"tile/0/000.p/01",
		"tile/0/000.p/1/",
		"tile/0/000.p/1x",
		"tile/0/000.q/1",
		"/tile/0/000",
		"Tile/0/000",
		"tile/entries",
		"tile/Entries/000",
		"tile/0/x009/x223/x372/x036/x854/x775/808",
		"tile/0/x999/x999/x999/x999/x999/x999/x999/999",
		"tile/0/..",
		"tile/../0/000",
		"checkpoint",
		"tile/0/000\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct tile tile = { .index = 9 };

		TAP_INT(rows[i], tile_path_parse(&tile, bytes_of(rows[i])), E_FORMAT);
		TAP_INT(rows[i], tile.index, 9);
	}
}

/* "a tree of size 70,000 ...", "a tree of size 256 ..." */
static void widths(void **state)
{
	(void)state;
	assert_int_equal(tile_width(0, 272, 70000), 256);
	assert_int_equal(tile_width(0, 273, 70000), 112);
	assert_int_equal(tile_width(0, 274, 70000), 0);
	assert_int_equal(tile_width(TILE_ENTRIES, 273, 70000), 112);
	assert_int_equal(tile_width(1, 0, 70000), 256);
	assert_int_equal(tile_width(1, 1, 70000), 17);
	assert_int_equal(tile_width(2, 0, 70000), 1);
	assert_int_equal(tile_width(3, 0, 70000), 0);
	assert_int_equal(tile_width(0, 0, 256), 256);
	assert_int_equal(tile_width(0, 1, 256), 0);
	assert_int_equal(tile_width(1, 0, 256), 1);
	assert_int_equal(tile_width(0, 0, 0), 0);
	assert_int_equal(tile_width(7, 0, MERKLE_SIZE_MAX), 127);
	assert_int_equal(tile_width(63, 0, MERKLE_SIZE_MAX), 0);
}

static void hashes(void **state)
{
	CLEANUP(buf_done) struct buf out = BUF(TILE_SIZE);
	struct merkle_hash in[TILE_WIDTH], back[TILE_WIDTH];

	(void)state;
	for (unsigned i = 0; i < TILE_WIDTH; i++)
		memset(in[i].at, (int)i, MERKLE_HASH_SIZE);
	tile_encode(&out, in, TILE_WIDTH);
	assert_true(buf_ok(&out));
	assert_int_equal(out.n, 8192);
	assert_int_equal(tile_decode(back, TILE_WIDTH, buf_view(&out)), 0);
	assert_memory_equal(in, back, sizeof(in));
	assert_int_equal(tile_decode(back, 255, buf_view(&out)), E_FORMAT);
	assert_int_equal(tile_decode(back, TILE_WIDTH, (struct bytes){ out.p, 8191 }), E_TRUNC);
	assert_int_equal(tile_decode(back, 1, (struct bytes){ out.p, 33 }), E_FORMAT);
	assert_int_equal(tile_decode(back, 1, (struct bytes){ out.p, 32 }), 0);
}

static void bundles(void **state)
{
	CLEANUP(buf_done) struct buf out = BUF(TILE_BUNDLE_MAX);
	struct bytes entries[TILE_WIDTH];

	(void)state;
	tile_bundle_add(&out, bytes_of("abc"));
	tile_bundle_add(&out, bytes_of(""));
	tile_bundle_add(&out, bytes_of("d"));
	assert_int_equal(out.n, 10);
	assert_memory_equal(out.p, "\0\3abc\0\0\0\1d", 10);
	assert_int_equal(tile_bundle_decode(entries, 3, buf_view(&out)), 0);
	assert_true(bytes_equal(entries[0], bytes_of("abc")) && entries[1].n == 0 &&
		    bytes_equal(entries[2], bytes_of("d")));
	assert_int_equal(tile_bundle_decode(entries, 2, buf_view(&out)), E_FORMAT);
	assert_int_equal(tile_bundle_decode(entries, 4, buf_view(&out)), E_TRUNC);
	for (size_t n = 0; n < out.n; n++) {
		CLEANUP(mem_freep) uint8_t *part = mem_copy(out.p, n);

		TAP_INT("cut", tile_bundle_decode(entries, 3, (struct bytes){ part, n }), E_TRUNC);
	}
	assert_int_equal(tile_bundle_decode(entries, 0, (struct bytes){ 0 }), 0);
}

/* The largest entries, and as many of them as there can be. */
static void largest(void **state)
{
	CLEANUP(mem_freep) uint8_t *entry = mem_array(TILE_ENTRY_MAX, 1);
	CLEANUP(buf_done) struct buf out = BUF(TILE_BUNDLE_MAX);
	struct bytes entries[TILE_WIDTH];

	(void)state;
	for (unsigned i = 0; i < TILE_WIDTH; i++)
		tile_bundle_add(&out, (struct bytes){ entry, TILE_ENTRY_MAX });
	assert_true(buf_ok(&out) && out.n == TILE_BUNDLE_MAX);
	assert_int_equal(tile_bundle_decode(entries, TILE_WIDTH, buf_view(&out)), 0);
	assert_int_equal(entries[255].n, TILE_ENTRY_MAX);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(names),  cmocka_unit_test(no_names), cmocka_unit_test(widths),
	cmocka_unit_test(hashes), cmocka_unit_test(bundles),  cmocka_unit_test(largest),
};

TAP_MAIN(tests)
