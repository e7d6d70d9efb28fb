/* Copies of a database in use, putting them back, finding damage, and a disk that is full. */
#include "store_sample.h"

#include <dirent.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "store/store_restore.h"

/* Both steps. */
static int restore_file(const char *dir, const char *from, char **kept, struct err *err)
{
	CLEANUP(store_restore_done) struct store_restore s = { .lock = -1 };
	int r = store_restore_begin(&s, dir, from, err);

	return r == 0 ? store_restore_finish(&s, kept, err) : r;
}

static char *in(const char *dir, const char *name)
{
	return mem_format("%s/%s", dir, name);
}

static unsigned files_in(const char *dir)
{
	DIR *d = opendir(dir);
	unsigned n = 0;

	assert_non_null(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n - 2;
}

/* SQLite's header: 1 for a rollback journal, 2 for a log. */
static int journal_kind(const char *path)
{
	CLEANUP(buf_done) struct buf file = fixture_read(path);

	return file.n > 18 ? file.p[18] : -1;
}

static void backup(void **state)
{
	CLEANUP(mem_freep) char *dir = sample_folder("backup");
	CLEANUP(mem_freep) char *out = sample_folder("backup-out");
	CLEANUP(mem_freep) char *path = in(out, "copy.db");
	CLEANUP(store_freep) struct store *s = sample_open(dir, STORE_WRITE);
	CLEANUP(store_freep) struct store *reader = sample_open(dir, STORE_READ);
	CLEANUP(store_freep) struct store *copy = NULL;
	struct err err = { 0 };
	struct stat st;

	(void)state;
	sample_add(s, "a", 1);
	/* What is not committed is not in it. */
	SAMPLE_OK(store_begin(s, &sample_err));
	sample_add(s, "b", 1);
	SAMPLE_OK(store_backup(reader, path, &sample_err));
	SAMPLE_OK(store_commit(s, &sample_err));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(journal_kind(path), 1);
	assert_int_equal(files_in(out), 1);
	assert_int_equal(store_backup(s, path, &err), E_EXISTS);
	FIXTURE_SAYS("exists", err.text, "copy.db' is there already");
	SAMPLE_OK(store_open_file(&copy, path, STORE_READ, &sample_err));
	SAMPLE_OK(store_check(copy, &sample_err));
	SAMPLE_OK(store_statement_load(copy, sample_parts().statements, 1, &sample_err));
	assert_int_equal(sample_count(copy), 1);
	CLEANUP(mem_freep) char *nowhere = in(out, "no/copy.db");
	assert_int_equal(store_backup(s, nowhere, &err), -ENOENT);
}

static void restore(void **state)
{
	CLEANUP(mem_freep) char *dir = sample_folder("restore");
	CLEANUP(mem_freep) char *path = fixture_path("restore.copy");
	CLEANUP(mem_freep) char *kept = NULL;
	CLEANUP(mem_freep) char *kept_again = NULL;
	CLEANUP(mem_freep) char *none = NULL;
	CLEANUP(mem_freep) char *fresh = sample_folder("fresh");
	struct store *s = sample_open(dir, STORE_WRITE);
	struct err err = { 0 };

	(void)state;
	sample_add(s, "old", 1);
	SAMPLE_OK(store_backup(s, path, &sample_err));
	sample_add(s, "new", 1);
	assert_int_equal(restore_file(dir, path, &kept, &err), E_REFUSED);
	FIXTURE_SAYS("running", err.text, "another process is writing to '");
	store_free(s);
	SAMPLE_OK(restore_file(dir, path, &kept, &sample_err));
	FIXTURE_SAYS("kept", kept, "/restore/registry.db.old-1");
	/* Readers can come before a writer. */
	s = sample_open(dir, STORE_READ);
	assert_int_equal(sample_count(s), 1);
	store_free(s);
	s = sample_open(dir, STORE_WRITE);
	assert_int_equal(sample_count(s), 1);
	sample_add(s, "third", 1);
	store_free(s);

	/* What was kept has all of the old one. */
	s = NULL;
	SAMPLE_OK(restore_file(dir, kept, &kept_again, &sample_err));
	FIXTURE_SAYS("kept", kept_again, ".old-2");
	s = sample_open(dir, STORE_WRITE);
	assert_int_equal(sample_count(s), 2);
	store_free(s);

	SAMPLE_OK(restore_file(fresh, path, &none, &sample_err));
	assert_null(none);
	s = sample_open(fresh, STORE_WRITE);
	assert_int_equal(sample_count(s), 1);
	store_free(s);
}

/* The writer was killed: its last commits are in the log alone. */
static void restore_over_a_log(void **state)
{
	CLEANUP(mem_freep) char *dir = sample_folder("over");
	CLEANUP(mem_freep) char *path = fixture_path("over.copy");
	CLEANUP(mem_freep) char *kept = NULL;
	CLEANUP(mem_freep) char *again = NULL;
	int status;

	(void)state;
	pid_t child = fork();
	if (child == 0) {
		struct store *s = sample_open(dir, STORE_WRITE);

		sample_add(s, "one", 1);
		if (store_backup(s, path, NULL) < 0)
			_exit(1);
		sample_add(s, "two", 1);
		(void)kill(getpid(), SIGKILL);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	SAMPLE_OK(restore_file(dir, path, &kept, &sample_err));
	struct store *s = sample_open(dir, STORE_WRITE);
	assert_int_equal(sample_count(s), 1);
	store_free(s);
	SAMPLE_OK(restore_file(dir, kept, &again, &sample_err));
	s = sample_open(dir, STORE_WRITE);
	assert_int_equal(sample_count(s), 2);
	store_free(s);
}

/* In a child that is killed in the middle of a transaction of SQLite's rollback kind. */
static void leave_a_journal(const char *db)
{
	sqlite3 *old = NULL;
	int status;

	pid_t child = fork();
	if (child == 0) {
		if (sqlite3_open(db, &old) != SQLITE_OK ||
		    sqlite3_exec(old,
				 "PRAGMA journal_mode = DELETE; CREATE TABLE large (text TEXT);"
				 "PRAGMA cache_size = 5; BEGIN; UPDATE thing SET size = 2;"
				 "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
				 "LIMIT 500)"
				 "INSERT INTO large SELECT hex(randomblob(500)) FROM n",
				 NULL, NULL, NULL) != SQLITE_OK)
			_exit(1);
		(void)kill(getpid(), SIGKILL);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
}

/* A journal would be played into whatever has the database's name. */
static void restore_over_a_journal(void **state)
{
	CLEANUP(mem_freep) char *dir = sample_folder("journal");
	CLEANUP(mem_freep) char *path = fixture_path("journal.copy");
	CLEANUP(mem_freep) char *db = in(dir, STORE_FILE);
	CLEANUP(mem_freep) char *journal = in(dir, STORE_FILE "-journal");
	CLEANUP(mem_freep) char *kept = NULL;
	struct store *s = sample_open(dir, STORE_WRITE);
	struct stat st;

	(void)state;
	sample_add(s, "one", 1);
	SAMPLE_OK(store_backup(s, path, &sample_err));
	sample_add(s, "two", 1);
	store_free(s);
	leave_a_journal(db);
	assert_int_equal(stat(journal, &st), 0);
	assert_true(st.st_size > 4096);
	/* Its own database has gone, so that nobody has undone by it what it is there to undo. */
	assert_int_equal(unlink(db), 0);
	SAMPLE_OK(restore_file(dir, path, &kept, &sample_err));
	assert_int_equal(stat(journal, &st), -1);
	s = sample_open(dir, STORE_WRITE);
	SAMPLE_OK(store_check(s, &sample_err));
	assert_int_equal(sample_count(s), 1);
	store_free(s);
}

static void not_a_backup(void **state)
{
	CLEANUP(mem_freep) char *dir = sample_folder("not");
	CLEANUP(mem_freep) char *good = fixture_path("not.copy");
	CLEANUP(mem_freep) char *db = in(dir, STORE_FILE);
	struct store *s = sample_open(dir, STORE_WRITE);
	static const struct {
		const char *what;
		size_t keep;   /* bytes of the backup */
		size_t damage; /* from here on to the end; 0: none */
		int code;
	} table[] = {
		{ "empty", 0, 0, E_FORMAT },           { "cut in the header", 50, 0, E_VERIFY },
		{ "cut", 20000, 0, E_VERIFY },         { "first page", SIZE_MAX, 16, E_VERIFY },
		{ "pages", SIZE_MAX, 8192, E_VERIFY },
	};

	(void)state;
	for (int i = 0; i < 400; i++) {
		CLEANUP(mem_freep) char *name = mem_format("%0300d", i);

		sample_add(s, name, 1);
	}
	SAMPLE_OK(store_backup(s, good, &sample_err));
	store_free(s);
	CLEANUP(buf_done) struct buf bytes = fixture_read(good);
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		CLEANUP(mem_freep) char *path = fixture_path(table[i].what);
		CLEANUP(mem_freep) char *kept = NULL;
		CLEANUP(mem_freep) uint8_t *copy = mem_copy(bytes.p, bytes.n);
		size_t n = bytes.n < table[i].keep ? bytes.n : table[i].keep;
		struct err err = { 0 };

		if (table[i].damage)
			memset(copy + table[i].damage, 0x55, bytes.n - table[i].damage);
		fixture_write(path, (struct bytes){ copy, n });
		TAP_INT(table[i].what, restore_file(dir, path, &kept, &err), table[i].code);
		TAP_CHECK(table[i].what, !kept && err.text[0]);
		/* Nothing of the old state was touched, nothing is left over. */
		CLEANUP(store_freep) struct store *same = sample_open(dir, STORE_WRITE);
		TAP_INT(table[i].what, sample_count(same), 400);
		TAP_INT(table[i].what, files_in(dir), 4);
	}
	struct err err = { 0 };
	char *kept = NULL;
	assert_int_equal(restore_file(dir, "/nonexistent", &kept, &err), E_MISSING);
	assert_int_equal(restore_file(dir, dir, &kept, &err) < 0, true);

	/* check finds the same damage in the database itself. */
	CLEANUP(buf_done) struct buf file = fixture_read(db);
	memset(file.p + 8192, 0x55, file.n - 8192);
	fixture_write(db, buf_view(&file));
	CLEANUP(store_freep) struct store *bad = NULL;
	SAMPLE_OK(store_open_file(&bad, db, STORE_READ, &sample_err));
	assert_int_equal(store_check(bad, &err), E_VERIFY);
	FIXTURE_SAYS("check", err.text, "is damaged: ");
	assert_false(strstr(err.text, "00000000"));
}

static void foreign_keys(void **state)
{
	CLEANUP(mem_freep) char *dir = sample_folder("keys");
	CLEANUP(store_freep) struct store *s = sample_open(dir, STORE_WRITE);
	struct err err = { 0 };

	(void)state;
	SAMPLE_OK(store_error_exec(s->db, "PRAGMA foreign_keys = OFF", "x", &sample_err));
	SAMPLE_OK(store_run(s, "part_add", STORE_VALUES(STORE_INT(42)), NULL, &sample_err));
	assert_int_equal(store_check(s, &err), E_VERIFY);
	FIXTURE_SAYS("keys", err.text, "row 1 of part points to no row of thing");
}

/* In a process of its own with a disk of 2 MB; the exit code says what was wrong. */
static int on_a_small_disk(const char *dir)
{
	CLEANUP(mem_freep) char *big = mem_array(100001, 1);
	CLEANUP(mem_freep) char *copy = in(dir, "copy.db");
	struct err err = { 0 };
	int64_t rows = 0, sum = 0;
	int r = 0;

	if (unshare(CLONE_NEWNS) < 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("small", dir, "tmpfs", 0, "size=2m,mode=0700") < 0)
		return 77;
	struct store *s = sample_open(dir, STORE_WRITE);
	struct store *reader = sample_open(dir, STORE_READ);
	memset(big, 'x', 100000);
	while (r == 0 && rows < 1000) {
		CLEANUP(mem_freep) char *number = mem_format("%09" PRId64, rows);

		memcpy(big, number, 9);
		r = store_begin(s, &err);
		if (r == 0)
			r = store_run(s, "thing_add", STORE_VALUES(STORE_TEXT(big), STORE_INT(1)),
				      NULL, &err);
		if (r == 0)
			r = store_commit(s, &err);
		store_rollback(s);
		rows += r == 0;
	}
	if (r != -ENOSPC || !strstr(err.text, "the disk is full"))
		return 2;
	if (rows < 3 || sample_count(s) != rows || sample_count(reader) != rows)
		return 3;
	if (store_backup(reader, copy, &err) != -ENOSPC || files_in(dir) != 4)
		return 4;
	/* Room again: everything goes on. */
	(void)store_idle(s);
	if (mount("small", dir, "tmpfs", MS_REMOUNT, "size=8m,mode=0700") < 0)
		return 5;
	if (store_run(s, "thing_add", STORE_VALUES(STORE_TEXT(big), STORE_INT(1)), NULL, &err) < 0)
		return 6;
	if (sample_count(reader) != rows + 1 || store_check(s, &err) < 0)
		return 7;
	if (store_int(s, "thing_max", STORE_NOTHING, &sum, &err) < 0 || sum != 1)
		return 8;
	if (store_backup(reader, copy, &err) < 0)
		return 9;
	store_free(reader);
	store_free(s);
	return 0;
}

static void a_full_disk(void **state)
{
	CLEANUP(mem_freep) char *dir = sample_folder("full");
	int status;

	(void)state;
	if (geteuid() != 0)
		TAP_SKIP("mounting a small disk needs root");
	pid_t child = fork();
	if (child == 0)
		_exit(on_a_small_disk(dir));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == 77)
		TAP_SKIP("no mounts here");
	assert_int_equal(WEXITSTATUS(status), 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(backup),
	cmocka_unit_test(restore),
	cmocka_unit_test(restore_over_a_log),
	cmocka_unit_test(restore_over_a_journal),
	cmocka_unit_test(not_a_backup),
	cmocka_unit_test(foreign_keys),
	cmocka_unit_test(a_full_disk),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
