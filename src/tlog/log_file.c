#include "tlog/log_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"

#define DEPTH_MAX 12 /* tile, level, seven groups of digits, a width; and something to spare */
#define NAME_MAX_ALL ((size_t)DEPTH_MAX * (NAME_MAX + 1))

void log_file_done(struct log_file *f)
{
	mem_free(f->p);
	*f = (struct log_file){ .n = 0 };
}

int log_file_open_dir(int *out, const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return err_errno(err, "cannot open log '%s'", path);
	*out = fd;
	return 0;
}

int log_file_read(struct log_file *f, int dir, const char *name, size_t max, struct err *err)
{
	CLEANUP(fd_close) int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;

	if (fd < 0 && errno == ENOENT)
		return err_set(err, E_MISSING, "%s: the file is missing", name);
	if (fd < 0 || fstat(fd, &st) < 0)
		return err_errno(err, "cannot open '%s'", name);
	if (!S_ISREG(st.st_mode))
		return err_set(err, E_UNSUPPORTED, "%s: this is not a regular file", name);
	if ((uint64_t)st.st_size > max)
		return err_set(err, E_LIMIT, "%s: it is larger than %zu bytes", name, max);
	size_t n = (size_t)st.st_size;
	if (n > f->room) {
		f->p = mem_resize(f->p, n, 1);
		f->room = n;
	}
	int r = fd_read_full(fd, f->p, n);
	if (r < 0)
		return err_set(err, r, "cannot read '%s'", name);
	f->n = n;
	return 0;
}

static struct bytes view(const struct log_file *f)
{
	return (struct bytes){ f->p, f->n };
}

/* *width is how many there are in the file that was found: those wanted, or 256. */
static int read_tile(struct log_file *f, int dir, const struct tile *tile, size_t max,
		     unsigned *width, struct err *err)
{
	char name[TILE_PATH_MAX];
	struct tile full = *tile;

	*width = tile->width;
	tile_path(name, tile);
	int r = log_file_read(f, dir, name, max, err);
	if (r != E_MISSING || tile->width == TILE_WIDTH)
		return r;
	full.width = *width = TILE_WIDTH;
	tile_path(name, &full);
	/* Where both are missing it is the partial one that should be there. */
	return log_file_read(f, dir, name, max, NULL) == 0 ? 0 : r;
}

static int wrong_form(const struct tile *tile, unsigned width, size_t n, int why, struct err *err)
{
	char name[TILE_PATH_MAX];
	struct tile found = *tile;

	found.width = width;
	tile_path(name, &found);
	return err_set(err, E_VERIFY, "%s: bytes 0 to %zu: %s", name, n,
		       why == E_TRUNC ? "the file is too short" : "the file is too long");
}

int log_file_tile(struct log_file *f, int dir, const struct tile *tile, struct merkle_hash *out,
		  struct err *err)
{
	struct merkle_hash all[TILE_WIDTH];
	unsigned width;
	int r = read_tile(f, dir, tile, TILE_SIZE, &width, err);

	if (r < 0)
		return r;
	r = tile_decode(all, width, view(f));
	if (r < 0)
		return wrong_form(tile, width, f->n, r, err);
	memcpy(out, all, tile->width * sizeof(*out));
	return 0;
}

int log_file_bundle(struct log_file *f, int dir, const struct tile *tile, struct bytes *out,
		    struct err *err)
{
	struct bytes all[TILE_WIDTH];
	unsigned width;
	int r = read_tile(f, dir, tile, TILE_BUNDLE_MAX, &width, err);

	if (r < 0)
		return r;
	r = tile_bundle_decode(all, width, view(f));
	if (r < 0)
		return wrong_form(tile, width, f->n, r, err);
	memcpy(out, all, tile->width * sizeof(*out));
	return 0;
}

/* ---- all of them ---- */

struct walk {
	log_file_fn *fn;
	void *context;
	char name[NAME_MAX_ALL];
};

static int walk_folder(struct walk *w, int dir, size_t n, unsigned depth, struct err *err);

/* Not every file system says it in the list. */
static bool is_folder(int dir, const struct dirent *entry)
{
	struct stat st;

	if (entry->d_type != DT_UNKNOWN)
		return entry->d_type == DT_DIR;
	return fstatat(dir, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode);
}

static int walk_one(struct walk *w, int dir, const struct dirent *entry, size_t n, unsigned depth,
		    struct err *err)
{
	size_t length = strlen(entry->d_name);
	struct tile tile;

	if (n + 1 + length >= sizeof(w->name) || depth == DEPTH_MAX)
		return err_set(err, E_LIMIT, "%.200s: this is nested too deep", w->name);
	w->name[n] = '/';
	memcpy(w->name + n + 1, entry->d_name, length + 1);
	if (is_folder(dir, entry)) {
		CLEANUP(fd_close)
		int inner = openat(dir, entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

		/* Partial tiles of a log that grows make room for full ones. */
		if (inner < 0 && errno == ENOENT)
			return 0;
		if (inner < 0)
			return err_errno(err, "cannot open '%s'", w->name);
		return walk_folder(w, inner, n + 1 + length, depth + 1, err);
	}
	bool is_tile = tile_path_parse(&tile, bytes_of(w->name)) == 0;
	return w->fn(w->context, w->name, is_tile ? &tile : NULL, err);
}

/* NULL at the end, with errno 0, and when it cannot be read. */
static const struct dirent *next_of(DIR *list)
{
	errno = 0;
	return readdir(list);
}

static int walk_folder(struct walk *w, int dir, size_t n, unsigned depth, struct err *err)
{
	const struct dirent *entry;
	int own = dup(dir), r = 0;
	DIR *list = own < 0 ? NULL : fdopendir(own);

	if (!list) {
		r = err_errno(err, "cannot list '%s'", w->name);
		fd_close(&own);
		return r;
	}
	while (r == 0 && (entry = next_of(list))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		r = walk_one(w, dir, entry, n, depth, err);
		w->name[n] = '\0';
	}
	if (r == 0 && errno)
		r = err_errno(err, "cannot list '%s'", w->name);
	closedir(list);
	return r;
}

int log_file_walk(int dir, log_file_fn *fn, void *context, struct err *err)
{
	CLEANUP(mem_freep) struct walk *w = mem_array(1, sizeof(*w));
	CLEANUP(fd_close) int top = openat(dir, "tile", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (top < 0 && errno == ENOENT)
		return 0;
	if (top < 0)
		return err_errno(err, "cannot open 'tile'");
	w->fn = fn;
	w->context = context;
	memcpy(w->name, "tile", sizeof("tile"));
	return walk_folder(w, top, strlen("tile"), 1, err);
}

/* ---- folders ---- */

int log_file_make_folders(int dir, const char *name, struct err *err)
{
	char folder[TILE_PATH_MAX];

	for (const char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/')) {
		memcpy(folder, name, (size_t)(slash - name));
		folder[slash - name] = '\0';
		if (mkdirat(dir, folder, 0755) == 0 && fchmodat(dir, folder, 0755, 0) < 0)
			return err_errno(err, "cannot open '%s' to others", folder);
		else if (faccessat(dir, folder, F_OK, AT_EACCESS) < 0)
			return err_errno(err, "cannot make '%s'", folder);
	}
	return 0;
}

int log_file_sync_folder(int dir, const char *name, struct err *err)
{
	CLEANUP(fd_close) int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	/* Some file systems cannot sync a folder and say EINVAL. */
	if (fd < 0 || (fsync(fd) < 0 && errno != EINVAL))
		return err_errno(err, "cannot sync '%s'", name);
	return 0;
}

int log_file_sync_folders(int dir, const char *name, struct err *err)
{
	char folder[TILE_PATH_MAX];

	for (const char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/')) {
		memcpy(folder, name, (size_t)(slash - name));
		folder[slash - name] = '\0';
		int r = log_file_sync_folder(dir, folder, err);
		if (r < 0)
			return r;
	}
	return log_file_sync_folder(dir, ".", err);
}
