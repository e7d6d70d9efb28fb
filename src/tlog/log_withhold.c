#include "tlog/log_withhold.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/folder.h"
#include "tlog/log_file.h"
#include "tlog/log_record.h"
#include "tlog/tile.h"

#define FILE_MAX ((size_t)TILE_WIDTH * LOG_RECORD_MAX)

/* The lines of a file with one of them exchanged. */
static int exchange(struct buf *out, struct bytes file, uint64_t entry, bool *already,
		    struct err *err)
{
	CLEANUP(log_record_done) struct log_record record = { 0 };
	struct cursor c = cursor_of(file);

	for (unsigned i = 0; i < entry % TILE_WIDTH; i++) {
		buf_bytes(out, cursor_until(&c, '\n'));
		buf_u8(out, '\n');
	}
	struct bytes line = cursor_until(&c, '\n');
	if (!cursor_ok(&c))
		return err_set(err, E_MISSING, "there is no record of entry %" PRIu64, entry);
	int r = log_record_read(&record, line, err);
	if (r < 0)
		return r;
	if (record.entry != entry)
		return err_set(err, E_VERIFY, "the record of entry %" PRIu64 " is of another",
			       entry);
	*already = !record.record;
	log_record_write(out, &(struct log_record){ .entry = entry });
	buf_bytes(out, cursor_bytes(&c, cursor_left(&c)));
	return buf_ok(out) ? 0 : err_set(err, E_LIMIT, "the file of records is too large");
}

static int replace(int dir, const char *path, struct bytes data, struct err *err)
{
	CLEANUP(fd_close) int fd = -1;
	char temporary[LOG_RECORD_PATH_MAX + sizeof(".new")];
	struct stat like;
	int r;

	(void)snprintf(temporary, sizeof(temporary), "%s.new", path);
	if (fstatat(dir, path, &like, AT_SYMLINK_NOFOLLOW) < 0 ||
	    (unlinkat(dir, temporary, 0) < 0 && errno != ENOENT))
		return err_errno(err, "cannot replace '%s' in the log", path);
	r = folder_write(dir, temporary, data, &like, err);
	if (r < 0)
		return r;
	fd = openat(dir, temporary, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0 || fsync(fd) < 0 || renameat(dir, temporary, dir, path) < 0)
		return err_errno(err, "cannot replace '%s' in the log", path);
	return log_file_sync_folders(dir, path, err);
}

int log_withhold(int dir, uint64_t entry, bool *already, struct err *err)
{
	CLEANUP(log_file_done) struct log_file file = { .n = 0 };
	CLEANUP(buf_done) struct buf out = BUF(FILE_MAX);
	char path[LOG_RECORD_PATH_MAX];

	*already = false;
	log_record_path(path, entry);
	int r = log_file_read(&file, dir, path, FILE_MAX, err);
	if (r == 0)
		r = exchange(&out, (struct bytes){ file.p, file.n }, entry, already, err);
	return r == 0 && !*already ? replace(dir, path, buf_view(&out), err) : r;
}
