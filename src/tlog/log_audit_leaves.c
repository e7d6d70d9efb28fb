/*
 * Where an entry and its leaf differ, one of two files is wrong.  Which one the hash above says:
 * that in the tile of level 1, or, for the partial tile at the right edge, the root.
 */
#include "tlog/log_audit_leaves.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "tlog/log_audit_root.h"
#include "tlog/log_file.h"

/* What a process found in its part; shared memory. */
struct part {
	uint64_t first, end; /* tiles of leaves */
	uint64_t entries, bytes;
	int code;
	struct err err;
};

struct shared {
	struct part parts[LOG_AUDIT_PROCESSES_MAX];
	struct merkle_hash edge[TILE_WIDTH];
};

struct work {
	int dir;
	const struct log_audit_tree *tree;
	struct shared *shared;
	struct merkle_hash *roots;
	struct log_file tile_file, bundle_file;
};

/* Whether these leaves fit what is above tile; false too where nothing above can be read. */
static bool is_borne_out(struct work *w, const struct tile *tile, const struct merkle_hash *leaves)
{
	const struct tile above = { 1, tile->index / TILE_WIDTH,
				    tile_width(1, tile->index / TILE_WIDTH, w->tree->size) };
	CLEANUP(log_file_done) struct log_file file = { .n = 0 };
	struct merkle_hash root, hashes[TILE_WIDTH];

	if (tile->width < TILE_WIDTH)
		return log_audit_root(&root, w->dir, w->tree->size, leaves, NULL) == 0 &&
		       merkle_equal(&root, &w->tree->root);
	merkle_root_of(&root, leaves, TILE_WIDTH);
	return log_file_tile(&file, w->dir, &above, hashes, NULL) == 0 &&
	       merkle_equal(&root, &hashes[tile->index % TILE_WIDTH]);
}

/* Where entry i lies in its bundle. */
static size_t place_of(const struct bytes *entries, unsigned i)
{
	size_t at = 0;

	for (unsigned k = 0; k < i; k++)
		at += 2 + entries[k].n;
	return at;
}

static int contradiction(struct work *w, const struct tile *tile, const struct bytes *entries,
			 const struct merkle_hash *made, const struct merkle_hash *leaves,
			 unsigned i, struct err *err)
{
	const struct tile bundle = { TILE_ENTRIES, tile->index, tile->width };
	char tile_name[TILE_PATH_MAX], bundle_name[TILE_PATH_MAX];
	size_t at = place_of(entries, i);
	uint64_t index = tile->index * TILE_WIDTH + i;

	tile_path(tile_name, tile);
	tile_path(bundle_name, &bundle);
	if (is_borne_out(w, tile, made))
		return err_set(err, E_VERIFY,
			       "%s: bytes %u to %u: this is not the hash of entry %" PRIu64,
			       tile_name, i * MERKLE_HASH_SIZE, (i + 1) * MERKLE_HASH_SIZE, index);
	if (is_borne_out(w, tile, leaves))
		return err_set(err, E_VERIFY,
			       "%s: bytes %zu to %zu: entry %" PRIu64
			       " is not the one the tree was made of",
			       bundle_name, at, at + 2 + entries[i].n, index);
	return err_set(err, E_VERIFY,
		       "%s: bytes %zu to %zu: entry %" PRIu64
		       " does not fit bytes %u to %u of %s, and neither of them the tree above",
		       bundle_name, at, at + 2 + entries[i].n, index, i * MERKLE_HASH_SIZE,
		       (i + 1) * MERKLE_HASH_SIZE, tile_name);
}

static int check_tile(struct work *w, struct part *part, uint64_t index, struct err *err)
{
	const struct tile tile = { 0, index, tile_width(0, index, w->tree->size) };
	const struct tile bundle = { TILE_ENTRIES, index, tile.width };
	struct merkle_hash leaves[TILE_WIDTH], made[TILE_WIDTH];
	struct bytes entries[TILE_WIDTH];
	int r = log_file_bundle(&w->bundle_file, w->dir, &bundle, entries, err);

	if (r == 0)
		r = log_file_tile(&w->tile_file, w->dir, &tile, leaves, err);
	if (r < 0)
		return r;
	for (unsigned i = 0; i < tile.width; i++) {
		merkle_leaf(&made[i], entries[i]);
		part->bytes += entries[i].n;
	}
	for (unsigned i = 0; i < tile.width; i++)
		if (!merkle_equal(&made[i], &leaves[i]))
			return contradiction(w, &tile, entries, made, leaves, i, err);
	part->entries += tile.width;
	if (tile.width == TILE_WIDTH)
		merkle_root_of(&w->roots[index], leaves, TILE_WIDTH);
	else
		memcpy(w->shared->edge, leaves, tile.width * sizeof(*leaves));
	return 0;
}

static void do_part(const struct work *from, struct part *part)
{
	struct work w = *from;

	for (uint64_t i = part->first; part->code == 0 && i < part->end; i++)
		part->code = check_tile(&w, part, i, &part->err);
	log_file_done(&w.tile_file);
	log_file_done(&w.bundle_file);
}

/* A process that ends otherwise than it should has checked nothing. */
static int wait_for(pid_t pid, struct err *err)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return err_errno(err, "cannot wait for a part of the audit");
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return err_set(err, E_CANCELLED, "a part of the audit was stopped");
	return 0;
}

static int do_parts(const struct work *w, unsigned n, struct err *err)
{
	pid_t pids[LOG_AUDIT_PROCESSES_MAX];
	unsigned started = 1;
	int r = 0;

	for (; started < n; started++) {
		pids[started] = fork();
		if (pids[started] < 0) {
			r = err_errno(err, "cannot start a part of the audit");
			break;
		}
		if (pids[started] == 0) {
			do_part(w, &w->shared->parts[started]);
			_exit(0);
		}
	}
	if (r == 0)
		do_part(w, &w->shared->parts[0]);
	for (unsigned i = 1; i < started; i++) {
		int code = wait_for(pids[i], r == 0 ? err : NULL);

		r = r < 0 ? r : code;
	}
	return r;
}

/* The leftmost damage is the one that is told. */
static int collect(struct log_audit *out, const struct shared *shared, unsigned n, struct err *err)
{
	for (unsigned i = 0; i < n; i++) {
		const struct part *part = &shared->parts[i];

		out->checked += part->entries;
		out->bytes += part->bytes;
		if (part->code < 0)
			return err_set(err, part->code, "%s", part->err.text);
	}
	return 0;
}

int log_audit_leaves(struct log_audit *out, int dir, const struct log_audit_tree *tree,
		     struct merkle_hash *roots, struct merkle_hash edge[static TILE_WIDTH],
		     struct err *err)
{
	const uint64_t first = tree->from / TILE_WIDTH;
	const uint64_t end = tree->size / TILE_WIDTH + (tree->size % TILE_WIDTH != 0);
	unsigned n = tree->processes ? tree->processes : 1;

	/* Fewer tiles than processes: one does it all. */
	if (n > LOG_AUDIT_PROCESSES_MAX || end - first < n)
		n = 1;
	struct shared *shared =
	    mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return err_errno(err, "no room for an audit of %" PRIu64 " entries", tree->size);
	for (unsigned i = 0; i < n; i++) {
		shared->parts[i].first = first + (end - first) / n * i;
		shared->parts[i].end = i + 1 == n ? end : first + (end - first) / n * (i + 1);
	}
	const struct work work = { .dir = dir, .tree = tree, .shared = shared, .roots = roots };
	int r = do_parts(&work, n, err);
	if (r == 0)
		r = collect(out, shared, n, err);
	if (r == 0)
		memcpy(edge, shared->edge, sizeof(shared->edge));
	munmap(shared, sizeof(*shared));
	return r;
}
