/*
 * The memory is written before the signature leaves, the checkpoint after it.  So the memory is
 * never behind the checkpoint, and where it is ahead, the tree it names lies complete on the disk:
 * anything else did not come about by a crash.
 */
#include "tlog/log_recover.h"

#include <unistd.h>

#include "base/err.h"
#include "tlog/checkpoint.h"
#include "tlog/log_audit.h"
#include "tlog/log_file.h"
#include "tlog/log_recount.h"
#include "tlog/log_write.h"

/* ---- the files and the memory ---- */

/* log_file_fn: there is one at all. */
static int any_file(void *context, const char *name, const struct tile *tile, struct err *err)
{
	(void)context;
	(void)name;
	(void)tile;
	(void)err;
	return E_EXISTS;
}

static int read_checkpoint(struct log_memory *out, int dir, const struct note_key *key,
			   struct err *err)
{
	CLEANUP(log_file_done) struct log_file file = { .n = 0 };
	struct checkpoint c;
	int r = log_file_read(&file, dir, LOG_FILE_CHECKPOINT, NOTE_SIZE_MAX, err);

	if (r < 0)
		return r;
	r = checkpoint_open(&c, (struct bytes){ file.p, file.n }, key, err);
	if (r < 0)
		return err_set(err, E_VERIFY, "the log's checkpoint is damaged: %s",
			       err ? err->text : err_name(r));
	*out = (struct log_memory){ c.size, c.root };
	return 0;
}

/* Neither checkpoint nor more than the beginning in the memory: a log that never was. */
static int begin(struct log_recover *out, int dir, struct err *err)
{
	int r = log_file_walk(dir, any_file, NULL, err);

	if (r == E_EXISTS)
		return err_set(err, E_VERIFY, "the log has tiles, but its checkpoint is missing");
	if (r < 0)
		return r;
	*out = (struct log_recover){ .is_published = false };
	merkle_empty(&out->tree.root);
	return 0;
}

static int compare(const struct log_memory *published, const struct log_memory *memory,
		   struct err *err)
{
	if (published->size < memory->size)
		return 0;
	if (published->size > memory->size)
		return err_set(err, E_VERIFY,
			       "the checkpoint has %" PRIu64
			       " entries, but the signer remembers only %" PRIu64
			       ": its memory was restored from a backup",
			       published->size, memory->size);
	if (!merkle_equal(&published->root, &memory->root))
		return err_set(err, E_VERIFY,
			       "the checkpoint has another tree of %" PRIu64
			       " entries than the signer remembers",
			       memory->size);
	return 0;
}

/* ---- the tree ---- */

static int audit(int dir, const struct log_memory *tree, struct err *err)
{
	const struct log_audit_tree wanted = {
		.size = tree->size,
		.root = tree->root,
		.from = tree->size > LOG_WRITE_AUDITED_MAX
			    ? (tree->size - LOG_WRITE_AUDITED_MAX) / TILE_WIDTH * TILE_WIDTH
			    : 0,
		.processes = 1,
	};
	struct log_audit out;

	return log_audit_files(&out, dir, &wanted, err);
}

/*
 * The partial tiles of this size.  They go only when a checkpoint of a larger tree was published:
 * where a full one stands in their place, the checkpoint went back.
 */
static int check_edge(int dir, uint64_t size, struct err *err)
{
	for (int level = TILE_ENTRIES; level < TILE_LEVELS; level++) {
		const uint64_t n = tile_count(level, size);
		const struct tile tile = { level, n / TILE_WIDTH, (unsigned)(n % TILE_WIDTH) };
		char name[TILE_PATH_MAX];

		if (tile.width == 0)
			continue;
		tile_path(name, &tile);
		if (faccessat(dir, name, F_OK, 0) == 0)
			continue;
		if (errno != ENOENT)
			return err_errno(err, "cannot open '%s'", name);
		return err_set(
		    err, E_VERIFY,
		    "%s: a larger tree than that of %" PRIu64
		    " entries took its place: checkpoint and memory were restored from a "
		    "backup",
		    name, size);
	}
	return 0;
}

/* A commit was cut short between memory and checkpoint: its tree has to go on from the old one. */
static int check_unpublished(int dir, const struct log_memory *published,
			     const struct log_memory *memory, struct err *err)
{
	struct merkle_hash root;
	int r = log_recount(&root, dir, published->size, &published->root, memory->size, err);

	if (r == 0 && !merkle_equal(&root, &memory->root))
		r = err_set(err, E_VERIFY, "the files make another tree");
	if (r == 0)
		return 0;
	if (!log_audit_is_damage(r))
		return r;
	return err_set(err, E_VERIFY,
		       "the log has %" PRIu64 " entries, but the signer remembers %" PRIu64
		       ": it was restored from a backup, or files were lost (%s)",
		       published->size, memory->size, err ? err->text : err_name(r));
}

int log_recover(struct log_recover *out, int dir, const struct note_key *key, const char *memory,
		struct err *err)
{
	struct log_memory published = { 0 }, remembered = { 0 };
	int p = read_checkpoint(&published, dir, key, err);
	if (p < 0 && p != E_MISSING)
		return p;
	int m = log_memory_read(&remembered, memory, key->name, err);
	if (m < 0 && m != E_MISSING)
		return m;

	if (p == E_MISSING && (m == E_MISSING || remembered.size == 0))
		return begin(out, dir, err);
	if (p == E_MISSING)
		return err_set(err, E_VERIFY,
			       "the log has no checkpoint, but the signer remembers %" PRIu64
			       " entries",
			       remembered.size);
	if (m == E_MISSING)
		return err_set(err, E_VERIFY,
			       "the log has %" PRIu64 " entries, but the signer's memory '%s' is "
			       "missing",
			       published.size, memory);
	int r = compare(&published, &remembered, err);
	if (r == 0 && published.size < remembered.size)
		r = check_unpublished(dir, &published, &remembered, err);
	if (r == 0)
		r = audit(dir, &remembered, err);
	if (r == 0)
		r = check_edge(dir, remembered.size, err);
	if (r < 0)
		return r;
	*out = (struct log_recover){ remembered, published.size == remembered.size };
	return 0;
}

/* ---- what is left over ---- */

struct clean {
	int dir;
	uint64_t size;
};

/* log_file_fn */
static int clean_one(void *context, const char *name, const struct tile *tile, struct err *err)
{
	const struct clean *c = context;

	if (!tile)
		return 0;
	unsigned width = tile_width(tile->level, tile->index, c->size);
	bool is_beyond = tile->width > width;
	bool is_replaced = width == TILE_WIDTH && tile->width < TILE_WIDTH;
	if ((is_beyond || is_replaced) && unlinkat(c->dir, name, 0) < 0)
		return err_errno(err, "cannot remove '%s'", name);
	return 0;
}

int log_recover_clean(int dir, uint64_t size, struct err *err)
{
	struct clean c = { dir, size };

	return log_file_walk(dir, clean_one, &c, err);
}
