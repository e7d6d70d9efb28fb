/* Whole files in a scratch folder, with what can go wrong on the way. */
#include "tap.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"

static char folder[] = "/tmp/hoshi-test-fd-XXXXXX";

static int enter_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

/* Deletes what is in the folder; how many there were. */
static size_t empty_folder(void)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	size_t n = 0;

	assert_non_null(dir);
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		n++;
		if (unlink(entry->d_name) < 0)
			rmdir(entry->d_name);
	}
	closedir(dir);
	return n;
}

static int leave_folder(void **state)
{
	(void)state;
	empty_folder();
	return rmdir(folder);
}

static void written_files_are_read_back(void **state)
{
	CLEANUP(buf_done) struct buf text = BUF(100);
	struct err err = { 0 };
	struct stat st;

	(void)state;
	umask(077);
	assert_int_equal(fd_write_file("file", bytes_of("first"), 0644, &err), 0);
	assert_int_equal(stat("file", &st), 0);
	assert_int_equal(st.st_mode & 07777, 0644);
	assert_int_equal(fd_write_file("./file", bytes_of("second"), 0600, &err), 0);
	assert_int_equal(stat("file", &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);

	buf_text(&text, "> ");
	assert_int_equal(fd_read_file(&text, "file", 6, &err), 0);
	assert_string_equal(buf_cstr(&text), "> second");
	assert_int_equal(fd_write_file("file", (struct bytes){ 0 }, 0600, &err), 0);
	assert_int_equal(fd_read_file(&text, "file", 0, &err), 0);
	assert_string_equal(buf_cstr(&text), "> second");
	assert_int_equal(empty_folder(), 1);
}

static void reading_has_a_limit(void **state)
{
	CLEANUP(buf_done) struct buf text = BUF(4);
	struct err err = { 0 };

	(void)state;
	assert_int_equal(fd_write_file("file", bytes_of("12345"), 0600, NULL), 0);
	assert_int_equal(fd_read_file(&text, "file", 4, &err), E_LIMIT);
	assert_string_equal(err.text, "'file' is larger than 4 bytes");
	assert_int_equal(fd_read_file(&text, "file", 5, &err), E_LIMIT);
	assert_true(buf_ok(&text));
	assert_int_equal(text.n, 0);
	/* No size is known beforehand here. */
	assert_int_equal(fd_read_file(&text, "/proc/self/status", 4, &err), E_LIMIT);
	assert_true(buf_ok(&text));
	assert_int_equal(text.n, 0);
	empty_folder();
}

static void reading_refuses_what_is_no_file(void **state)
{
	static const struct {
		const char *path;
		int r;
		const char *text;
	} rows[] = {
		{ "/dev/zero", E_UNSUPPORTED, "'/dev/zero' is not a regular file" },
		{ "/tmp", E_UNSUPPORTED, "'/tmp' is not a regular file" },
		{ "pipe", E_UNSUPPORTED, "'pipe' is not a regular file" },
		{ "none\n", -ENOENT, "cannot open 'none\\n': No such file or directory" },
		{ "pipe/x", -ENOTDIR, "cannot open 'pipe/x': Not a directory" },
		{ "", -ENOENT, "cannot open '': No such file or directory" },
	};

	(void)state;
	assert_int_equal(mkfifo("pipe", 0600), 0);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf text = BUF(100);
		struct err err = { 0 };
		TAP_INT(rows[i].path, fd_read_file(&text, rows[i].path, 100, &err), rows[i].r);
		TAP_TEXT(rows[i].path, err.text, rows[i].text);
	}
	empty_folder();
}

static void writing_refuses_what_is_no_file(void **state)
{
	static const struct {
		const char *path;
		int r;
		const char *text;
	} rows[] = {
		{ "/dev/null", E_UNSUPPORTED, "'/dev/null' is not a regular file" },
		{ "pipe", E_UNSUPPORTED, "'pipe' is not a regular file" },
		{ "link", E_UNSUPPORTED, "'link' is not a regular file" },
		{ "none/x", -ENOENT, "cannot write 'none/x': No such file or directory" },
		{ "pipe/x", -ENOTDIR, "cannot write 'pipe/x': Not a directory" },
		{ "/proc/x", -ENOENT, "cannot write '/proc/x': No such file or directory" },
		{ "/tmp", E_UNSUPPORTED, "'/tmp' is not a regular file" },
	};

	(void)state;
	assert_int_equal(mkfifo("pipe", 0600), 0);
	assert_int_equal(symlink("/dev/null", "link"), 0);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct err err = { 0 };
		TAP_INT(rows[i].path, fd_write_file(rows[i].path, bytes_of("x"), 0600, &err),
			rows[i].r);
		TAP_TEXT(rows[i].path, err.text, rows[i].text);
	}
	assert_int_equal(empty_folder(), 2);
}

/* A full disk, as far as a process can make one: the old file stays, no temporary one does. */
static void a_failed_write_changes_nothing(void **state)
{
	struct rlimit limit;
	struct err err = { 0 };
	CLEANUP(buf_done) struct buf text = BUF(100);
	CLEANUP(mem_freep) uint8_t *large = mem_array(10000, 1);

	(void)state;
	assert_int_equal(fd_write_file("file", bytes_of("old"), 0600, NULL), 0);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	struct rlimit small = { .rlim_cur = 4096, .rlim_max = limit.rlim_max };
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	int r = fd_write_file("file", (struct bytes){ large, 10000 }, 0600, &err);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_int_equal(r, -EFBIG);
	assert_string_equal(err.text, "cannot write 'file': File too large");
	assert_int_equal(fd_read_file(&text, "file", 100, NULL), 0);
	assert_string_equal(buf_cstr(&text), "old");
	assert_int_equal(empty_folder(), 1);
}

static void pipes_are_read_and_written_whole(void **state)
{
	int ends[2];
	char text[6] = { 0 };

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(fd_write_full(ends[1], bytes_of("hoshi")), 0);
	assert_int_equal(fd_write_full(ends[1], (struct bytes){ 0 }), 0);
	assert_int_equal(fd_read_full(ends[0], text, 3), 0);
	assert_int_equal(fd_read_full(ends[0], text + 3, 2), 0);
	assert_string_equal(text, "hoshi");
	fd_close(&ends[1]);
	assert_int_equal(ends[1], -1);
	assert_int_equal(fd_read_full(ends[0], text, 1), E_EOF);
	assert_int_equal(fd_read_full(ends[0], text, 0), 0);
	fd_close(&ends[0]);
	assert_int_equal(fd_read_full(ends[0], text, 1), -EBADF);
	assert_int_equal(fd_write_full(ends[1], bytes_of("x")), -EBADF);
}

static void closing_keeps_errno(void **state)
{
	int fd = -1;

	(void)state;
	errno = EACCES;
	fd_close(&fd);
	assert_int_equal(errno, EACCES);
	fd = 1000000;
	fd_close(&fd);
	assert_int_equal(errno, EACCES);
	assert_int_equal(fd, -1);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(written_files_are_read_back),
	cmocka_unit_test(reading_has_a_limit),
	cmocka_unit_test(reading_refuses_what_is_no_file),
	cmocka_unit_test(writing_refuses_what_is_no_file),
	cmocka_unit_test(a_failed_write_changes_nothing),
	cmocka_unit_test(pipes_are_read_and_written_whole),
	cmocka_unit_test(closing_keeps_errno),
};

TAP_MAIN_WITHIN(tests, enter_folder, leave_folder)
