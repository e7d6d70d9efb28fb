/* Names of tiles, and bundles of as many entries as the first byte says. */
#include "fuzz.h"

#include "base/buf.h"
#include "tlog/tile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct bytes in = { data, size };
	struct bytes entries[TILE_WIDTH];
	struct merkle_hash hashes[TILE_WIDTH];
	char path[TILE_PATH_MAX];
	struct tile tile;

	if (tile_path_parse(&tile, in) == 0) {
		tile_path(path, &tile);
		assert(bytes_equal(bytes_of(path), in));
	}
	if (size == 0)
		return 0;
	const struct bytes rest = { data + 1, size - 1 };
	const unsigned width = data[0] + 1u;
	if (tile_decode(hashes, width, rest) == 0)
		assert(rest.n == width * sizeof(*hashes));
	if (tile_bundle_decode(entries, width, rest) == 0) {
		CLEANUP(buf_done) struct buf out = BUF(size);

		for (unsigned i = 0; i < width; i++)
			tile_bundle_add(&out, entries[i]);
		assert(bytes_equal(buf_view(&out), rest));
	}
	return 0;
}
