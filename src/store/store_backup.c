/*
 * A copy by SQLite's backup interface: one state of the database, whatever is written meanwhile.
 * The copy has no log beside it, so that it can be carried about as one file.
 */
#include "store/store_inside.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"

/* All pages in one step: a reader of a log is in nobody's way. */
static int copy_pages(sqlite3 *to, sqlite3 *from, const char *path, struct err *err)
{
	sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");

	if (!b)
		return store_error(to, path, err);
	int step = sqlite3_backup_step(b, -1);
	int end = sqlite3_backup_finish(b);
	if (step == SQLITE_DONE && end == SQLITE_OK)
		return 0;
	/* Errors of the source are told by the source. */
	return store_error(sqlite3_errcode(to) == SQLITE_OK ? from : to, path, err);
}

int store_backup_copy(struct store *s, const char *path, struct err *err)
{
	CLEANUP(fd_close)
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	sqlite3 *to = NULL;
	int r;

	if (fd < 0)
		return err_errno(err, "cannot make '%s'", path);
	if (sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) !=
	    SQLITE_OK)
		r = store_error(to, path, err);
	else
		r = copy_pages(to, s->db, path, err);
	if (r == 0)
		r = store_error_exec(to, "PRAGMA journal_mode = DELETE", path, err);
	if (sqlite3_close(to) != SQLITE_OK)
		abort();
	if (r == 0 && fsync(fd) < 0)
		r = err_errno(err, "cannot write '%s'", path);
	if (r < 0)
		(void)unlink(path);
	return r;
}

int store_backup_sync_folder(const char *path, struct err *err)
{
	CLEANUP(mem_freep) char *folder = mem_text(path);
	char *slash = strrchr(folder, '/');

	if (slash)
		slash[slash == folder] = '\0';
	CLEANUP(fd_close)
	int fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 || fsync(fd) < 0 ? err_errno(err, "cannot sync the folder of '%s'", path) : 0;
}

int store_backup(struct store *s, const char *path, struct err *err)
{
	CLEANUP(mem_freep) char *part = mem_format("%s.%ld.part", path, (long)getpid());
	struct stat st;

	/* Asked first, before minutes of copying; and again by the rename. */
	if (lstat(path, &st) == 0)
		return err_set(err, E_EXISTS, "'%s' is there already", path);
	int r = store_backup_copy(s, part, err);
	if (r < 0)
		return r;
	if (renameat2(AT_FDCWD, part, AT_FDCWD, path, RENAME_NOREPLACE) < 0) {
		r = errno == EEXIST ? err_set(err, E_EXISTS, "'%s' is there already", path)
				    : err_errno(err, "cannot rename to '%s'", path);
		(void)unlink(part);
		return r;
	}
	return store_backup_sync_folder(path, err);
}
