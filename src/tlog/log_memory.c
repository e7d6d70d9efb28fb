#include "tlog/log_memory.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"
#include "tlog/checkpoint.h"

int log_memory_read(struct log_memory *out, const char *path, const char *origin, struct err *err)
{
	CLEANUP(buf_done) struct buf file = BUF(CHECKPOINT_BODY_MAX);
	struct checkpoint c;

	if (access(path, F_OK) < 0 && errno == ENOENT)
		return err_set(err, E_MISSING, "there is no memory '%s'", path);
	int r = fd_read_file(&file, path, CHECKPOINT_BODY_MAX, err);
	if (r < 0)
		return r;
	if (checkpoint_parse(&c, buf_view(&file), NULL) < 0 || c.extensions.n)
		return err_set(err, E_VERIFY, "the signer's memory '%s' is damaged", path);
	if (!bytes_equal(c.origin, bytes_of(origin)))
		return err_set(err, E_VERIFY,
			       "the signer's memory '%s' is of another log than '%s'", path,
			       origin);
	*out = (struct log_memory){ c.size, c.root };
	return 0;
}

/*
 * As fd_write_file, but always by the same temporary name: a process that is killed again and again
 * leaves one file with the keys, not many.
 */
static int replace(const char *path, struct bytes data)
{
	CLEANUP(mem_freep) char *temporary = mem_format("%s.new", path);
	CLEANUP(fd_close)
	int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		return -errno;
	int r = fd_write_full(fd, data);
	if (r == 0 && (fchmod(fd, 0600) < 0 || fsync(fd) < 0 || rename(temporary, path) < 0))
		r = -errno;
	return r;
}

static int sync_folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	CLEANUP(mem_freep)
	char *folder = slash ? mem_textn(path, (size_t)(slash - path) + 1) : mem_text(".");
	CLEANUP(fd_close) int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	/* Some file systems cannot sync a folder and say EINVAL. */
	return fd < 0 || (fsync(fd) < 0 && errno != EINVAL) ? -errno : 0;
}

int log_memory_write(const char *path, const char *origin, const struct log_memory *memory,
		     struct err *err)
{
	CLEANUP(buf_done) struct buf text = BUF(CHECKPOINT_BODY_MAX);

	checkpoint_body(&text, origin, memory->size, &memory->root);
	assert(buf_ok(&text));
	int r = replace(path, buf_view(&text));
	if (r == 0)
		r = sync_folder_of(path);
	if (r == 0)
		return 0;
	errno = -r;
	return err_errno(err, "cannot write the signer's memory '%s'", path);
}
