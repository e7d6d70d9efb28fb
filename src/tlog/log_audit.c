/*
 * From the leaves up: what was found to be right below decides about the level above.  The list of
 * files comes last, for what a walk from the root would never meet.
 */
#include "tlog/log_audit.h"

#include <sys/mman.h>

#include "base/err.h"
#include "base/fd.h"
#include "tlog/checkpoint.h"
#include "tlog/log_audit_leaves.h"
#include "tlog/log_audit_root.h"
#include "tlog/log_file.h"
#include "tlog/tile.h"

#define SIZE_MAX_AUDIT (UINT64_C(1) << 40) /* entries: a thousand thousand million */

bool log_audit_is_damage(int code)
{
	return code == E_VERIFY || code == E_FORMAT || code == E_MISSING || code == E_TRUNC ||
	       code == E_LIMIT || code == E_UNSUPPORTED;
}

/* ---- the levels above the leaves ---- */

/*
 * One tile against the roots of the full tiles below it, lower[0] being the first of the level;
 * what lies before known is put into lower instead.
 */
static int check_tile(struct log_file *file, int dir, const struct tile *tile,
		      struct merkle_hash *lower, uint64_t known, struct err *err)
{
	const uint64_t first = tile->index * TILE_WIDTH;
	struct merkle_hash hashes[TILE_WIDTH];
	char name[TILE_PATH_MAX];
	int r = log_file_tile(file, dir, tile, hashes, err);

	for (unsigned i = 0; r == 0 && i < tile->width; i++) {
		if (first + i < known)
			lower[first + i] = hashes[i];
		if (merkle_equal(&hashes[i], &lower[first + i]))
			continue;
		tile_path(name, tile);
		r = err_set(err, E_VERIFY,
			    "%s: bytes %u to %u: this is not the root of the tile below", name,
			    i * MERKLE_HASH_SIZE, (i + 1) * MERKLE_HASH_SIZE);
	}
	return r;
}

/* roots: of the full tiles of leaves.  Each level's are written over those of the one below. */
static int check_levels(int dir, const struct log_audit_tree *tree, struct merkle_hash *roots,
			struct err *err)
{
	CLEANUP(log_file_done) struct log_file file = { .n = 0 };
	uint64_t known = tree->from / TILE_WIDTH;

	for (int level = 1; tile_count(level, tree->size) > 0; level++) {
		uint64_t n = tile_count(level, tree->size);

		for (uint64_t i = 0; i * TILE_WIDTH < n; i++) {
			const struct tile tile = { level, i, tile_width(level, i, tree->size) };
			int r = check_tile(&file, dir, &tile, roots, known, err);

			if (r < 0)
				return r;
			/* Place i was the beginning of this tile or of one before it. */
			if (tile.width == TILE_WIDTH)
				merkle_root_of(&roots[i], roots + i * TILE_WIDTH, TILE_WIDTH);
		}
		known = 0;
	}
	return 0;
}

/* ---- what else lies there ---- */

struct strays {
	struct log_audit *out;
	int dir;
	uint64_t size;
	struct log_file file, whole;
};

/* A partial tile of an earlier checkpoint is the beginning of what the tile is now. */
static int check_partial(struct strays *s, const char *name, const struct tile *tile,
			 struct err *err)
{
	struct tile now = *tile;
	char now_name[TILE_PATH_MAX];

	now.width = tile_width(tile->level, tile->index, s->size);
	tile_path(now_name, &now);
	int r = log_file_read(&s->file, s->dir, name, TILE_BUNDLE_MAX, err);
	/* The appender removes it when the full tile is there. */
	if (r == E_MISSING)
		return 0;
	if (r == 0)
		r = log_file_read(&s->whole, s->dir, now_name, TILE_BUNDLE_MAX, err);
	if (r == E_MISSING && now.width < TILE_WIDTH) {
		now.width = TILE_WIDTH;
		tile_path(now_name, &now);
		r = log_file_read(&s->whole, s->dir, now_name, TILE_BUNDLE_MAX, err);
	}
	if (r < 0)
		return r;
	for (size_t i = 0; i < s->file.n; i++)
		if (i >= s->whole.n || s->file.p[i] != s->whole.p[i])
			return err_set(err, E_VERIFY,
				       "%s: bytes %zu to %zu: %s says something else", name, i,
				       i + 1, now_name);
	struct bytes entries[TILE_WIDTH];
	const struct bytes bytes = { s->file.p, s->file.n };
	bool fits = tile->level == TILE_ENTRIES
			? tile_bundle_decode(entries, tile->width, bytes) == 0
			: bytes.n == (size_t)tile->width * MERKLE_HASH_SIZE;

	return fits ? 0
		    : err_set(err, E_VERIFY, "%s: bytes 0 to %zu: the file has a wrong length",
			      name, bytes.n);
}

/* log_file_fn */
static int check_stray(void *context, const char *name, const struct tile *tile, struct err *err)
{
	struct strays *s = context;

	if (!tile)
		return err_set(err, E_VERIFY, "%.300s: this file does not belong to a log", name);
	unsigned width = tile_width(tile->level, tile->index, s->size);
	if (tile->width > width)
		s->out->beyond++;
	else if (tile->width < width)
		return check_partial(s, name, tile, err);
	return 0;
}

static int check_strays(struct log_audit *out, int dir, uint64_t size, struct err *err)
{
	struct strays s = { .out = out, .dir = dir, .size = size };
	int r = log_file_walk(dir, check_stray, &s, err);

	log_file_done(&s.file);
	log_file_done(&s.whole);
	return r;
}

/* ---- all of it ---- */

static int check_tree(struct log_audit *out, int dir, const struct log_audit_tree *tree,
		      struct merkle_hash *roots, struct err *err)
{
	struct merkle_hash root, edge[TILE_WIDTH];
	int r = log_audit_leaves(out, dir, tree, roots, edge, err);

	if (r == 0)
		r = check_levels(dir, tree, roots, err);
	if (r == 0)
		r = log_audit_root(&root, dir, tree->size, edge, err);
	if (r == 0 && !merkle_equal(&root, &tree->root))
		r = err_set(err, E_VERIFY,
			    "the tiles fit each other, but not the root that was signed");
	return r;
}

int log_audit_files(struct log_audit *out, int dir, const struct log_audit_tree *tree,
		    struct err *err)
{
	const size_t bytes = (size_t)(tree->size / TILE_WIDTH + 1) * sizeof(struct merkle_hash);

	assert(tree->from <= tree->size);
	*out = (struct log_audit){ .size = tree->size };
	if (tree->size > SIZE_MAX_AUDIT)
		return err_set(err, E_LIMIT, "a log of %" PRIu64 " entries is too large",
			       tree->size);
	/* A checkpoint may claim any size: what is not touched takes no memory. */
	struct merkle_hash *roots = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
					 MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (roots == MAP_FAILED)
		return err_errno(err, "no room for an audit of %" PRIu64 " entries", tree->size);
	int r = check_tree(out, dir, tree, roots, err);
	munmap(roots, bytes);
	return r < 0 ? r : check_strays(out, dir, tree->size, err);
}

int log_audit(struct log_audit *out, const char *dir, const struct note_key *key,
	      unsigned processes, struct err *err)
{
	CLEANUP(fd_close) int fd = -1;
	CLEANUP(log_file_done) struct log_file file = { .n = 0 };
	struct checkpoint c = { .size = 0 };
	struct note note;
	int r = log_file_open_dir(&fd, dir, err);

	if (r == 0)
		r = log_file_read(&file, fd, LOG_FILE_CHECKPOINT, NOTE_SIZE_MAX, err);
	if (r < 0)
		return r;
	const struct bytes bytes = { file.p, file.n };
	r = key ? checkpoint_open(&c, bytes, key, err) : note_parse(&note, bytes, err);
	if (r == 0 && !key)
		r = checkpoint_parse(&c, note.text, err);
	if (r < 0)
		return err_prefix(err, "%s: bytes 0 to %zu", LOG_FILE_CHECKPOINT, file.n);
	const struct log_audit_tree tree = { c.size, c.root, 0, processes };
	return log_audit_files(out, fd, &tree, err);
}
