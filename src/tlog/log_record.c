#include "tlog/log_record.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/hex.h"
#include "base/mem.h"
#include "tlog/log_file.h"
#include "tlog/tile.h"

#define BUNDLE_PREFIX "tile/entries/"
#define APPEND_MAX ((size_t)TILE_WIDTH * LOG_RECORD_MAX)

void log_record_done(struct log_record *r)
{
	json_decref(r->record);
	*r = (struct log_record){ 0 };
}

void log_record_digest(uint8_t out[static HASH_SIZE], const uint8_t salt[static LOG_RECORD_SALT],
		       const json_t *record)
{
	CLEANUP(mem_freep) char *text = json_dumps(record, JSON_SORT_KEYS | JSON_COMPACT);
	CLEANUP(buf_done) struct buf all = BUF(SIZE_MAX);

	buf_add(&all, salt, LOG_RECORD_SALT);
	buf_text(&all, text ? text : "");
	hash_sha256(out, buf_view(&all));
}

/* ---- a line ---- */

void log_record_write(struct buf *out, const struct log_record *r)
{
	CLEANUP(json_done) json_t *line = NULL;
	CLEANUP(mem_freep) char *text = NULL;
	char salt[2 * LOG_RECORD_SALT + 1];

	hex_encode(salt, (struct bytes){ r->salt, LOG_RECORD_SALT });
	if (r->record)
		line = json_pack("{s:I, s:s, s:O}", "entry", (json_int_t)r->entry, "salt", salt,
				 "record", r->record);
	else
		line = json_pack("{s:I, s:b}", "entry", (json_int_t)r->entry, "withheld", 1);
	text = json_dumps(line, JSON_COMPACT);
	buf_format(out, "%s\n", text ? text : "");
}

int log_record_read(struct log_record *out, struct bytes line, struct err *err)
{
	CLEANUP(json_done) json_t *read = NULL;
	struct log_record r = { 0 };
	int code;

	*out = r;
	if (line.n > LOG_RECORD_MAX)
		return err_set(err, E_LIMIT, "a record may have %u bytes at most", LOG_RECORD_MAX);
	code = json_read(&read, line, "record", err);
	if (code < 0)
		return code;
	int64_t entry = json_int(read, "entry", -1);
	const char *salt = json_text(read, "salt");
	json_t *record = json_object_get(read, "record");
	if (entry < 0 || json_object_size(read) != (json_flag(read, "withheld") ? 2 : 3))
		return err_set(err, E_FORMAT, "this is no line of a record");
	r.entry = (uint64_t)entry;
	if (!json_flag(read, "withheld")) {
		if (!json_is_object(record) || !salt ||
		    hex_decode(r.salt, LOG_RECORD_SALT, salt) < 0)
			return err_set(err, E_FORMAT, "this is no line of a record");
		r.record = json_incref(record);
	}
	*out = r;
	return 0;
}

/* ---- files ---- */

void log_record_path(char out[static LOG_RECORD_PATH_MAX], uint64_t entry)
{
	const struct tile bundle = { TILE_ENTRIES, entry / TILE_WIDTH, TILE_WIDTH };
	char path[TILE_PATH_MAX];

	tile_path(path, &bundle);
	(void)snprintf(out, LOG_RECORD_PATH_MAX, "record/%s", path + strlen(BUNDLE_PREFIX));
}

/* The lines of one file. */
static int append_some(int dir, const char *path, struct bytes lines, struct err *err)
{
	CLEANUP(fd_close) int fd = -1;
	int r = log_file_make_folders(dir, path, err);

	if (r < 0)
		return r;
	fd = openat(dir, path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW);
	if (fd >= 0) {
		r = fd_write_full(fd, lines);
		if (r == 0 && fsync(fd) < 0)
			r = -errno;
		return r < 0 ? err_set(err, r, "cannot write '%s' in the log", path) : 0;
	}
	if (errno != ENOENT)
		return err_errno(err, "cannot open '%s' in the log", path);
	/* A new one: its name has to be durable, too. */
	fd = openat(dir, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (fd < 0 || fchmod(fd, 0644) < 0)
		return err_errno(err, "cannot make '%s' in the log", path);
	r = fd_write_full(fd, lines);
	if (r == 0 && fsync(fd) < 0)
		r = -errno;
	if (r < 0)
		return err_set(err, r, "cannot write '%s' in the log", path);
	return log_file_sync_folders(dir, path, err);
}

int log_record_append(int dir, const struct log_record *records, size_t n, struct err *err)
{
	for (size_t i = 0; i < n;) {
		const uint64_t bundle = records[i].entry / TILE_WIDTH;
		CLEANUP(buf_done) struct buf lines = BUF(APPEND_MAX);
		char path[LOG_RECORD_PATH_MAX];

		log_record_path(path, records[i].entry);
		for (; i < n && records[i].entry / TILE_WIDTH == bundle; i++)
			log_record_write(&lines, &records[i]);
		if (!buf_ok(&lines))
			return err_set(err, E_LIMIT, "the records are too long");
		int r = append_some(dir, path, buf_view(&lines), err);
		if (r < 0)
			return r;
	}
	return 0;
}

/* A file with records that is mapped, so that what is not looked at costs nothing. */
static int read_bundle(struct log_file *file, int dir, uint64_t entry, struct err *err)
{
	char path[LOG_RECORD_PATH_MAX];

	log_record_path(path, entry);
	return log_file_read(file, dir, path, APPEND_MAX, err);
}

static struct bytes next_line(const struct log_file *file, size_t at)
{
	const uint8_t *end = at < file->n ? memchr(file->p + at, '\n', file->n - at) : NULL;

	return end ? (struct bytes){ file->p + at, (size_t)(end - (file->p + at)) }
		   : (struct bytes){ NULL, 0 };
}

/* Keep so many lines of a file. */
static int cut_file(int dir, uint64_t first, unsigned keep, struct err *err)
{
	CLEANUP(log_file_done) struct log_file file = { 0 };
	CLEANUP(fd_close) int fd = -1;
	char path[LOG_RECORD_PATH_MAX];
	size_t at = 0;
	int r = read_bundle(&file, dir, first, err);

	log_record_path(path, first);
	if (r == E_MISSING && keep == 0)
		return 0;
	if (r < 0)
		return r == E_MISSING ? err_set(err, E_VERIFY, "'%s' of the log is missing", path)
				      : r;
	for (unsigned i = 0; i < keep; i++) {
		struct bytes line = next_line(&file, at);

		if (!line.p)
			return err_set(err, E_VERIFY,
				       "'%s' of the log has no record of entry %" PRIu64, path,
				       first + i);
		at += line.n + 1;
	}
	if (at == file.n)
		return 0;
	fd = openat(dir, path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0 || ftruncate(fd, (off_t)at) < 0 || fsync(fd) < 0)
		return err_errno(err, "cannot cut '%s' in the log", path);
	return 0;
}

int log_record_cut(int dir, uint64_t size, struct err *err)
{
	const uint64_t last = size - size % TILE_WIDTH;
	char path[LOG_RECORD_PATH_MAX];
	int r = 0;

	/* A file that is full has no lines to spare, but may be missing. */
	if (last > 0)
		r = cut_file(dir, last - TILE_WIDTH, TILE_WIDTH, err);
	if (r == 0)
		r = cut_file(dir, last, (unsigned)(size - last), err);
	for (uint64_t next = last + TILE_WIDTH; r == 0; next += TILE_WIDTH) {
		log_record_path(path, next);
		if (unlinkat(dir, path, 0) < 0)
			return errno == ENOENT
				   ? 0
				   : err_errno(err, "cannot remove '%s' from the log", path);
	}
	return r;
}

int log_record_each(int dir, uint64_t first, uint64_t end, log_record_fn *fn, void *context,
		    struct err *err)
{
	CLEANUP(log_file_done) struct log_file file = { 0 };
	size_t at = 0;

	for (uint64_t i = first - first % TILE_WIDTH; i < end; i++) {
		CLEANUP(log_record_done) struct log_record record = { 0 };
		int r = 0;

		if (i % TILE_WIDTH == 0) {
			r = read_bundle(&file, dir, i, err);
			at = 0;
		}
		if (r < 0)
			return r;
		struct bytes line = next_line(&file, at);
		if (!line.p)
			return err_set(err, E_VERIFY, "there is no record of entry %" PRIu64, i);
		at += line.n + 1;
		if (i < first)
			continue;
		r = log_record_read(&record, line, err);
		if (r == 0 && record.entry != i)
			r = err_set(err, E_VERIFY, "the record of entry %" PRIu64 " is of another",
				    i);
		if (r == 0)
			r = fn(context, &record, err);
		if (r < 0)
			return r;
	}
	return 0;
}
