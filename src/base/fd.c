/* Descriptors and whole files; every loop carries on after EINTR and stops when nothing moves. */
#include "base/fd.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"

#define READ_STEP 65536

void fd_close(int *fd)
{
	/* Often runs on the way out with a result at hand, which must not change. */
	int saved = errno;

	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	errno = saved;
}

/* As read(2), without EINTR; a negative result is the error. */
static ssize_t read_some(int fd, void *p, size_t n)
{
	for (;;) {
		ssize_t r = read(fd, p, n);
		if (r >= 0)
			return r;
		if (errno != EINTR)
			return -errno;
	}
}

int fd_read_full(int fd, void *p, size_t n)
{
	uint8_t *at = p;

	while (n) {
		ssize_t r = read_some(fd, at, n);
		if (r < 0)
			return (int)r;
		if (r == 0)
			return E_EOF;
		at += r;
		n -= (size_t)r;
	}
	return 0;
}

int fd_write_full(int fd, struct bytes data)
{
	while (data.n) {
		ssize_t r = write(fd, data.p, data.n);
		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return -errno;
		if (r == 0)
			return -EIO;
		data.p += r;
		data.n -= (size_t)r;
	}
	return 0;
}

static int append_all(struct buf *out, int fd, const char *path, size_t max, struct err *err)
{
	CLEANUP(mem_freep) uint8_t *step = mem_array(READ_STEP, 1);
	size_t left = max;

	/* Until the end, not until the size: a file may grow, and those in /proc have no size. */
	for (;;) {
		ssize_t r = read_some(fd, step, READ_STEP);
		if (r < 0) {
			errno = (int)-r;
			return err_errno(err, "cannot read '%s'", path);
		}
		if (r == 0)
			return 0;
		if ((size_t)r > left)
			return err_set(err, E_LIMIT, "'%s' is larger than %zu bytes", path, max);
		left -= (size_t)r;
		buf_add(out, step, (size_t)r);
		if (!buf_ok(out))
			return err_set(err, E_LIMIT, "'%s' is too large", path);
	}
}

int fd_read_file(struct buf *out, const char *path, size_t max, struct err *err)
{
	/* Non-blocking, or opening a pipe that nobody writes to would wait for ever. */
	CLEANUP(fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return err_errno(err, "cannot open '%s'", path);
	if (!S_ISREG(st.st_mode))
		return err_set(err, E_UNSUPPORTED, "'%s' is not a regular file", path);
	if (st.st_size > 0 && (uint64_t)st.st_size > max)
		return err_set(err, E_LIMIT, "'%s' is larger than %zu bytes", path, max);
	if (!buf_ok(out))
		return err_set(err, E_LIMIT, "'%s' is too large", path);

	size_t before = out->n;
	int r = append_all(out, fd, path, max, err);
	if (r < 0) {
		out->n = before;
		out->bad = false;
	}
	return r;
}

/* The folder that holds path, as a new text. */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return mem_text(".");
	return slash == path ? mem_text("/") : mem_textn(path, (size_t)(slash - path));
}

static int sync_folder(const char *path, struct err *err)
{
	CLEANUP(mem_freep) char *folder = folder_of(path);
	CLEANUP(fd_close) int fd = open(folder, O_RDONLY | O_CLOEXEC | O_DIRECTORY);

	/* Some file systems cannot sync a folder and say EINVAL: nothing more can be done there. */
	if (fd < 0 || (fsync(fd) < 0 && errno != EINVAL))
		return err_errno(err, "cannot sync folder '%s'", folder);
	return 0;
}

static int fill(int fd, struct bytes data, unsigned mode)
{
	int r = fd_write_full(fd, data);

	if (r < 0)
		return r;
	if (fchmod(fd, mode) < 0 || fsync(fd) < 0)
		return -errno;
	return 0;
}

int fd_write_file(const char *path, struct bytes data, unsigned mode, struct err *err)
{
	CLEANUP(mem_freep) char *temporary = mem_format("%s.XXXXXX", path);
	struct stat st;

	if (lstat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return err_set(err, E_UNSUPPORTED, "'%s' is not a regular file", path);

	CLEANUP(fd_close) int fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return err_errno(err, "cannot write '%s'", path);
	int r = fill(fd, data, mode);
	if (r == 0 && rename(temporary, path) < 0)
		r = -errno;
	if (r < 0) {
		unlink(temporary);
		errno = -r;
		return err_errno(err, "cannot write '%s'", path);
	}
	return sync_folder(path, err);
}
