/*
 * A backup is written in a folder of its own beside its name, which is locked as long as somebody
 * writes it: one that nobody holds was left by a process that was killed, and goes when the next
 * backup is made there.
 */
#include "store/backup.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fd.h"
#include "base/folder.h"
#include "base/mem.h"
#include "base/text.h"
#include "signer/signer.h"
#include "store/store.h"

#define PART ".hoshi-backup-"
#define TRIES 10

/* ---- the folder that it is written in ---- */

static bool is_left(int parent, const char *name)
{
	CLEANUP(fd_close) int fd = -1;

	return folder_open(&fd, parent, name, NULL) == 0 && flock(fd, LOCK_EX | LOCK_NB) == 0;
}

static int remove_left(int parent, struct err *err)
{
	int own = openat(parent, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), r = 0;
	DIR *list = own < 0 ? NULL : fdopendir(own);
	const struct dirent *entry;

	if (!list) {
		r = err_errno(err, "cannot list the folder for the backup");
		fd_close(&own);
		return r;
	}
	while (r == 0 && (entry = readdir(list)))
		if (text_starts(entry->d_name, PART) && is_left(parent, entry->d_name))
			r = folder_remove(parent, entry->d_name, err);
	(void)closedir(list);
	return r;
}

static char *parent_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return mem_text(".");
	return slash == path ? mem_text("/") : mem_textn(path, (size_t)(slash - path));
}

struct part {
	int parent, fd; /* the folder it stands in; its own, locked */
	char *name, *path;
};

/* What cannot be removed now goes when the next one is made. */
static void part_done(struct part *p)
{
	int r = p->fd >= 0 ? folder_remove(p->parent, p->name, NULL) : 0;

	(void)r;
	fd_close(&p->fd);
	fd_close(&p->parent);
	mem_free(p->name);
	mem_free(p->path);
}

/*
 * 0, or 1: between making and locking it another backup took it for one that was left, and it is to
 * be made once more.
 */
static int try_part(struct part *p, const char *parent, unsigned n, struct err *err)
{
	struct stat st;

	mem_free(p->name);
	mem_free(p->path);
	fd_close(&p->fd);
	p->name = mem_format(PART "%ld-%u", (long)getpid(), n);
	p->path = mem_format("%s/%s", parent, p->name);
	if (mkdirat(p->parent, p->name, 0700) < 0)
		return err_errno(err, "cannot make '%s'", p->path);
	int r = folder_open(&p->fd, p->parent, p->name, err);
	if (r == E_MISSING)
		return 1;
	if (r < 0) {
		(void)unlinkat(p->parent, p->name, AT_REMOVEDIR);
		return r;
	}
	if (flock(p->fd, LOCK_EX | LOCK_NB) < 0)
		return errno == EWOULDBLOCK ? 1 : err_errno(err, "cannot lock '%s'", p->path);
	if (fstat(p->fd, &st) < 0)
		return err_errno(err, "cannot look at '%s'", p->path);
	return st.st_nlink == 0;
}

static int open_part(struct part *p, const char *path, struct err *err)
{
	CLEANUP(mem_freep) char *parent = parent_of(path);

	p->parent = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (p->parent < 0)
		return err_errno(err, "cannot open the folder of '%s'", path);
	int r = remove_left(p->parent, err);
	if (r < 0)
		return r;
	r = 1;
	for (unsigned n = 0; r == 1 && n < TRIES; n++)
		r = try_part(p, parent, n, err);
	return r == 1 ? err_set(err, E_EXISTS, "another backup is made in the folder of '%s'", path)
		      : r;
}

/* ---- writing it ---- */

static int copy_database(const char *dir, const struct part *p, struct err *err)
{
	CLEANUP(store_freep) struct store *s = NULL;
	CLEANUP(mem_freep) char *path = mem_format("%s/" STORE_FILE, p->path);
	int r = store_open_plain(&s, dir, err);

	return r == 0 ? store_backup(s, path, err) : r;
}

static int copy_trust(struct trust_size *log, const char *dir, const struct part *p,
		      struct err *err)
{
	CLEANUP(mem_freep) char *from = mem_format("%s/" SIGNER_FOLDER, dir);
	CLEANUP(mem_freep) char *to = mem_format("%s/" SIGNER_FOLDER, p->path);
	struct stat st;

	*log = (struct trust_size){ .has_log = false };
	/* A registry that was never served. */
	if (stat(from, &st) < 0)
		return errno == ENOENT ? 0 : err_errno(err, "cannot look at '%s'", from);
	int r = folder_make(p->fd, SIGNER_FOLDER, &st, err);
	if (r == 0)
		r = trust_copy(log, from, to, err);
	return r < 0 ? err_prefix(err, "'%s'", from) : 0;
}

static int publish(struct part *p, const char *path, struct err *err)
{
	if (renameat2(p->parent, p->name, AT_FDCWD, path, RENAME_NOREPLACE) < 0)
		return errno == EEXIST ? err_set(err, E_EXISTS, "'%s' is there already", path)
				       : err_errno(err, "cannot rename to '%s'", path);
	fd_close(&p->fd);
	return fsync(p->parent) < 0 && errno != EINVAL
		   ? err_errno(err, "cannot sync the folder of '%s'", path)
		   : 0;
}

int backup_make(struct trust_size *log, const char *dir, const char *path, struct err *err)
{
	CLEANUP(part_done) struct part p = { .parent = -1, .fd = -1 };
	struct stat st;

	/* Asked first, before minutes of copying; and again by the rename. */
	if (lstat(path, &st) == 0)
		return err_set(err, E_EXISTS, "'%s' is there already", path);
	int r = open_part(&p, path, err);
	if (r == 0)
		r = copy_database(dir, &p, err);
	if (r == 0)
		r = copy_trust(log, dir, &p, err);
	if (r == 0)
		r = folder_sync(p.fd, err);
	return r == 0 ? publish(&p, path, err) : r;
}
