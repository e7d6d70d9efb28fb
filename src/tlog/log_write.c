#include "tlog/log_write.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"
#include "tlog/checkpoint.h"
#include "tlog/log_file.h"
#include "tlog/log_grow.h"
#include "tlog/log_put.h"
#include "tlog/log_recount.h"
#include "tlog/log_recover.h"

_Static_assert(LOG_WRITE_ENTRIES_MAX <= LOG_RECOUNT_MAX, "a commit can be counted again");
_Static_assert(2 * (LOG_WRITE_ENTRIES_MAX / TILE_WIDTH) + 64 < LOG_PUT_FILES_MAX,
	       "a commit's files can be written in one go");

struct log_write {
	struct log_write_options o;
	int dir, lock;
	struct log_put *put;
	struct log_grow grow;
	struct log_memory published;
	size_t batch_bytes;
	bool is_broken;
};

void log_write_freep(struct log_write **w)
{
	if (!*w)
		return;
	log_put_freep(&(*w)->put);
	log_grow_done(&(*w)->grow);
	fd_close(&(*w)->dir);
	fd_close(&(*w)->lock);
	mem_free(*w);
	*w = NULL;
}

uint64_t log_write_size(const struct log_write *w)
{
	return w->published.size;
}

/* ---- signing ---- */

/* What the caller's function made is looked at as any reader would. */
static int sign(struct log_write *w, const struct log_memory *tree, struct buf *note,
		struct err *err)
{
	CLEANUP(buf_done) struct buf text = BUF(CHECKPOINT_BODY_MAX);
	struct checkpoint c;

	checkpoint_body(&text, w->o.key->name, tree->size, &tree->root);
	int r = w->o.sign(w->o.context, buf_view(&text), note, err);
	if (r < 0)
		return r;
	if (!buf_ok(note) || note->n < text.n || memcmp(note->p, text.p, text.n) != 0)
		return err_set(err, E_VERIFY, "what was signed is not the checkpoint");
	r = checkpoint_open(&c, buf_view(note), w->o.key, err);
	if (r == 0 && (c.size != tree->size || !merkle_equal(&c.root, &tree->root)))
		r = err_set(err, E_VERIFY, "what was signed is not the checkpoint");
	return r;
}

static int publish(struct log_write *w, const struct log_memory *tree, struct err *err)
{
	CLEANUP(buf_done) struct buf note = BUF(NOTE_SIZE_MAX);
	int r = log_memory_write(w->o.memory, w->o.key->name, tree, err);

	if (r == 0)
		r = sign(w, tree, &note, err);
	if (r == 0)
		r = log_put_add(w->put, LOG_FILE_CHECKPOINT, buf_view(&note), err);
	if (r == 0)
		r = log_put_all(w->put, err);
	if (r == 0)
		w->published = *tree;
	return r;
}

/* ---- opening ---- */

static int take_lock(struct log_write *w, struct err *err)
{
	w->lock = openat(w->dir, LOG_FILE_LOCK, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (w->lock < 0)
		return err_errno(err, "cannot open '%s' in the log", LOG_FILE_LOCK);
	if (flock(w->lock, LOCK_EX | LOCK_NB) == 0)
		return 0;
	if (errno == EWOULDBLOCK)
		return err_set(err, E_EXISTS, "another process appends to log '%s'", w->o.dir);
	return err_errno(err, "cannot lock log '%s'", w->o.dir);
}

static int open_dir(struct log_write *w, struct err *err)
{
	if (mkdir(w->o.dir, 0755) < 0 && errno != EEXIST)
		return err_errno(err, "cannot make log '%s'", w->o.dir);
	int r = log_file_open_dir(&w->dir, w->o.dir, err);
	if (r == 0)
		r = take_lock(w, err);
	return r == 0 ? log_put_open(&w->put, w->dir, err) : r;
}

/* The right edge, from the files that were just found to be sound. */
static int load_edge(struct log_write *w, uint64_t size, struct err *err)
{
	CLEANUP(log_file_done) struct log_file bundle = { .n = 0 };
	CLEANUP(log_file_done) struct log_file file = { .n = 0 };
	struct merkle_hash tiles[TILE_LEVELS][TILE_WIDTH];
	struct bytes entries[TILE_WIDTH];
	int r = 0;

	for (int level = TILE_ENTRIES; r == 0 && level < TILE_LEVELS; level++) {
		const uint64_t n = tile_count(level, size);
		const struct tile tile = { level, n / TILE_WIDTH, (unsigned)(n % TILE_WIDTH) };

		if (tile.width == 0)
			continue;
		r = level == TILE_ENTRIES ? log_file_bundle(&bundle, w->dir, &tile, entries, err)
					  : log_file_tile(&file, w->dir, &tile, tiles[level], err);
	}
	if (r == 0)
		log_grow_start(&w->grow, size, entries, tiles);
	return r;
}

static int open_log(struct log_write *w, struct err *err)
{
	struct log_recover found = { .is_published = false };
	struct merkle_hash root;
	int r = open_dir(w, err);

	if (r == 0)
		r = log_recover(&found, w->dir, w->o.key, w->o.memory, err);
	if (r == 0)
		r = load_edge(w, found.tree.size, err);
	if (r < 0)
		return r;
	merkle_edge_root(&root, &w->grow.edge);
	if (!merkle_equal(&root, &found.tree.root))
		return err_set(err, E_VERIFY, "the log's files changed while it was opened");
	if (found.is_published)
		w->published = found.tree;
	else
		r = publish(w, &found.tree, err);
	return r == 0 ? log_recover_clean(w->dir, found.tree.size, err) : r;
}

int log_write_open(struct log_write **out, const struct log_write_options *options, struct err *err)
{
	CLEANUP(log_write_freep) struct log_write *w = mem_array(1, sizeof(*w));

	w->o = *options;
	w->dir = w->lock = -1;
	log_grow_init(&w->grow);
	int r = open_log(w, err);
	if (r < 0)
		return r;
	*out = steal(w);
	return 0;
}

/* ---- appending ---- */

static int broken(struct err *err)
{
	return err_set(err, E_CANCELLED, "a commit failed before: the log has to be opened again");
}

int log_write_append(struct log_write *w, struct bytes entry, uint64_t *index, struct err *err)
{
	if (w->is_broken)
		return broken(err);
	if (entry.n > TILE_ENTRY_MAX)
		return err_set(err, E_LIMIT, "an entry has at most %d bytes, not %zu",
			       TILE_ENTRY_MAX, entry.n);
	if (w->grow.edge.size - w->published.size == LOG_WRITE_ENTRIES_MAX ||
	    entry.n > LOG_WRITE_BYTES_MAX - w->batch_bytes)
		return err_set(err, E_LIMIT, "the commit is full");
	if (w->grow.edge.size == MERKLE_SIZE_MAX)
		return err_set(err, E_LIMIT, "the log is full");
	*index = w->grow.edge.size;
	w->batch_bytes += entry.n;
	log_grow_add(&w->grow, entry);
	return 0;
}

static int write_files(struct log_write *w, struct err *err)
{
	int r = 0;

	log_grow_seal(&w->grow);
	for (size_t i = 0; r == 0 && i < w->grow.n; i++) {
		char name[TILE_PATH_MAX];

		tile_path(name, &w->grow.files[i].tile);
		r = log_put_add(w->put, name, buf_view(&w->grow.files[i].data), err);
	}
	return r == 0 ? log_put_all(w->put, err) : r;
}

static int check_again(struct log_write *w, const struct log_memory *tree, struct err *err)
{
	struct merkle_hash root;
	int r = log_recount(&root, w->dir, w->published.size, &w->published.root, tree->size, err);

	if (r == 0 && !merkle_equal(&root, &tree->root))
		r = err_set(err, E_VERIFY, "the files make another tree than was appended");
	return r < 0 ? err_prefix(err, "nothing was signed") : 0;
}

/*
 * The partial tiles of those that became full.  They harm nobody: what cannot be removed now goes
 * when the log is opened again.
 */
static void remove_partial(struct log_write *w, const struct tile *full)
{
	char name[TILE_PATH_MAX + 4], full_name[TILE_PATH_MAX];
	const struct dirent *entry;

	tile_path(full_name, full);
	(void)snprintf(name, sizeof(name), "%s.p", full_name);
	int fd = openat(w->dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = fd < 0 ? NULL : fdopendir(fd);
	if (!list) {
		fd_close(&fd);
		return;
	}
	while ((entry = readdir(list)))
		if (entry->d_name[0] != '.')
			(void)unlinkat(fd, entry->d_name, 0);
	closedir(list);
	(void)unlinkat(w->dir, name, AT_REMOVEDIR);
}

static void remove_partials(struct log_write *w, uint64_t old)
{
	for (size_t i = 0; i < w->grow.n; i++) {
		const struct tile *t = &w->grow.files[i].tile;

		/* Only the one that the old tree ended in was ever partial. */
		if (t->width == TILE_WIDTH && t->index == tile_count(t->level, old) / TILE_WIDTH &&
		    tile_count(t->level, old) % TILE_WIDTH)
			remove_partial(w, t);
	}
}

static int commit(struct log_write *w, struct err *err)
{
	const uint64_t old = w->published.size;
	struct log_memory tree = { .size = w->grow.edge.size };
	int r = write_files(w, err);

	merkle_edge_root(&tree.root, &w->grow.edge);
	if (r == 0)
		r = check_again(w, &tree, err);
	if (r == 0)
		r = publish(w, &tree, err);
	if (r < 0)
		return r;
	remove_partials(w, old);
	log_grow_forget(&w->grow);
	w->batch_bytes = 0;
	return 0;
}

int log_write_commit(struct log_write *w, struct err *err)
{
	if (w->is_broken)
		return broken(err);
	if (w->grow.edge.size == w->published.size)
		return 0;
	int r = commit(w, err);
	w->is_broken = r < 0;
	return r;
}
