/* Rows as JSON, errors as codes, transactions, who may open what. */
#include "store_sample.h"

#include <sys/wait.h>

static void rows(void **state)
{
	CLEANUP(mem_freep) char *dir = sample_folder("rows");
	CLEANUP(store_freep) struct store *s = sample_open(dir, STORE_WRITE);
	CLEANUP(json_done) json_t *row = NULL;
	CLEANUP(json_done) json_t *all = NULL;
	CLEANUP(json_done) json_t *twice = NULL;
	CLEANUP(json_done)
	json_t *want = fixture_json("{'id':1,'name':'鍵 \\u0027','note':null,'size':-0,"
				    "'is_new':true,'more':{'a':[1,null]}}");
	int64_t n = -1;

	(void)state;
	SAMPLE_OK(store_run(s, "thing_full",
			    STORE_VALUES(STORE_TEXT("鍵 '"), STORE_TEXT(NULL), STORE_INT(0),
					 STORE_INT(7), STORE_TEXT("{\"a\":[1,null]}")),
			    &n, &sample_err));
	assert_int_equal(n, 1);
	assert_int_equal(store_last_id(s), 1);
	SAMPLE_OK(
	    store_row(s, "thing_by_name", STORE_VALUES(STORE_TEXT("鍵 '")), &row, &sample_err));
	assert_true(json_equal(row, want));
	SAMPLE_OK(store_rows(s, "things", STORE_NOTHING, &all, &sample_err));
	assert_int_equal(json_array_size(all), 1);
	/* By number, not by place. */
	SAMPLE_OK(store_row(s, "things_twice", STORE_VALUES(STORE_TEXT("one"), STORE_INT(2)),
			    &twice, &sample_err));
	TAP_TEXT("twice", json_text(twice, "a"), "one");
	TAP_INT("twice", json_int(twice, "again", 0), 2);
	SAMPLE_OK(store_run(s, "thing_drop", STORE_VALUES(STORE_TEXT("nobody")), &n, &sample_err));
	assert_int_equal(n, 0);
	SAMPLE_OK(store_run(s, "things", STORE_NOTHING, &n, &sample_err));
	assert_int_equal(n, 0);
}

static void nothing_there(void **state)
{
	CLEANUP(mem_freep) char *dir = sample_folder("nothing");
	CLEANUP(store_freep) struct store *s = sample_open(dir, STORE_WRITE);
	struct err err = { 0 };
	json_t *row = NULL;
	int64_t n = 5;

	(void)state;
	assert_int_equal(store_row(s, "thing_by_name", STORE_VALUES(STORE_TEXT("x")), &row, &err),
			 E_MISSING);
	assert_int_equal(store_int(s, "thing_max", STORE_NOTHING, &n, &err), E_MISSING);
	assert_int_equal(err.code, 0);
	assert_null(row);
	assert_int_equal(n, 5);
}

static void refused(void **state)
{
	static const char secret[] = "SECRET";
	const struct {
		const char *what, *statement;
		struct store_values values;
		int code;
		const char *says;
	} table[] = {
		{ "unique", "thing_add", STORE_VALUES(STORE_TEXT(secret), STORE_INT(1)), E_EXISTS,
		  "UNIQUE constraint failed: thing.name" },
		{ "check", "thing_add", STORE_VALUES(STORE_TEXT("b"), STORE_INT(-1)), E_FORMAT,
		  "CHECK constraint failed" },
		{ "not null", "thing_add", STORE_VALUES(STORE_NULL, STORE_INT(1)), E_FORMAT,
		  "NOT NULL constraint failed: thing.name" },
		{ "foreign key", "part_add", STORE_VALUES(STORE_INT(99)), E_FORMAT,
		  "FOREIGN KEY constraint failed" },
		{ "utf8", "thing_add", STORE_VALUES(STORE_TEXT("\xff"), STORE_INT(1)), E_FORMAT,
		  "$1 is not UTF-8" },
		{ "unknown", "no_such", STORE_VALUES(STORE_INT(1)), E_UNSUPPORTED,
		  "there is no statement :no_such" },
		{ "few values", "thing_add", STORE_VALUES(STORE_INT(1)), E_UNSUPPORTED,
		  ":thing_add takes 2 values, not 1" },
	};
	CLEANUP(mem_freep) char *dir = sample_folder("refused");
	CLEANUP(store_freep) struct store *s = sample_open(dir, STORE_WRITE);

	(void)state;
	sample_add(s, secret, 1);
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		struct err err = { 0 };

		TAP_INT(table[i].what,
			store_run(s, table[i].statement, table[i].values, NULL, &err),
			table[i].code);
		FIXTURE_SAYS(table[i].what, err.text, table[i].says);
		TAP_CHECK(table[i].what, !strstr(err.text, secret));
	}
	assert_int_equal(sample_count(s), 1);
}

static void columns(void **state)
{
	static const struct {
		const char *statement;
		int code;
		const char *says;
	} table[] = {
		{ "real", E_UNSUPPORTED, ":real: column x is neither text nor whole number" },
		{ "blob", E_UNSUPPORTED, ":blob: column x is neither" },
		{ "not_utf8", E_FORMAT, ":not_utf8: column x is not UTF-8" },
		{ "not_json", E_FORMAT, ":not_json: column x_json is not JSON" },
	};
	CLEANUP(mem_freep) char *dir = sample_folder("columns");
	CLEANUP(store_freep) struct store *s = sample_open(dir, STORE_WRITE);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		struct err err = { 0 };
		json_t *row = NULL;

		TAP_INT(table[i].statement,
			store_row(s, table[i].statement, STORE_NOTHING, &row, &err), table[i].code);
		FIXTURE_SAYS(table[i].statement, err.text, table[i].says);
		TAP_CHECK(table[i].statement, !row && !strstr(err.text, "secret"));
	}
}

static int add_up(void *context, json_t *row)
{
	int64_t *sum = context;

	*sum += json_int(row, "i", 0);
	return *sum > 1000000000 ? -ECANCELED : 0;
}

static void many(void **state)
{
	CLEANUP(mem_freep) char *dir = sample_folder("many");
	CLEANUP(store_freep) struct store *s = sample_open(dir, STORE_WRITE);
	CLEANUP(json_done) json_t *all = NULL;
	json_t *none = NULL;
	struct err err = { 0 };
	int64_t sum = 0;

	(void)state;
	SAMPLE_OK(
	    store_rows(s, "numbers", STORE_VALUES(STORE_INT(STORE_ROWS_MAX)), &all, &sample_err));
	assert_int_equal(json_array_size(all), STORE_ROWS_MAX);
	assert_int_equal(
	    store_rows(s, "numbers", STORE_VALUES(STORE_INT(STORE_ROWS_MAX + 1)), &none, &err),
	    E_LIMIT);
	FIXTURE_SAYS("rows", err.text, ":numbers has more than 10000 rows");
	SAMPLE_OK(
	    store_each(s, "numbers", STORE_VALUES(STORE_INT(20000)), add_up, &sum, &sample_err));
	assert_int_equal(sum, 200010000);
	assert_int_equal(
	    store_each(s, "numbers", STORE_VALUES(STORE_INT(1000000)), add_up, &sum, NULL),
	    -ECANCELED);
}

struct inner {
	struct store *s;
	int64_t n;
};

static int ask_again(void *context, json_t *row)
{
	struct inner *in = context;
	CLEANUP(json_done) json_t *all = NULL;
	int r = store_rows(in->s, "things", STORE_NOTHING, &all, NULL);

	(void)row;
	in->n += (int64_t)json_array_size(all);
	return r;
}

static void within_itself(void **state)
{
	CLEANUP(mem_freep) char *dir = sample_folder("within");
	CLEANUP(store_freep) struct store *s = sample_open(dir, STORE_WRITE);
	struct inner in = { .s = s };

	(void)state;
	sample_add(s, "a", 1);
	sample_add(s, "b", 2);
	SAMPLE_OK(store_each(s, "things", STORE_NOTHING, ask_again, &in, &sample_err));
	assert_int_equal(in.n, 4);
}

static void transactions(void **state)
{
	CLEANUP(mem_freep) char *dir = sample_folder("transactions");
	CLEANUP(store_freep) struct store *s = sample_open(dir, STORE_WRITE);
	CLEANUP(store_freep) struct store *reader = sample_open(dir, STORE_READ);
	int64_t before = 0, after = 0;
	struct err err = { 0 };

	(void)state;
	store_rollback(s);
	SAMPLE_OK(store_begin(s, &sample_err));
	assert_true(store_in_transaction(s));
	sample_add(s, "a", 1);
	assert_int_equal(sample_count(reader), 0);
	store_rollback(s);
	assert_int_equal(sample_count(s), 0);
	SAMPLE_OK(store_version(reader, &before, &sample_err));
	SAMPLE_OK(store_version(reader, &after, &sample_err));
	assert_int_equal(before, after);
	SAMPLE_OK(store_begin(s, &sample_err));
	sample_add(s, "a", 1);
	SAMPLE_OK(store_commit(s, &sample_err));
	assert_int_equal(sample_count(reader), 1);
	SAMPLE_OK(store_version(reader, &after, &sample_err));
	assert_int_not_equal(before, after);

	/* One state for all statements of a reader's transaction. */
	SAMPLE_OK(store_begin_read(reader, &sample_err));
	assert_int_equal(sample_count(reader), 1);
	sample_add(s, "b", 1);
	assert_int_equal(sample_count(reader), 1);
	store_rollback(reader);
	assert_int_equal(sample_count(reader), 2);

	/* What a deferred key says at the end undoes all. */
	SAMPLE_OK(store_begin(s, &sample_err));
	sample_add(s, "c", 1);
	SAMPLE_OK(store_run(s, "part_add", STORE_VALUES(STORE_INT(99)), NULL, &sample_err));
	assert_int_equal(store_commit(s, &err), E_FORMAT);
	assert_false(store_in_transaction(s));
	assert_int_equal(sample_count(s), 2);

	/* What SQLite ended by itself is not gone on with. */
	SAMPLE_OK(store_begin(s, &sample_err));
	assert_int_equal(sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(
	    store_run(s, "thing_add", STORE_VALUES(STORE_TEXT("d"), STORE_INT(1)), NULL, &err),
	    E_CANCELLED);
	assert_int_equal(store_commit(s, &err), E_CANCELLED);
	sample_add(s, "e", 1);
}

static void readers(void **state)
{
	CLEANUP(mem_freep) char *dir = sample_folder("readers %20?#'");
	CLEANUP(mem_freep) char *path = mem_format("%s/" STORE_FILE, dir);
	const struct store_parts parts = sample_parts();
	struct store *none = NULL;
	struct err err = { 0 };
	struct stat st;

	(void)state;
	assert_int_equal(store_open_with(&none, dir, STORE_READ, &parts, &err), E_MISSING);
	FIXTURE_SAYS("missing", err.text, "there is no '");
	struct store *s = sample_open(dir, STORE_WRITE);
	sample_add(s, "a", 1);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	CLEANUP(store_freep) struct store *reader = sample_open(dir, STORE_READ);
	assert_int_equal(
	    store_run(reader, "thing_add", STORE_VALUES(STORE_TEXT("b"), STORE_INT(1)), NULL, &err),
	    -EROFS);
	store_free(s);
	/* Log and shared memory are still there: a reader can come when the writer is gone. */
	CLEANUP(store_freep) struct store *late = sample_open(dir, STORE_READ);
	assert_int_equal(sample_count(late), 1);
	assert_int_equal(sample_count(reader), 1);
	/* And a writer when readers are there. */
	s = sample_open(dir, STORE_WRITE);
	sample_add(s, "b", 1);
	assert_int_equal(sample_count(late), 2);
	assert_int_equal(sample_count(reader), 2);
	store_free(s);
}

/* Every descriptor on a file of the registry is for reading. */
static int writable_descriptors(const char *dir)
{
	int found = 0;

	for (int fd = 0; fd < 256; fd++) {
		char link[64], target[PATH_MAX];
		int flags = fcntl(fd, F_GETFL);

		(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
		ssize_t n = flags < 0 ? -1 : readlink(link, target, sizeof(target) - 1);
		if (n < 0)
			continue;
		target[n] = '\0';
		if (text_starts(target, dir) && (flags & O_ACCMODE) != O_RDONLY)
			found++;
	}
	return found;
}

static void descriptors(void **state)
{
	CLEANUP(mem_freep) char *dir = sample_folder("descriptors");
	int ready[2], status;
	char byte = 0;

	(void)state;
	assert_int_equal(pipe(ready), 0);
	/* SQLite's state must not be carried over a fork: the child goes first. */
	pid_t child = fork();
	if (child == 0) {
		const struct store_parts parts = sample_parts();
		struct store *reader = NULL;
		int64_t n = 0;

		if (read(ready[0], &byte, 1) != 1 ||
		    store_open_with(&reader, dir, STORE_READ, &parts, NULL) < 0 ||
		    store_int(reader, "thing_count", STORE_NOTHING, &n, NULL) < 0 || n != 1)
			_exit(100);
		_exit(writable_descriptors(dir));
	}
	CLEANUP(store_freep) struct store *s = sample_open(dir, STORE_WRITE);
	sample_add(s, "a", 1);
	assert_true(writable_descriptors(dir) >= 3);
	assert_int_equal(write(ready[1], &byte, 1), 1);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	close(ready[0]);
	close(ready[1]);
}

static void folders(void **state)
{
	CLEANUP(mem_freep) char *dir = sample_folder("folders");
	CLEANUP(mem_freep) char *file = fixture_path("a-file");
	CLEANUP(mem_freep) char *gone = fixture_path("gone");
	CLEANUP(mem_freep) char *other = sample_folder("other");
	CLEANUP(mem_freep) char *other_db = mem_format("%s/" STORE_FILE, other);
	CLEANUP(mem_freep) char *linked = sample_folder("linked");
	CLEANUP(mem_freep) char *linked_db = mem_format("%s/" STORE_FILE, linked);
	CLEANUP(mem_freep) char *garbage = sample_folder("garbage");
	CLEANUP(mem_freep) char *garbage_db = mem_format("%s/" STORE_FILE, garbage);
	const struct store_parts parts = sample_parts();
	struct store *s = NULL;
	struct err err = { 0 };
	sqlite3 *db;

	(void)state;
	fixture_write(file, bytes_of("x"));
	assert_int_equal(store_open_with(&s, gone, STORE_WRITE, &parts, &err), E_MISSING);
	assert_int_equal(store_open_with(&s, file, STORE_WRITE, &parts, &err), -ENOTDIR);
	assert_int_equal(chmod(dir, 0770), 0);
	assert_int_equal(store_open_with(&s, dir, STORE_WRITE, &parts, &err), E_REFUSED);
	FIXTURE_SAYS("mode", err.text, "others may write to '");
	assert_int_equal(chmod(dir, 0700), 0);

	/* A mode that is too wide is put right; one writer at a time. */
	s = sample_open(dir, STORE_WRITE);
	struct store *second = NULL;
	assert_int_equal(store_open_with(&second, dir, STORE_WRITE, &parts, &err), E_REFUSED);
	FIXTURE_SAYS("lock", err.text, "another process is writing to '");
	store_free(s);
	s = sample_open(dir, STORE_WRITE);
	store_free(s);
	s = NULL;

	/* Another program's database stays as it is. */
	assert_int_equal(sqlite3_open(other_db, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "CREATE TABLE theirs (x)", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	assert_int_equal(store_open_with(&s, other, STORE_WRITE, &parts, &err), E_FORMAT);
	FIXTURE_SAYS("other", err.text, "is not a registry's database");
	assert_int_equal(store_open_with(&s, other, STORE_READ, &parts, &err), E_FORMAT);

	assert_int_equal(symlink(other_db, linked_db), 0);
	assert_int_equal(store_open_with(&s, linked, STORE_WRITE, &parts, &err), E_UNSUPPORTED);
	assert_int_equal(store_open_with(&s, linked, STORE_READ, &parts, &err), -ELOOP);

	CLEANUP(mem_freep) char *noise = mem_array(8192, 1);
	memset(noise, 'x', 8191);
	fixture_write(garbage_db, bytes_of(noise));
	assert_int_equal(store_open_with(&s, garbage, STORE_WRITE, &parts, &err), E_VERIFY);
	assert_int_equal(store_open_with(&s, garbage, STORE_READ, &parts, &err), E_VERIFY);
	assert_null(s);
}

/* What the program really has inside: all statements fit all migrations. */
static void embedded(void **state)
{
	CLEANUP(mem_freep) char *dir = sample_folder("embedded");
	CLEANUP(store_freep) struct store *s = NULL;
	CLEANUP(store_freep) struct store *reader = NULL;

	(void)state;
	SAMPLE_OK(store_open(&s, dir, STORE_WRITE, &sample_err));
	SAMPLE_OK(store_check(s, &sample_err));
	SAMPLE_OK(store_open(&reader, dir, STORE_READ, &sample_err));
}

static void settings(void **state)
{
	static const struct {
		const char *pragma, *writer, *reader;
	} table[] = {
		{ "PRAGMA journal_mode", "wal", "wal" }, { "PRAGMA synchronous", "2", "2" },
		{ "PRAGMA foreign_keys", "1", "1" },     { "PRAGMA trusted_schema", "0", "0" },
		{ "PRAGMA temp_store", "2", "2" },       { "PRAGMA busy_timeout", "5000", "5000" },
	};
	CLEANUP(mem_freep) char *dir = sample_folder("settings");
	CLEANUP(store_freep) struct store *s = sample_open(dir, STORE_WRITE);
	CLEANUP(store_freep) struct store *reader = sample_open(dir, STORE_READ);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		for (int k = 0; k < 2; k++) {
			sqlite3_stmt *stmt = NULL;

			assert_int_equal(sqlite3_prepare_v2(k ? reader->db : s->db, table[i].pragma,
							    -1, &stmt, NULL),
					 SQLITE_OK);
			assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
			TAP_TEXT(table[i].pragma, (const char *)sqlite3_column_text(stmt, 0),
				 k ? table[i].reader : table[i].writer);
			(void)sqlite3_finalize(stmt);
		}
	/* Defensive: the schema is not to be written by hand. */
	(void)sqlite3_exec(s->db, "PRAGMA writable_schema = ON", NULL, NULL, NULL);
	assert_int_not_equal(
	    sqlite3_exec(s->db, "UPDATE sqlite_schema SET sql = ''", NULL, NULL, NULL), SQLITE_OK);
	assert_int_not_equal(sqlite3_exec(s->db, "ATTACH ':memory:' AS x", NULL, NULL, NULL),
			     SQLITE_OK);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(rows),         cmocka_unit_test(nothing_there),
	cmocka_unit_test(refused),      cmocka_unit_test(columns),
	cmocka_unit_test(many),         cmocka_unit_test(within_itself),
	cmocka_unit_test(transactions), cmocka_unit_test(readers),
	cmocka_unit_test(descriptors),  cmocka_unit_test(folders),
	cmocka_unit_test(embedded),     cmocka_unit_test(settings),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
