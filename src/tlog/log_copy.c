#include "tlog/log_copy.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/folder.h"
#include "base/mem.h"
#include "tlog/checkpoint.h"
#include "tlog/log_file.h"

struct copy {
	int from, to;
	struct stat file, folder; /* what those of the copy are to be like */
	struct log_file data;
	char made[TILE_PATH_MAX]; /* the folders of the file that was copied last */
};

/* log_file_fn: there is one at all. */
static int any_file(void *context, const char *name, const struct tile *tile, struct err *err)
{
	(void)context;
	(void)tile;
	return err_set(err, E_VERIFY, "the log has '%s', but its checkpoint is missing", name);
}

static int read_checkpoint(struct copy *c, struct log_memory *tree, struct buf *out,
			   struct err *err)
{
	struct checkpoint checkpoint;
	struct note note;
	int r = log_file_read(&c->data, c->from, LOG_FILE_CHECKPOINT, NOTE_SIZE_MAX, err);

	if (r == E_MISSING) {
		int found = log_file_walk(c->from, any_file, NULL, err);

		return found < 0 ? found : r;
	}
	if (r == 0 && (fstatat(c->from, LOG_FILE_CHECKPOINT, &c->file, AT_SYMLINK_NOFOLLOW) < 0 ||
		       fstat(c->from, &c->folder) < 0))
		r = err_errno(err, "cannot look at the log's checkpoint");
	if (r < 0)
		return r;
	buf_add(out, c->data.p, c->data.n);
	r = note_parse(&note, buf_view(out), err);
	if (r == 0)
		r = checkpoint_parse(&checkpoint, note.text, err);
	if (r < 0)
		return err_set(err, E_VERIFY, "the log's checkpoint is damaged: %s",
			       err ? err->text : err_name(r));
	*tree = (struct log_memory){ checkpoint.size, checkpoint.root };
	return 0;
}

/* The folders above a tile, from the top; those of a run of tiles are the same. */
static int make_folders(struct copy *c, const char *name, struct err *err)
{
	for (const char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/')) {
		char folder[TILE_PATH_MAX];
		size_t n = (size_t)(slash - name);
		int r;

		if (strncmp(c->made, name, n + 1) == 0)
			continue;
		memcpy(folder, name, n);
		folder[n] = '\0';
		/* The partial tile's folder may not be in the last path and be there all the same.
		 */
		if (faccessat(c->to, folder, F_OK, 0) < 0) {
			r = folder_make(c->to, folder, &c->folder, err);
			if (r < 0)
				return r;
		}
	}
	memcpy(c->made, name, strlen(name) + 1);
	return 0;
}

/* It made room for the full one: what it was is the beginning of that. */
static int write_beginning(struct copy *c, const struct tile *tile, const char *name,
			   struct err *err)
{
	CLEANUP(buf_done) struct buf out = BUF(TILE_BUNDLE_MAX);
	struct merkle_hash hashes[TILE_WIDTH];
	struct bytes entries[TILE_WIDTH];
	int r;

	if (tile->level == TILE_ENTRIES) {
		r = log_file_bundle(&c->data, c->from, tile, entries, err);
		for (unsigned i = 0; r == 0 && i < tile->width; i++)
			tile_bundle_add(&out, entries[i]);
	} else {
		r = log_file_tile(&c->data, c->from, tile, hashes, err);
		if (r == 0)
			tile_encode(&out, hashes, tile->width);
	}
	return r < 0 ? r : folder_write(c->to, name, buf_view(&out), &c->file, err);
}

static int copy_tile(struct copy *c, const struct tile *tile, struct err *err)
{
	char name[TILE_PATH_MAX];

	tile_path(name, tile);
	int r = make_folders(c, name, err);
	if (r < 0)
		return r;
	r = folder_copy_file(c->from, c->to, name, err);
	if (r == E_MISSING && tile->width < TILE_WIDTH)
		r = write_beginning(c, tile, name, err);
	return r == E_MISSING ? err_set(err, E_VERIFY, "%s: the file is missing", name) : r;
}

static int copy_level(struct copy *c, int level, uint64_t size, struct err *err)
{
	const uint64_t n = tile_count(level, size);
	int r = 0;

	for (uint64_t i = 0; r == 0 && i <= n / TILE_WIDTH; i++) {
		const struct tile tile = { level, i, tile_width(level, i, size) };

		if (tile.width > 0)
			r = copy_tile(c, &tile, err);
	}
	return r;
}

/* What is not of the tree, nor of the one that appends. */
static bool is_done(const char *name, unsigned depth)
{
	return depth == 0 && (name[0] == '.' || strcmp(name, "tile") == 0 ||
			      strcmp(name, LOG_FILE_CHECKPOINT) == 0);
}

int log_copy(struct log_memory *tree, struct buf *note, int from, int to, struct err *err)
{
	struct copy c = { .from = from, .to = to };
	int r = read_checkpoint(&c, tree, note, err);

	for (int level = TILE_ENTRIES; r == 0 && level < TILE_LEVELS; level++)
		r = copy_level(&c, level, tree->size, err);
	if (r == 0)
		r = folder_copy(from, to, is_done, err);
	if (r == 0)
		r = folder_write(to, LOG_FILE_CHECKPOINT, buf_view(note), &c.file, err);
	log_file_done(&c.data);
	return r;
}
