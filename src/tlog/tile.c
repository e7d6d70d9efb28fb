#include "tlog/tile.h"

#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"
#include "base/num.h"

#define GROUP 1000 /* three digits */

static unsigned shift_of(int level)
{
	return level == TILE_ENTRIES ? 0 : (unsigned)level * TILE_HEIGHT;
}

uint64_t tile_count(int level, uint64_t size)
{
	unsigned shift = shift_of(level);

	return shift < 64 ? size >> shift : 0;
}

unsigned tile_width(int level, uint64_t index, uint64_t size)
{
	uint64_t n = tile_count(level, size);

	if (index < n / TILE_WIDTH)
		return TILE_WIDTH;
	return index == n / TILE_WIDTH ? (unsigned)(n % TILE_WIDTH) : 0;
}

void tile_path(char out[static TILE_PATH_MAX], const struct tile *tile)
{
	char groups[40], partial[16] = "", level[16] = "entries";
	size_t at = sizeof(groups) - 4;
	uint64_t left = tile->index / GROUP;

	/* From the right: the last group stands alone, each before it has an x and a slash. */
	(void)snprintf(groups + at, 4, "%03u", (unsigned)(tile->index % GROUP));
	for (; left; left /= GROUP) {
		char group[6];

		at -= 5;
		(void)snprintf(group, sizeof(group), "x%03u/", (unsigned)(left % GROUP));
		memcpy(groups + at, group, 5);
	}
	if (tile->level != TILE_ENTRIES)
		(void)snprintf(level, sizeof(level), "%d", tile->level);
	if (tile->width < TILE_WIDTH)
		(void)snprintf(partial, sizeof(partial), ".p/%u", tile->width);
	(void)snprintf(out, TILE_PATH_MAX, "tile/%s/%s%s", level, groups + at, partial);
}

/* A number without a leading zero. */
static int plain_number(struct bytes text, uint64_t min, uint64_t max, uint64_t *out)
{
	if (text.n > 1 && text.p[0] == '0')
		return E_FORMAT;
	return num_u64n(text, min, max, out) < 0 ? E_FORMAT : 0;
}

static int parse_level(int *out, struct bytes text)
{
	uint64_t level;

	if (bytes_equal(text, bytes_of("entries"))) {
		*out = TILE_ENTRIES;
		return 0;
	}
	if (plain_number(text, 0, TILE_LEVEL_MAX, &level) < 0)
		return E_FORMAT;
	*out = (int)level;
	return 0;
}

/* "x001/x234/067", all that is left of the cursor or up to a dot. */
static int parse_index(uint64_t *out, struct cursor *c)
{
	uint64_t index = 0, group;

	for (;;) {
		bool is_inner = cursor_left(c) && *c->p == 'x';

		cursor_skip(c, is_inner);
		if (num_u64n(cursor_bytes(c, 3), 0, GROUP - 1, &group) < 0 || !cursor_ok(c) ||
		    index > (MERKLE_SIZE_MAX - group) / GROUP)
			return E_FORMAT;
		index = index * GROUP + group;
		if (!is_inner)
			break;
		/* A first group of nothing would give the same index another name. */
		if (index == 0 || cursor_u8(c) != '/')
			return E_FORMAT;
	}
	*out = index;
	return 0;
}

int tile_path_parse(struct tile *out, struct bytes path)
{
	struct tile tile = { .width = TILE_WIDTH };
	struct cursor c = cursor_of(path);
	uint64_t width;

	if (!bytes_equal(cursor_until(&c, '/'), bytes_of("tile")) ||
	    parse_level(&tile.level, cursor_until(&c, '/')) < 0 || parse_index(&tile.index, &c) < 0)
		return E_FORMAT;
	if (cursor_left(&c)) {
		if (!bytes_equal(cursor_bytes(&c, 3), bytes_of(".p/")) ||
		    plain_number(cursor_bytes(&c, cursor_left(&c)), 1, TILE_WIDTH - 1, &width) < 0)
			return E_FORMAT;
		tile.width = (unsigned)width;
	}
	if (!cursor_done(&c))
		return E_FORMAT;
	*out = tile;
	return 0;
}

int tile_decode(struct merkle_hash *out, unsigned width, struct bytes file)
{
	size_t want = (size_t)width * MERKLE_HASH_SIZE;

	if (file.n != want)
		return file.n < want ? E_TRUNC : E_FORMAT;
	for (size_t i = 0; i < width; i++)
		memcpy(out[i].at, file.p + i * MERKLE_HASH_SIZE, MERKLE_HASH_SIZE);
	return 0;
}

void tile_encode(struct buf *out, const struct merkle_hash *hashes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_add(out, hashes[i].at, MERKLE_HASH_SIZE);
}

int tile_bundle_decode(struct bytes *out, unsigned width, struct bytes file)
{
	struct cursor c = cursor_of(file);

	for (unsigned i = 0; i < width; i++) {
		uint16_t n = cursor_u16(&c);

		out[i] = cursor_bytes(&c, n);
	}
	if (!cursor_ok(&c))
		return E_TRUNC;
	return cursor_done(&c) ? 0 : E_FORMAT;
}

void tile_bundle_add(struct buf *out, struct bytes entry)
{
	assert(entry.n <= TILE_ENTRY_MAX);
	buf_u16(out, (uint16_t)entry.n);
	buf_bytes(out, entry);
}
