/* The signer's folder as a front reads it: names, limits, lines of records, and when it changed. */
#include "fixture.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/fd.h"
#include "web/log_folder.h"

#define CHECKPOINT                                                                                \
	"h.example\n300\nRcCI1Nk56ZcSmIEfIn0SleqtV7uvrlXNccFx595Iwl0=\n\n"                        \
	"\xe2\x80\x94 h.example wAbKVKZOHX3ZBHuCf8fQ/1BGHb3S6TRHTDyMmuEeLXnHYwBXcl2g9x4aBQzYgL1Q" \
	"bQxDQe1WlZCrjcCKJQ2Ci0OcGwQ=\n"

static char *data;
static int folder = -1;

static void make(const char *name, struct bytes content)
{
	CLEANUP(mem_freep) char *path = mem_format("%s/" LOG_FOLDER "/%s", data, name);
	struct err err = { 0 };

	if (fd_write_file(path, content, 0644, &err) < 0)
		fail_msg("%s", err.text);
}

static void make_folder(const char *name)
{
	CLEANUP(mem_freep) char *path = mem_format("%s/%s", data, name);

	assert_int_equal(mkdir(path, 0755), 0);
}

static void opening(void **state)
{
	struct err err = { 0 };

	(void)state;
	data = fixture_path("log_folder");
	assert_int_equal(mkdir(data, 0700), 0);
	assert_int_equal(log_folder_open(&folder, data, &err), E_MISSING);
	make_folder("trust");
	assert_int_equal(log_folder_open(&folder, data, &err), E_MISSING);
	make_folder(LOG_FOLDER);
	assert_int_equal(log_folder_open(&folder, data, &err), 0);
	assert_int_equal(log_folder_stamp(folder), 0);
}

static int read_code(const char *name, size_t max)
{
	CLEANUP(buf_done) struct buf out = BUF(max);
	struct err err = { 0 };

	return log_folder_read(&out, folder, name, max, &err);
}

static void reading(void **state)
{
	CLEANUP(buf_done) struct buf out = BUF(100);
	CLEANUP(mem_freep) char *link = mem_format("%s/" LOG_FOLDER "/away", data);
	struct err err = { 0 };

	(void)state;
	make_folder(LOG_FOLDER "/a");
	make_folder(LOG_FOLDER "/a/b");
	make("a/b/c", bytes_of("0123456789"));
	assert_int_equal(symlink("a", link), 0);
	assert_int_equal(log_folder_read(&out, folder, "a/b/c", 10, &err), 0);
	assert_string_equal(buf_cstr(&out), "0123456789");
	assert_int_equal(read_code("a/b/c", 9), E_LIMIT);
	assert_int_equal(read_code("a/b/d", 9), E_MISSING);
	assert_int_equal(read_code("a/x/c", 9), E_MISSING);
	assert_int_equal(read_code("a/b/c/d", 9), E_MISSING);
	assert_int_equal(read_code("a/b", 9), E_UNSUPPORTED);
	assert_int_equal(read_code("away/b/c", 10), E_MISSING);
	assert_int_equal(read_code("away", 10), E_UNSUPPORTED);
	assert_int_equal(read_code("/a/b/c", 10), E_MISSING);
	assert_int_equal(read_code("a//b/c", 10), E_MISSING);
	/* A part of the longest name, and one letter more. */
	CLEANUP(mem_freep) char *longest = mem_format("%063d/c", 0);
	CLEANUP(mem_freep) char *longer = mem_format("%064d/c", 0);
	CLEANUP(mem_freep) char *name = mem_format(LOG_FOLDER "/%063d", 0);
	CLEANUP(mem_freep) char *too_long = mem_format(LOG_FOLDER "/%064d", 0);
	make_folder(name);
	make_folder(too_long);
	make(longest, bytes_of("x"));
	make(longer, bytes_of("x"));
	assert_int_equal(read_code(longest, 10), 0);
	assert_int_equal(read_code(longer, 10), E_MISSING);
}

/* All that a stream has, and in how many pieces. */
static unsigned drain(struct buf *out, char etag[static RESPONSE_ETAG_MAX], const char *name,
		      unsigned lines, uint64_t max)
{
	struct response_stream stream = { 0 };
	CLEANUP(buf_done) struct buf piece = BUF(RESPONSE_PIECE_MAX);
	struct err err = { 0 };
	unsigned pieces = 0;

	assert_int_equal(log_folder_stream(&stream, etag, folder, name, lines, max, &err), 0);
	for (;; pieces++) {
		buf_clear(&piece);
		assert_int_equal(stream.more(stream.context, &piece, &err), 0);
		if (piece.n == 0)
			break;
		buf_bytes(out, buf_view(&piece));
	}
	/* It stays over. */
	assert_int_equal(stream.more(stream.context, &piece, &err), 0);
	assert_int_equal(piece.n, 0);
	response_stream_done(&stream);
	return pieces;
}

static void streams(void **state)
{
	CLEANUP(buf_done)
	struct buf text = BUF(1u << 20), out = BUF(1u << 20), part = BUF(1u << 20);
	char etag[RESPONSE_ETAG_MAX], other[RESPONSE_ETAG_MAX];
	struct response_stream stream = { 0 };
	struct err err = { 0 };

	(void)state;
	/* Lines of a third of what is read at once, so that they end everywhere in it. */
	for (unsigned i = 0; i < 20; i++)
		buf_format(&text, "%u:%0*d\n", i, 20000 + (int)i * 997, 0);
	buf_text(&text, "half a line");
	make("lines", buf_view(&text));
	assert_true(drain(&out, etag, "lines", 0, text.n) > 1);
	assert_true(bytes_equal(buf_view(&out), buf_view(&text)));
	for (unsigned lines = 1; lines <= 20; lines++) {
		size_t n = 0;

		for (unsigned k = 0; k < lines; n++)
			k += text.p[n] == '\n';
		buf_clear(&part);
		(void)drain(&part, other, "lines", lines, text.n);
		TAP_INT("bytes of lines", part.n, n);
		assert_memory_equal(part.p, text.p, n);
		assert_string_not_equal(etag, other);
		memcpy(etag, other, sizeof(etag));
	}
	assert_int_equal(log_folder_stream(&stream, etag, folder, "lines", 0, text.n - 1, &err),
			 E_LIMIT);
	assert_int_equal(log_folder_stream(&stream, etag, folder, "none", 0, text.n, &err),
			 E_MISSING);
	assert_null(stream.context);
	/* The same file has the same tag, another one by its name another. */
	(void)drain(&out, etag, "lines", 3, text.n);
	(void)drain(&out, other, "lines", 3, text.n);
	assert_string_equal(etag, other);
	make("lines", buf_view(&text));
	(void)drain(&out, other, "lines", 3, text.n);
	assert_string_not_equal(etag, other);
}

/* What is appended after it was opened is not sent beyond the maximum. */
static void bounded(void **state)
{
	struct response_stream stream = { 0 };
	CLEANUP(buf_done) struct buf piece = BUF(1000);
	char etag[RESPONSE_ETAG_MAX];
	struct err err = { 0 };

	(void)state;
	make("short", bytes_of("0123456789"));
	assert_int_equal(log_folder_stream(&stream, etag, folder, "short", 0, 10, &err), 0);
	CLEANUP(fd_close) int fd = openat(folder, "short", O_WRONLY | O_APPEND | O_CLOEXEC);
	assert_int_equal(fd_write_full(fd, bytes_of("more")), 0);
	assert_int_equal(stream.more(stream.context, &piece, &err), 0);
	assert_string_equal(buf_cstr(&piece), "0123456789");
	assert_int_equal(stream.more(stream.context, &piece, &err), 0);
	assert_int_equal(piece.n, 10);
	response_stream_done(&stream);
}

static void sizes(void **state)
{
	struct err err = { 0 };
	uint64_t size = 7;

	(void)state;
	assert_int_equal(log_folder_size(&size, folder, &err), E_MISSING);
	make(LOG_FOLDER_CHECKPOINT, bytes_of("nonsense"));
	assert_int_equal(log_folder_size(&size, folder, &err), E_FORMAT);
	assert_int_equal(size, 7);
	make(LOG_FOLDER_CHECKPOINT, bytes_of(CHECKPOINT));
	if (log_folder_size(&size, folder, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(size, 300);
}

static void stamps(void **state)
{
	static const char *const names[] = { LOG_FOLDER_CHECKPOINT, LOG_FOLDER_KEYS,
					     LOG_FOLDER_STATUS, "status/12" };
	uint64_t before = log_folder_stamp(folder);

	(void)state;
	make_folder(LOG_FOLDER "/status");
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		make(names[i], bytes_of("one"));
		TAP_CHECK(names[i], log_folder_stamp(folder) != before);
		before = log_folder_stamp(folder);
		make(names[i], bytes_of("two"));
		TAP_CHECK(names[i], log_folder_stamp(folder) != before);
		before = log_folder_stamp(folder);
		TAP_CHECK(names[i], log_folder_stamp(folder) == before);
	}
	fd_close(&folder);
	mem_free(data);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(opening), cmocka_unit_test(reading), cmocka_unit_test(streams),
	cmocka_unit_test(bounded), cmocka_unit_test(sizes),   cmocka_unit_test(stamps),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
