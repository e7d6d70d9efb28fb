#include "web/log_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"
#include "tlog/checkpoint.h"
#include "tlog/note.h"
#include "web/etag.h"

#define PIECE (64u << 10)
#define STAMP_TEXT_MAX 200

int log_folder_open(int *fd, const char *data, struct err *err)
{
	CLEANUP(mem_freep) char *path = mem_format("%s/" LOG_FOLDER, data);
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);

	if (folder < 0 && errno == ENOENT)
		return err_set(err, E_MISSING, "there is no '%s'", path);
	if (folder < 0)
		return err_errno(err, "cannot open the folder '%s'", path);
	*fd = folder;
	return 0;
}

/* ---- a file ---- */

/* The folder of a name's last part, and that part; a folder on the way is only walked through. */
static int walk(int fd, const char *name, int *folder, const char **last)
{
	CLEANUP(fd_close) int at = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	const char *slash;

	while (at >= 0 && (slash = strchr(name, '/'))) {
		char part[LOG_FOLDER_NAME_MAX];
		size_t n = (size_t)(slash - name);

		if (n == 0 || n >= sizeof(part))
			return E_MISSING;
		memcpy(part, name, n);
		part[n] = '\0';
		int next = openat(at, part, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		int why = errno;

		fd_close(&at);
		if (next < 0 && (why == ENOENT || why == ENOTDIR || why == ELOOP))
			return E_MISSING;
		at = next;
		errno = why;
		name = slash + 1;
	}
	if (at < 0)
		return -errno;
	*folder = at;
	at = -1;
	*last = name;
	return 0;
}

static int open_file(int *out, struct stat *st, int fd, const char *name, struct err *err)
{
	CLEANUP(fd_close) int folder = -1;
	CLEANUP(fd_close) int file = -1;
	const char *last = name;
	int r = walk(fd, name, &folder, &last);

	if (r == E_MISSING)
		return err_set(err, E_MISSING, "there is no '%s' in the log", name);
	if (r < 0)
		return err_set(err, r, "cannot open '%s' in the log: %s", name, err_name(r));
	file = openat(folder, last, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (file < 0 && errno == ENOENT)
		return err_set(err, E_MISSING, "there is no '%s' in the log", name);
	if (file < 0 && errno == ELOOP)
		return err_set(err, E_UNSUPPORTED, "'%s' in the log is a link", name);
	if (file < 0 || fstat(file, st) < 0)
		return err_errno(err, "cannot open '%s' in the log", name);
	if (!S_ISREG(st->st_mode))
		return err_set(err, E_UNSUPPORTED, "'%s' in the log is no file", name);
	*out = file;
	file = -1;
	return 0;
}

int log_folder_read(struct buf *out, int fd, const char *name, size_t max, struct err *err)
{
	CLEANUP(fd_close) int file = -1;
	struct stat st = { 0 };
	int r = open_file(&file, &st, fd, name, err);

	if (r < 0)
		return r;
	if ((uint64_t)st.st_size > max)
		return err_set(err, E_LIMIT, "'%s' in the log has more than %zu bytes", name, max);
	size_t n = (size_t)st.st_size;
	CLEANUP(mem_freep) uint8_t *data = mem_array(n, 1);

	r = fd_read_full(file, data, n);
	if (r < 0)
		return err_set(err, r, "cannot read '%s' in the log", name);
	buf_add(out, data, n);
	return buf_ok(out) ? 0 : err_set(err, E_LIMIT, "'%s' in the log is too large", name);
}

/* ---- a stream ---- */

struct flow {
	int file;
	bool counts; /* lines, of which so many are left */
	unsigned lines;
	uint64_t left; /* bytes, at most */
};

static void flow_done(void *context)
{
	struct flow *f = context;

	fd_close(&f->file);
	mem_free(f);
}

/* As much of the piece as belongs to the lines that are left. */
static size_t within(struct flow *f, const uint8_t *p, size_t n)
{
	const uint8_t *at = p, *end = p + n;

	while (f->lines > 0) {
		const uint8_t *feed = memchr(at, '\n', (size_t)(end - at));

		if (!feed)
			return n;
		at = feed + 1;
		f->lines--;
	}
	return (size_t)(at - p);
}

static int more(void *context, struct buf *out, struct err *err)
{
	struct flow *f = context;
	uint8_t piece[PIECE];
	ssize_t n;

	if (f->left == 0 || (f->counts && f->lines == 0))
		return 0;
	do
		n = read(f->file, piece, f->left < sizeof(piece) ? (size_t)f->left : sizeof(piece));
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return err_errno(err, "cannot read a file of the log");
	if (n == 0)
		f->left = 0;
	f->left -= (uint64_t)n;
	buf_add(out, piece, f->counts ? within(f, piece, (size_t)n) : (size_t)n);
	return 0;
}

int log_folder_stream(struct response_stream *out, char etag[static RESPONSE_ETAG_MAX], int fd,
		      const char *name, unsigned lines, uint64_t max, struct err *err)
{
	CLEANUP(buf_done) struct buf text = BUF(STAMP_TEXT_MAX);
	CLEANUP(fd_close) int file = -1;
	struct stat st = { 0 };
	int r = open_file(&file, &st, fd, name, err);

	if (r < 0)
		return r;
	if ((uint64_t)st.st_size > max)
		return err_set(err, E_LIMIT, "'%s' in the log has more than %" PRIu64 " bytes",
			       name, max);
	buf_format(&text, "%s %u %ju %jd %jd.%09ld", name, lines, (uintmax_t)st.st_ino,
		   (intmax_t)st.st_size, (intmax_t)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
	etag_of(etag, buf_view(&text));

	struct flow *f = mem_array(1, sizeof(*f));
	*f = (struct flow){ .file = file, .counts = lines > 0, .lines = lines, .left = max };
	file = -1;
	*out = (struct response_stream){ .more = more, .done = flow_done, .context = f };
	return 0;
}

/* ---- what it is now ---- */

uint64_t log_folder_stamp(int fd)
{
	/* A folder changes when a name in it is replaced. */
	static const char *const names[] = { LOG_FOLDER_CHECKPOINT, LOG_FOLDER_KEYS,
					     LOG_FOLDER_STATUS, "status" };
	uint64_t stamp = 0;

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct stat st;

		if (fstatat(fd, names[i], &st, AT_SYMLINK_NOFOLLOW) < 0)
			continue;
		const uint64_t parts[] = { i + 1, (uint64_t)st.st_ino, (uint64_t)st.st_size,
					   (uint64_t)st.st_mtim.tv_sec,
					   (uint64_t)st.st_mtim.tv_nsec };

		/* FNV-1a by words: nobody but the signer chooses them. */
		for (size_t k = 0; k < ARRAY_LEN(parts); k++)
			stamp = (stamp ^ parts[k]) * UINT64_C(0x100000001b3) + 1;
	}
	return stamp;
}

int log_folder_size(uint64_t *out, int fd, struct err *err)
{
	CLEANUP(buf_done) struct buf text = BUF(NOTE_SIZE_MAX);
	struct checkpoint checkpoint;
	struct note note;
	int r = log_folder_read(&text, fd, LOG_FOLDER_CHECKPOINT, NOTE_SIZE_MAX, err);

	if (r == 0)
		r = note_parse(&note, buf_view(&text), err);
	if (r == 0)
		r = checkpoint_parse(&checkpoint, note.text, err);
	if (r == 0)
		*out = checkpoint.size;
	return r;
}
