#include "tlog/log_put.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"
#include "tlog/log_file.h"

#define OPEN_MAX_AT_ONCE 128 /* descriptors */
#define NAME_ROOM (TILE_PATH_MAX + 8)

struct put_file {
	char name[TILE_PATH_MAX];
	struct bytes data;
};

struct log_put {
	int dir;
	size_t n;
	struct put_file files[LOG_PUT_FILES_MAX];
};

void log_put_freep(struct log_put **p)
{
	mem_free(*p);
	*p = NULL;
}

static void temporary_name(char out[static NAME_ROOM], size_t i)
{
	(void)snprintf(out, NAME_ROOM, LOG_FILE_NEW "/%zu", i);
}

/* They were never part of the log; one that cannot be removed is overwritten some day. */
static int remove_old(int dir, struct err *err)
{
	int fd = openat(dir, LOG_FILE_NEW, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;

	if (!list) {
		int r = err_errno(err, "cannot open '%s'", LOG_FILE_NEW);

		fd_close(&fd);
		return r;
	}
	while ((entry = readdir(list)))
		if (entry->d_name[0] != '.')
			(void)unlinkat(fd, entry->d_name, 0);
	closedir(list);
	return 0;
}

int log_put_open(struct log_put **out, int dir, struct err *err)
{
	if (mkdirat(dir, LOG_FILE_NEW, 0755) < 0 && errno != EEXIST)
		return err_errno(err, "cannot make '%s'", LOG_FILE_NEW);
	int r = remove_old(dir, err);
	if (r < 0)
		return r;
	struct log_put *p = mem_array(1, sizeof(*p));
	p->dir = dir;
	*out = p;
	return 0;
}

int log_put_add(struct log_put *p, const char *name, struct bytes data, struct err *err)
{
	size_t n = strlen(name);

	assert(n < TILE_PATH_MAX);
	if (p->n == LOG_PUT_FILES_MAX)
		return err_set(err, E_LIMIT, "more than %d files at once", LOG_PUT_FILES_MAX);
	memcpy(p->files[p->n].name, name, n + 1);
	p->files[p->n].data = data;
	p->n++;
	return 0;
}

/* ---- contents ---- */

static int begin_file(const struct log_put *p, size_t i, int *out, struct err *err)
{
	char name[NAME_ROOM];

	temporary_name(name, i);
	CLEANUP(fd_close)
	int fd = openat(p->dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0)
		return err_errno(err, "cannot write '%s'", p->files[i].name);
	int r = fd_write_full(fd, p->files[i].data);
	/* Readable for those who publish it, whatever the umask. */
	if (r == 0 && fchmod(fd, 0644) < 0)
		r = -errno;
	if (r < 0) {
		errno = -r;
		return err_errno(err, "cannot write '%s'", p->files[i].name);
	}
	/* A hint: the disk begins now, and fsync later waits for all of them together. */
	(void)sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
	*out = fd;
	fd = -1;
	return 0;
}

static int write_some(const struct log_put *p, size_t first, size_t end, struct err *err)
{
	int fds[OPEN_MAX_AT_ONCE] = { 0 }, r = 0;
	size_t opened = 0;

	for (; r == 0 && first + opened < end; opened += r == 0)
		r = begin_file(p, first + opened, &fds[opened], err);
	for (size_t i = 0; i < opened; i++) {
		if (r == 0 && fsync(fds[i]) < 0)
			r = err_errno(err, "cannot sync '%s'", p->files[first + i].name);
		fd_close(&fds[i]);
	}
	return r;
}

/* ---- names ---- */

/* The bytes of name's folder n levels up, 1 being the one it lies in; 0: there is none. */
static size_t folder_length(const char *name, size_t length)
{
	while (length > 0 && name[length - 1] != '/')
		length--;
	return length > 0 ? length - 1 : 0;
}

/* Did a file before this one lie below the same folder?  Those of a batch come in runs. */
static bool was_synced(const struct log_put *p, size_t i, size_t length)
{
	for (size_t k = i; k > 0; k--) {
		const char *other = p->files[k - 1].name;

		if (strncmp(other, p->files[i].name, length) == 0 && other[length] == '/')
			return true;
	}
	return false;
}

/*
 * Each folder up to the log's own, also those that were there: the process that made them may have
 * been killed before it synced them.
 */
static int sync_folders(const struct log_put *p, struct err *err)
{
	for (size_t i = 0; i < p->n; i++) {
		const char *name = p->files[i].name;
		size_t length = folder_length(name, strlen(name));

		for (; length > 0 && !was_synced(p, i, length);
		     length = folder_length(name, length)) {
			char folder[TILE_PATH_MAX];

			memcpy(folder, name, length);
			folder[length] = '\0';
			int r = log_file_sync_folder(p->dir, folder, err);
			if (r < 0)
				return r;
		}
	}
	return log_file_sync_folder(p->dir, ".", err);
}

static int rename_all(const struct log_put *p, struct err *err)
{
	for (size_t i = 0; i < p->n; i++) {
		const char *name = p->files[i].name;
		char temporary[NAME_ROOM];
		int r = log_file_make_folders(p->dir, name, err);

		if (r < 0)
			return r;
		temporary_name(temporary, i);
		if (renameat(p->dir, temporary, p->dir, name) < 0)
			return err_errno(err, "cannot write '%s'", name);
	}
	return 0;
}

int log_put_all(struct log_put *p, struct err *err)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < p->n; i += OPEN_MAX_AT_ONCE) {
		size_t left = p->n - i;

		r = write_some(p, i, i + (left < OPEN_MAX_AT_ONCE ? left : OPEN_MAX_AT_ONCE), err);
	}
	if (r == 0)
		r = rename_all(p, err);
	if (r == 0)
		r = sync_folders(p, err);
	p->n = 0;
	return r;
}
