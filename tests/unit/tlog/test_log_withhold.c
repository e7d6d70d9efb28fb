/* A line of the records is exchanged for one without words; all others stay, byte for byte. */
#include "fixture.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "tlog/log_record.h"
#include "tlog/log_withhold.h"

#define ENTRIES 300 /* two files */

static int fill(const char *name)
{
	CLEANUP(mem_freep) char *path = fixture_path(name);
	struct log_record all[ENTRIES] = { 0 };
	int fd;

	assert_int_equal(mkdir(path, 0755), 0);
	fd = open(path, O_RDONLY | O_DIRECTORY);
	assert_true(fd >= 0);
	for (size_t i = 0; i < ENTRIES; i++)
		all[i] = (struct log_record){ .entry = i, .record = json_pack("{s:s}", "a", "星") };
	assert_int_equal(log_record_append(fd, all, ENTRIES, NULL), 0);
	for (size_t i = 0; i < ENTRIES; i++)
		log_record_done(&all[i]);
	return fd;
}

struct seen {
	uint64_t next, withheld, last;
};

static int see(void *context, const struct log_record *r, struct err *err)
{
	struct seen *s = context;

	(void)err;
	assert_int_equal(r->entry, s->next++);
	if (!r->record) {
		s->withheld++;
		s->last = r->entry;
	}
	return 0;
}

static void one_line(void **state)
{
	static const uint64_t entries[] = { 0, 1, 255, 256, 299 };
	CLEANUP(fd_close) int dir = fill("one");

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(entries); i++) {
		struct seen s = { .next = 0 };
		struct err err = { 0 };
		bool already = true;

		assert_int_equal(log_withhold(dir, entries[i], &already, &err), 0);
		assert_false(already);
		assert_int_equal(log_withhold(dir, entries[i], &already, &err), 0);
		assert_true(already);
		assert_int_equal(log_record_each(dir, 0, ENTRIES, see, &s, &err), 0);
		assert_int_equal(s.withheld, i + 1);
		assert_int_equal(s.last, entries[i]);
		assert_true(faccessat(dir, "record/000.new", F_OK, 0) < 0);
	}
}

static void like_before(void **state)
{
	CLEANUP(fd_close) int dir = fill("like");
	struct stat before, after;
	bool already;

	(void)state;
	assert_int_equal(fchmodat(dir, "record/000", 0640, 0), 0);
	assert_int_equal(fstatat(dir, "record/000", &before, 0), 0);
	/* What an interruption left is in nobody's way. */
	CLEANUP(fd_close) int left = openat(dir, "record/000.new", O_WRONLY | O_CREAT, 0600);
	assert_true(left >= 0);
	assert_int_equal(log_withhold(dir, 9, &already, NULL), 0);
	assert_int_equal(fstatat(dir, "record/000", &after, 0), 0);
	assert_int_equal(after.st_mode, before.st_mode);
	assert_int_equal(after.st_uid, before.st_uid);
	assert_true(after.st_ino != before.st_ino);
}

static void refused(void **state)
{
	CLEANUP(fd_close) int dir = fill("refused");
	struct err err = { 0 };
	bool already;

	(void)state;
	assert_int_equal(log_withhold(dir, ENTRIES, &already, &err), E_MISSING);
	FIXTURE_SAYS("beyond", err.text, "no record of entry 300");
	assert_int_equal(log_withhold(dir, 512, &already, &err), E_MISSING);
	CLEANUP(fd_close) int fd = openat(dir, "record/001", O_WRONLY | O_APPEND);
	assert_int_equal(fd_write_full(fd, bytes_of("{\"entry\":300,\"salt\"")), 0);
	assert_int_equal(log_withhold(dir, 300, &already, &err), E_MISSING);
	/* A torn line stays for the appender, who knows what to do with it. */
	assert_int_equal(log_withhold(dir, 299, &already, &err), 0);
	struct stat st;
	assert_int_equal(fstatat(dir, "record/001", &st, 0), 0);
	assert_int_equal(renameat(dir, "record/001", dir, "record/000"), 0);
	assert_int_equal(log_withhold(dir, 3, &already, &err), E_VERIFY);
	FIXTURE_SAYS("another", err.text, "entry 3 is of another");
}

static const struct CMUnitTest tests[] = { cmocka_unit_test(one_line),
					   cmocka_unit_test(like_before),
					   cmocka_unit_test(refused) };

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
