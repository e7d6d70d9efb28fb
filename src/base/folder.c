/*
 * Contents are written first and synced last, all together (folder_sync): the disk is fastest when
 * it is not asked for one file at a time.  Linux remembers an error of writing until somebody who
 * opened the file has been told, so that nothing is lost by opening it again to sync it.
 */
#include "base/folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"

#define STEP 65536

/* ---- one file, one folder ---- */

static int take_after(int fd, const struct stat *like)
{
	/* The owner first: who gives a file away loses its set-id bits, and never has any here. */
	if (geteuid() == 0 && fchown(fd, like->st_uid, like->st_gid) < 0)
		return -errno;
	return fchmod(fd, like->st_mode & 07777) < 0 ? -errno : 0;
}

static int make_file(int *out, int to, const char *name, struct err *err)
{
	int fd = openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		return err_errno(err, "cannot make '%s'", name);
	*out = fd;
	return 0;
}

static int cannot_write(const char *name, int code, struct err *err)
{
	errno = -code;
	return err_errno(err, "cannot write '%s'", name);
}

int folder_write(int to, const char *name, struct bytes data, const struct stat *like,
		 struct err *err)
{
	CLEANUP(fd_close) int fd = -1;
	int r = make_file(&fd, to, name, err);

	if (r < 0)
		return r;
	r = fd_write_full(fd, data);
	if (r == 0)
		r = take_after(fd, like);
	return r < 0 ? cannot_write(name, r, err) : 0;
}

int folder_open(int *out, int at, const char *name, struct err *err)
{
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT)
		return err_set(err, E_MISSING, "there is no folder '%s'", name);
	if (fd < 0)
		return err_errno(err, "cannot open the folder '%s'", name);
	*out = fd;
	return 0;
}

int folder_make(int to, const char *name, const struct stat *like, struct err *err)
{
	CLEANUP(fd_close) int fd = -1;

	if (mkdirat(to, name, 0700) < 0)
		return err_errno(err, "cannot make the folder '%s'", name);
	int r = folder_open(&fd, to, name, err);
	if (r < 0)
		return r;
	r = take_after(fd, like);
	return r < 0 ? cannot_write(name, r, err) : 0;
}

/* Keys go through here: what was in memory is wiped. */
static int pour(int in, int out, const char *name, struct err *err)
{
	CLEANUP(mem_freep) uint8_t *step = mem_array(STEP, 1);
	int r = 0;

	for (;;) {
		ssize_t n = read(in, step, STEP);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			r = err_errno(err, "cannot read '%s'", name);
		if (n <= 0)
			break;
		r = fd_write_full(out, (struct bytes){ step, (size_t)n });
		if (r < 0) {
			r = cannot_write(name, r, err);
			break;
		}
	}
	mem_wipe(step, STEP);
	return r;
}

int folder_copy_file(int from, int to, const char *name, struct err *err)
{
	CLEANUP(fd_close)
	int in = openat(from, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	CLEANUP(fd_close) int out = -1;
	struct stat st;

	if (in < 0 && errno == ENOENT)
		return err_set(err, E_MISSING, "there is no '%s'", name);
	if (in < 0 || fstat(in, &st) < 0)
		return err_errno(err, "cannot open '%s'", name);
	if (!S_ISREG(st.st_mode))
		return err_set(err, E_UNSUPPORTED, "'%s' is not a regular file", name);
	int r = make_file(&out, to, name, err);
	if (r == 0)
		r = pour(in, out, name, err);
	if (r < 0)
		return r;
	r = take_after(out, &st);
	return r < 0 ? cannot_write(name, r, err) : 0;
}

/* ---- all that is in one ---- */

/* What is done with each; is_folder by lstat. */
struct walk {
	int (*each)(struct walk *w, int at, const char *name, bool is_folder, struct err *err);
	folder_skip_fn *skip;
	int to; /* of a copy: the folder that goes with at */
	unsigned depth;
};

static int visit(struct walk *w, int at, const char *name, struct err *err)
{
	struct stat st;

	if (w->skip && w->skip(name, w->depth))
		return 0;
	if (fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : err_errno(err, "cannot look at '%s'", name);
	return w->each(w, at, name, S_ISDIR(st.st_mode), err);
}

static int walk(struct walk *w, int folder, struct err *err)
{
	/* A descriptor of its own: a copy of folder would share its place in the list. */
	int own = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), r = 0;
	DIR *list = own < 0 ? NULL : fdopendir(own);
	const struct dirent *entry;

	if (!list) {
		r = err_errno(err, "cannot list a folder");
		fd_close(&own);
		return r;
	}
	for (errno = 0; r == 0 && (entry = readdir(list)); errno = 0)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			r = visit(w, folder, entry->d_name, err);
	if (r == 0 && errno)
		r = err_errno(err, "cannot list a folder");
	(void)closedir(list);
	return r;
}

static int walk_into(struct walk *w, int at, const char *name, struct err *err)
{
	CLEANUP(fd_close) int inner = -1;

	if (w->depth == FOLDER_DEPTH_MAX)
		return err_set(err, E_LIMIT, "'%s' is more than %d folders deep", name,
			       FOLDER_DEPTH_MAX);
	int r = folder_open(&inner, at, name, err);
	if (r < 0)
		return r == E_MISSING ? 0 : r;
	w->depth++;
	r = walk(w, inner, err);
	w->depth--;
	return r;
}

static int copy_folder(struct walk *w, int at, const char *name, struct err *err)
{
	CLEANUP(fd_close) int inner = -1;
	const int outer = w->to;
	struct stat st;

	if (fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : err_errno(err, "cannot look at '%s'", name);
	int r = folder_make(w->to, name, &st, err);
	if (r == 0)
		r = folder_open(&inner, w->to, name, err);
	if (r < 0)
		return r;
	w->to = inner;
	r = walk_into(w, at, name, err);
	w->to = outer;
	return r;
}

static int copy_one(struct walk *w, int at, const char *name, bool is_folder, struct err *err)
{
	if (is_folder)
		return copy_folder(w, at, name, err);
	int r = folder_copy_file(at, w->to, name, err);
	return r == E_MISSING ? 0 : r;
}

int folder_copy(int from, int to, folder_skip_fn *skip, struct err *err)
{
	struct walk w = { .each = copy_one, .skip = skip, .to = to };

	return walk(&w, from, err);
}

/* Some file systems cannot sync a folder and say EINVAL. */
static int sync_here(int fd, const char *name, struct err *err)
{
	return fsync(fd) < 0 && errno != EINVAL ? err_errno(err, "cannot sync '%s'", name) : 0;
}

static int sync_one(struct walk *w, int at, const char *name, bool is_folder, struct err *err)
{
	int r = is_folder ? walk_into(w, at, name, err) : 0;
	CLEANUP(fd_close)
	int fd = openat(at, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (r < 0)
		return r;
	return fd < 0 ? err_errno(err, "cannot open '%s'", name) : sync_here(fd, name, err);
}

int folder_sync(int folder, struct err *err)
{
	struct walk w = { .each = sync_one };
	int r = walk(&w, folder, err);

	return r < 0 ? r : sync_here(folder, ".", err);
}

static int remove_one(struct walk *w, int at, const char *name, bool is_folder, struct err *err)
{
	int r = is_folder ? walk_into(w, at, name, err) : 0;

	if (r < 0)
		return r;
	return unlinkat(at, name, is_folder ? AT_REMOVEDIR : 0) < 0 && errno != ENOENT
		   ? err_errno(err, "cannot remove '%s'", name)
		   : 0;
}

int folder_remove(int at, const char *name, struct err *err)
{
	struct walk w = { .each = remove_one };

	return visit(&w, at, name, err);
}
