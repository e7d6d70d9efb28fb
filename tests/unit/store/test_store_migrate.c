/* Migrations: in order, once, each whole or not at all; edited or unknown ones are refused. */
#include "store_sample.h"

static int open_with(struct store **s, const char *dir, enum store_mode mode,
		     const struct store_part *migrations, size_t n, struct err *err)
{
	const struct store_parts parts = { .migrations = migrations, .migrations_n = n };

	return store_open_with(s, dir, mode, &parts, err);
}

static int64_t ask(struct store *s, const char *sql)
{
	sqlite3_stmt *stmt = NULL;
	int64_t n = -1;

	if (sqlite3_prepare_v2(s->db, sql, -1, &stmt, NULL) == SQLITE_OK &&
	    sqlite3_step(stmt) == SQLITE_ROW)
		n = sqlite3_column_int64(stmt, 0);
	(void)sqlite3_finalize(stmt);
	return n;
}

static void in_order(void **state)
{
	const struct store_part all[] = {
		{ "m/0001_a.sql", bytes_of("CREATE TABLE a (x); INSERT INTO a VALUES (1);") },
		{ "m/0002.sql", bytes_of("INSERT INTO a SELECT max(x) + 1 FROM a;") },
		{ "m/0003_c.sql", bytes_of("INSERT INTO a SELECT max(x) + 1 FROM a; -- end") },
	};
	CLEANUP(mem_freep) char *dir = sample_folder("order");
	struct store *s = NULL;
	struct err err = { 0 };

	(void)state;
	SAMPLE_OK(open_with(&s, dir, STORE_WRITE, all, 2, &sample_err));
	assert_int_equal(ask(s, "SELECT max(x) FROM a"), 2);
	store_free(s);
	s = NULL;
	/* A reader that knows more than the file has. */
	assert_int_equal(open_with(&s, dir, STORE_READ, all, 3, &err), E_UNSUPPORTED);
	FIXTURE_SAYS("behind", err.text, "has run 2 of 3 migrations");
	for (int twice = 0; twice < 2; twice++) {
		SAMPLE_OK(open_with(&s, dir, STORE_WRITE, all, 3, &sample_err));
		assert_int_equal(ask(s, "SELECT max(x) FROM a"), 3);
		assert_int_equal(ask(s, "SELECT count(*) FROM store_migration"), 3);
		store_free(s);
		s = NULL;
	}
	SAMPLE_OK(open_with(&s, dir, STORE_READ, all, 3, &sample_err));
	store_free(s);
	s = NULL;
	for (enum store_mode mode = STORE_READ; mode <= STORE_WRITE; mode++) {
		assert_int_equal(open_with(&s, dir, mode, all, 2, &err), E_UNSUPPORTED);
		FIXTURE_SAYS(
		    "newer", err.text,
		    "was written by a newer program: it has migration 3, this one knows 2");
	}
}

static void edited(void **state)
{
	const struct store_part before[] = { { "m/0001_a.sql", bytes_of("CREATE TABLE a (x);") } };
	const struct store_part after[] = { { "m/0001_a.sql", bytes_of("CREATE TABLE a (x) ;") } };
	CLEANUP(mem_freep) char *dir = sample_folder("edited");
	struct store *s = NULL;
	struct err err = { 0 };

	(void)state;
	SAMPLE_OK(open_with(&s, dir, STORE_WRITE, before, 1, &sample_err));
	store_free(s);
	s = NULL;
	for (enum store_mode mode = STORE_READ; mode <= STORE_WRITE; mode++) {
		assert_int_equal(open_with(&s, dir, mode, after, 1, &err), E_VERIFY);
		FIXTURE_SAYS("edited", err.text, "m/0001_a.sql is not the migration that ran on '");
	}
	assert_null(s);
}

static void broken(void **state)
{
	const struct {
		const char *path, *text;
		int code;
		const char *says;
	} table[] = {
		{ "m/0002_x.sql", "CREATE TABLE b (x); SELEC 1;", E_UNSUPPORTED,
		  "m/0002_x.sql: near \"SELEC\": syntax error" },
		{ "m/0002_x.sql", "CREATE TABLE b (x); COMMIT;", E_FORMAT,
		  "m/0002_x.sql: a migration has no COMMIT of its own" },
		{ "m/0003_x.sql", "SELECT 1", E_FORMAT, "this should be migration 0002" },
		{ "m/2_x.sql", "SELECT 1", E_FORMAT, "this should be migration 0002" },
		{ "m/0002x.sql", "SELECT 1", E_FORMAT, "this should be migration 0002" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		CLEANUP(mem_freep) char *name = mem_format("broken-%zu", i);
		CLEANUP(mem_freep) char *dir = sample_folder(name);
		const struct store_part all[] = {
			{ "m/0001_a.sql", bytes_of("CREATE TABLE a (x);") },
			{ table[i].path, bytes_of(table[i].text) },
		};
		struct store *s = NULL;
		struct err err = { 0 };

		SAMPLE_OK(open_with(&s, dir, STORE_WRITE, all, 1, &sample_err));
		store_free(s);
		s = NULL;
		TAP_INT(table[i].text, open_with(&s, dir, STORE_WRITE, all, 2, &err),
			table[i].code);
		FIXTURE_SAYS(table[i].text, err.text, table[i].says);
		SAMPLE_OK(open_with(&s, dir, STORE_WRITE, all, 1, &sample_err));
		TAP_INT(table[i].text, ask(s, "SELECT count(*) FROM store_migration"), 1);
		/* A COMMIT of its own cannot be undone, which is why it is refused. */
		if (i != 1)
			TAP_INT(table[i].text,
				ask(s, "SELECT count(*) FROM sqlite_schema WHERE name = 'b'"), 0);
		store_free(s);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(in_order),
	cmocka_unit_test(edited),
	cmocka_unit_test(broken),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
