/* Records beside a log: lines there and back, files that grow and are cut, what is torn or lost. */
#include "fixture.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "tlog/log_file.h"
#include "tlog/log_record.h"

static int open_folder(const char *name)
{
	CLEANUP(mem_freep) char *path = fixture_path(name);
	int fd;

	assert_int_equal(mkdir(path, 0755), 0);
	fd = open(path, O_RDONLY | O_DIRECTORY);
	assert_true(fd >= 0);
	return fd;
}

static void append(int dir, uint64_t first, size_t n)
{
	CLEANUP(mem_freep) struct log_record *all = mem_array(n, sizeof(*all));
	struct err err = { 0 };

	for (size_t i = 0; i < n; i++) {
		all[i].entry = first + i;
		all[i].salt[0] = (uint8_t)i;
		all[i].record = json_pack("{s:s, s:I}", "kind", "星", "n", (json_int_t)(first + i));
	}
	if (log_record_append(dir, all, n, &err) < 0)
		fail_msg("%s", err.text);
	for (size_t i = 0; i < n; i++)
		log_record_done(&all[i]);
}

struct seen {
	uint64_t next, n;
};

static int see(void *context, const struct log_record *r, struct err *err)
{
	struct seen *s = context;

	(void)err;
	assert_int_equal(r->entry, s->next++);
	if (r->record)
		assert_int_equal(json_int(r->record, "n", -1), r->entry);
	return ++s->n == 100000 ? E_LIMIT : 0;
}

static int count(int dir, uint64_t first, uint64_t end, uint64_t *n, struct err *err)
{
	struct seen s = { .next = first };
	int r = log_record_each(dir, first, end, see, &s, err);

	*n = s.n;
	return r;
}

static void lines(void **state)
{
	CLEANUP(buf_done) struct buf b = BUF(LOG_RECORD_MAX);
	struct log_record w = { .entry = 7, .salt = { 1, 2 } }, r;

	(void)state;
	w.record = json_pack("{s:s}", "a", "星");
	log_record_write(&b, &w);
	assert_true(b.p[b.n - 1] == '\n');
	for (size_t n = 0; n + 1 < b.n; n++)
		assert_true(log_record_read(&r, (struct bytes){ b.p, n }, NULL) < 0);
	assert_int_equal(log_record_read(&r, (struct bytes){ b.p, b.n - 1 }, NULL), 0);
	assert_int_equal(r.entry, 7);
	assert_memory_equal(r.salt, w.salt, LOG_RECORD_SALT);
	assert_true(json_equal(r.record, w.record));
	log_record_done(&r);
	log_record_done(&w);
	w.entry = 8;
	buf_clear(&b);
	log_record_write(&b, &w);
	FIXTURE_SAYS("withheld", buf_cstr(&b), "\"withheld\":true");
	assert_int_equal(log_record_read(&r, (struct bytes){ b.p, b.n - 1 }, NULL), 0);
	assert_null(r.record);
	assert_int_equal(r.entry, 8);
}

static void refused_lines(void **state)
{
	static const char *const cases[] = {
		"",
		"[]",
		"{}",
		"{\"entry\":1}",
		"{\"entry\":-1,\"withheld\":true}",
		"{\"entry\":1,\"withheld\":false}",
		"{\"entry\":1,\"withheld\":true,\"record\":{}}",
		"{\"entry\":1,\"salt\":\"00\",\"record\":{}}",
		"{\"entry\":1,\"salt\":\"00112233445566778899aabbccddeeff\",\"record\":[]}",
		"{\"entry\":1,\"salt\":\"00112233445566778899aabbccddeeff\",\"record\":{},\"x\":1}",
		"{\"entry\":1,\"salt\":\"00112233445566778899aabbccddeeff00\",\"record\":{}}",
	};
	CLEANUP(mem_freep) uint8_t *big = mem_array(LOG_RECORD_MAX + 1, 1);
	struct log_record r;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		TAP_CHECK(cases[i], log_record_read(&r, bytes_of(cases[i]), NULL) < 0);
	assert_int_equal(log_record_read(&r, (struct bytes){ big, LOG_RECORD_MAX + 1 }, NULL),
			 E_LIMIT);
	/* At the limit it is only no JSON. */
	assert_int_not_equal(log_record_read(&r, (struct bytes){ big, LOG_RECORD_MAX }, NULL),
			     E_LIMIT);
}

static void digests(void **state)
{
	CLEANUP(json_done) json_t *a = json_loads("{\"b\": 1, \"a\": \"x\"}", 0, NULL);
	CLEANUP(json_done) json_t *b = json_loads("{\"a\": \"x\", \"b\": 1}", 0, NULL);
	CLEANUP(json_done) json_t *c = json_loads("{\"a\": \"x\", \"b\": 2}", 0, NULL);
	uint8_t salt[LOG_RECORD_SALT] = { 7 }, x[HASH_SIZE], y[HASH_SIZE];

	(void)state;
	log_record_digest(x, salt, a);
	log_record_digest(y, salt, b);
	assert_memory_equal(x, y, HASH_SIZE);
	log_record_digest(y, salt, c);
	assert_memory_not_equal(x, y, HASH_SIZE);
	salt[0] = 8;
	log_record_digest(y, salt, a);
	assert_memory_not_equal(x, y, HASH_SIZE);
}

/* Sizes at the ends of files and one beside them; cut at each, and grown again. */
static void grown_and_cut(void **state)
{
	static const uint64_t sizes[] = { 0, 1, 255, 256, 257, 511, 512, 513, 700 };
	CLEANUP(fd_close) int dir = open_folder("grown");
	struct err err = { 0 };
	uint64_t n, at = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		append(dir, at, sizes[i] - at);
		at = sizes[i];
		assert_int_equal(log_record_cut(dir, at, &err), 0);
		assert_int_equal(count(dir, 0, at, &n, &err), 0);
		assert_int_equal(n, at);
		assert_true(count(dir, 0, at + 1, &n, &err) < 0);
	}
	assert_int_equal(count(dir, 300, 600, &n, &err), 0);
	assert_int_equal(n, 300);
	for (size_t i = ARRAY_LEN(sizes); i-- > 0;) {
		assert_int_equal(log_record_cut(dir, sizes[i], &err), 0);
		assert_int_equal(count(dir, 0, sizes[i], &n, &err), 0);
		assert_int_equal(n, sizes[i]);
		assert_true(count(dir, 0, sizes[i] + 1, &n, &err) < 0);
	}
}

/* What was being written when everything ended goes, whatever is left of it. */
static void torn(void **state)
{
	CLEANUP(fd_close) int dir = open_folder("torn");
	CLEANUP(log_file_done) struct log_file file = { 0 };
	struct err err = { 0 };
	uint64_t n;

	(void)state;
	append(dir, 0, 3);
	assert_int_equal(log_file_read(&file, dir, "record/000", 100000, &err), 0);
	size_t whole = file.n;
	append(dir, 3, 1);
	assert_int_equal(log_file_read(&file, dir, "record/000", 100000, &err), 0);
	for (size_t at = file.n; at > whole; at--) {
		int fd = openat(dir, "record/000", O_WRONLY);

		assert_int_equal(ftruncate(fd, (off_t)at), 0);
		close(fd);
		assert_int_equal(log_record_cut(dir, 3, &err), 0);
		assert_int_equal(count(dir, 0, 3, &n, &err), 0);
		append(dir, 3, 1);
	}
}

static void lost(void **state)
{
	CLEANUP(fd_close) int dir = open_folder("lost");
	struct err err = { 0 };

	(void)state;
	append(dir, 0, 300);
	assert_int_equal(log_record_cut(dir, 301, &err), E_VERIFY);
	FIXTURE_SAYS("a line", err.text, "no record of entry 300");
	assert_int_equal(unlinkat(dir, "record/001", 0), 0);
	assert_int_equal(log_record_cut(dir, 300, &err), E_VERIFY);
	FIXTURE_SAYS("a file", err.text, "record/001");
	assert_int_equal(log_record_cut(dir, 256, &err), 0);
	assert_int_equal(unlinkat(dir, "record/000", 0), 0);
	assert_int_equal(log_record_cut(dir, 256, &err), E_VERIFY);
}

static void paths(void **state)
{
	char path[LOG_RECORD_PATH_MAX];

	(void)state;
	log_record_path(path, 255);
	assert_string_equal(path, "record/000");
	log_record_path(path, UINT64_C(1234067) * 256 + 3);
	assert_string_equal(path, "record/x001/x234/067");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(lines), cmocka_unit_test(refused_lines), cmocka_unit_test(digests),
	cmocka_unit_test(paths), cmocka_unit_test(grown_and_cut), cmocka_unit_test(torn),
	cmocka_unit_test(lost),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
