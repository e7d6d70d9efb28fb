#include "serve/datadir.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"
#include "base/text.h"
#include "sandbox/sandbox_serve.h"
#include "scheme/post.h"
#include "serve/part.h"
#include "signer/signer.h"

/* Removes what has this in its name. */
static int empty(int folder, const char *with, struct err *err)
{
	int copy = fcntl(folder, F_DUPFD_CLOEXEC, 0);
	DIR *d = copy < 0 ? NULL : fdopendir(copy);
	const struct dirent *entry;
	int r = 0;

	if (!d) {
		fd_close(&copy);
		return err_errno(err, "cannot read a folder of the data directory");
	}
	while (r == 0 && (entry = readdir(d)) != NULL) {
		if (text_equal(entry->d_name, ".") || text_equal(entry->d_name, "..") ||
		    !strstr(entry->d_name, with))
			continue;
		if (unlinkat(folder, entry->d_name, 0) < 0)
			r = err_errno(err, "cannot remove '%s' from the data directory",
				      entry->d_name);
	}
	(void)closedir(d);
	return r;
}

/* The spool belongs to who writes there: nobody, when the fronts are that. */
static int prepare_spool(int dir, struct err *err)
{
	CLEANUP(fd_close) int spool = -1;

	if (mkdirat(dir, PART_SPOOL, 0700) < 0 && errno != EEXIST)
		return err_errno(err, "cannot make the spool in the data directory");
	spool = openat(dir, PART_SPOOL, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (spool < 0)
		return err_errno(err, "cannot open the spool in the data directory");
	if (geteuid() == 0 && fchown(spool, SANDBOX_SERVE_NOBODY, SANDBOX_SERVE_NOBODY) < 0)
		return err_errno(err, "cannot hand the spool over");
	if (fchmod(spool, 0700) < 0)
		return err_errno(err, "cannot close the spool to others");
	return empty(spool, "", err);
}

/*
 * Mail as files: the registrar's, who is the owner of the data and may not make folders.  A letter
 * that was being written when everything ended has a temporary name, and is written again.
 */
static int prepare_outbox(int dir, struct err *err)
{
	CLEANUP(fd_close) int outbox = -1;
	struct stat st;

	bool is_new = mkdirat(dir, POST_FOLDER, 0700) == 0;
	if (!is_new && errno != EEXIST)
		return err_errno(err, "cannot make the folder for mail in the data directory");
	outbox = openat(dir, POST_FOLDER, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	/* A link to somewhere else is the owner's own arrangement. */
	if (!is_new && outbox < 0)
		return 0;
	if (outbox < 0 || fstat(dir, &st) < 0 ||
	    (is_new && geteuid() == 0 && fchown(outbox, st.st_uid, st.st_gid) < 0))
		return err_errno(err, "cannot hand the folder for mail over");
	return is_new ? 0 : empty(outbox, ".eml.", err);
}

/*
 * The signer's: a user of its own when root starts the server, so that not even the registrar, who
 * owns the rest, can read the keys.  What it publishes is there from the beginning, for the fronts
 * to open.
 */
static int prepare_signer(int dir, struct err *err)
{
	CLEANUP(fd_close) int folder = -1;
	CLEANUP(fd_close) int public = -1;
	struct stat st;

	bool is_new = mkdirat(dir, SIGNER_FOLDER, 0700) == 0;
	if (!is_new && errno != EEXIST)
		return err_errno(err, "cannot make the signer's folder in the data directory");
	folder = openat(dir, SIGNER_FOLDER, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder < 0 || (is_new && geteuid() == 0 &&
			   fchown(folder, SANDBOX_SERVE_SIGNER, SANDBOX_SERVE_SIGNER) < 0))
		return err_errno(err, "cannot hand the signer's folder over");
	if (mkdirat(folder, "log", 0755) < 0)
		return errno == EEXIST ? 0
				       : err_errno(err, "cannot make the folder of the log in the "
							"data directory");
	public = openat(folder, "log", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	/* Whatever the umask; and whoever the signer is. */
	if (public < 0 || fstat(folder, &st) < 0 || fchmod(public, 0755) < 0 ||
	    (geteuid() == 0 && fchown(public, st.st_uid, st.st_gid) < 0))
		return err_errno(err, "cannot hand the folder of the log over");
	return 0;
}

int datadir_prepare(const char *dir, int *lock, struct err *err)
{
	CLEANUP(fd_close) int folder = -1;

	if (mkdir(dir, 0700) < 0 && errno != EEXIST)
		return err_errno(err, "cannot make the data directory '%s'", dir);
	folder = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		return err_errno(err, "cannot open the data directory '%s'", dir);
	/* Asked before anything is changed in it; root may write anywhere but to a read-only disk.
	 */
	if (faccessat(folder, ".", W_OK | X_OK, AT_EACCESS) < 0)
		return err_errno(err, "cannot write to the data directory '%s'", dir);
	if (flock(folder, LOCK_EX | LOCK_NB) < 0)
		return errno == EWOULDBLOCK
			   ? err_set(err, E_EXISTS, "another server uses '%s'", dir)
			   : err_errno(err, "cannot lock the data directory '%s'", dir);
	int r = prepare_spool(folder, err);
	if (r == 0)
		r = prepare_outbox(folder, err);
	if (r == 0)
		r = prepare_signer(folder, err);
	if (r < 0)
		return r;
	*lock = folder;
	folder = -1;
	return 0;
}
