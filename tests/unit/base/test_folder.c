/* Whole folders: what a copy has, what it refuses, and removing. */
#include "fixture.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/folder.h"

static int open_dir(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	assert_true(fd >= 0);
	return fd;
}

static char *make_dir(const char *name)
{
	char *path = fixture_path(name);

	assert_int_equal(mkdir(path, 0700), 0);
	return path;
}

static void put(int dir, const char *name, const char *text, unsigned mode)
{
	CLEANUP(fd_close) int fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(fd_write_full(fd, bytes_of(text)), 0);
	assert_int_equal(fchmod(fd, mode), 0);
}

static bool skip_dots(const char *name, unsigned depth)
{
	return depth == 0 && name[0] == '.';
}

static void check(int dir, const char *name, const char *text, unsigned mode)
{
	char got[100] = "";
	struct stat st;
	CLEANUP(fd_close) int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_mode & 07777, mode);
	if (geteuid() == 0)
		assert_int_equal(st.st_uid, 1);
	assert_true(read(fd, got, sizeof(got) - 1) >= 0);
	assert_string_equal(got, text);
}

static void copied(void **state)
{
	CLEANUP(mem_freep) char *a = make_dir("a");
	CLEANUP(mem_freep) char *b = make_dir("b");
	CLEANUP(fd_close) int from = open_dir(a), to = open_dir(b);
	struct err err = { 0 };
	struct stat st;

	(void)state;
	assert_int_equal(mkdirat(from, "in", 0750), 0);
	assert_int_equal(mkdirat(from, "in/deep", 0700), 0);
	put(from, "one", "1", 0644);
	put(from, ".left", "out", 0644);
	put(from, "in/.kept", "k", 0600);
	put(from, "in/deep/two", "22", 0400);
	put(from, "in/empty", "", 0600);
	if (geteuid() == 0) {
		const char *const names[] = { "one", "in/.kept", "in/deep/two", "in" };

		for (size_t i = 0; i < ARRAY_LEN(names); i++)
			assert_int_equal(fchownat(from, names[i], 1, 1, 0), 0);
	}
	if (folder_copy(from, to, skip_dots, &err) < 0 || folder_sync(to, &err) < 0)
		fail_msg("%s", err.text);
	check(to, "one", "1", 0644);
	check(to, "in/.kept", "k", 0600);
	check(to, "in/deep/two", "22", 0400);
	assert_int_equal(fstatat(to, "in/empty", &st, 0), 0);
	assert_int_equal(fstatat(to, "in", &st, 0), 0);
	assert_int_equal(st.st_mode & 07777, 0750);
	assert_int_equal(st.st_uid, geteuid() == 0 ? 1 : geteuid());
	assert_int_equal(fstatat(to, ".left", &st, 0), -1);

	/* What is there is not written over. */
	assert_int_equal(folder_copy(from, to, skip_dots, &err), -EEXIST);
	assert_int_equal(folder_copy_file(from, to, "none", &err), E_MISSING);

	CLEANUP(fd_close) int above = open_dir(fixture_folder);
	assert_int_equal(folder_remove(above, "b", &err), 0);
	assert_int_equal(fstatat(above, "b", &st, 0), -1);
	assert_int_equal(folder_remove(above, "b", &err), 0);
}

/* Links lead nowhere: they are not copied, and what they show is not removed. */
static void links(void **state)
{
	CLEANUP(mem_freep) char *a = make_dir("linked");
	CLEANUP(mem_freep) char *b = make_dir("linked-to");
	CLEANUP(mem_freep) char *safe = make_dir("safe");
	CLEANUP(fd_close) int from = open_dir(a), to = open_dir(b), other = open_dir(safe);
	CLEANUP(fd_close) int above = open_dir(fixture_folder);
	struct err err = { 0 };

	(void)state;
	put(other, "file", "x", 0600);
	assert_int_equal(symlinkat(safe, from, "link"), 0);
	assert_true(folder_copy(from, to, NULL, &err) < 0);
	assert_int_equal(folder_remove(above, "linked", &err), 0);
	assert_int_equal(faccessat(other, "file", F_OK, 0), 0);
	assert_int_equal(mkfifoat(to, "pipe", 0600), 0);
	CLEANUP(mem_freep) char *c = make_dir("pipes");
	CLEANUP(fd_close) int third = open_dir(c);
	assert_int_equal(folder_copy(to, third, NULL, &err), E_UNSUPPORTED);
	FIXTURE_SAYS("pipe", err.text, "'pipe' is not a regular file");
}

static void depth(void **state)
{
	struct err err = { 0 };

	(void)state;
	for (unsigned n = FOLDER_DEPTH_MAX; n <= FOLDER_DEPTH_MAX + 1; n++) {
		CLEANUP(mem_freep) char *name = mem_format("depth-%u", n);
		CLEANUP(mem_freep) char *out = mem_format("depth-%u-out", n);
		CLEANUP(mem_freep) char *a = make_dir(name);
		CLEANUP(mem_freep) char *b = make_dir(out);
		CLEANUP(fd_close) int from = open_dir(a), to = open_dir(b), at = dup(from);

		for (unsigned i = 0; i < n; i++) {
			assert_int_equal(mkdirat(at, "d", 0700), 0);
			int next = openat(at, "d", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
			fd_close(&at);
			at = next;
		}
		assert_int_equal(folder_copy(from, to, NULL, &err),
				 n > FOLDER_DEPTH_MAX ? E_LIMIT : 0);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(copied),
	cmocka_unit_test(links),
	cmocka_unit_test(depth),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
