/* Statements by name: what is wrong with a file is said with the file and the line. */
#include "store_sample.h"

static void mistakes(void **state)
{
	static const struct {
		const char *text;
		int code;
		const char *says;
	} table[] = {
		{ "-- :a\nSELECT 1\n-- :b\nSELECT\n1 +\nFROM x\n", E_FORMAT,
		  "s/x.sql:6: :b: near \"FROM\": syntax error" },
		{ "-- :a\nSELECT x\nFROM nowhere\n", E_FORMAT, ":a: no such table: nowhere" },
		{ "-- :a\nSELECT \"text\"\n", E_FORMAT, ":a: no such column: text" },
		{ "-- :a\nSELECT 1;\n\nSELECT 2\n", E_FORMAT,
		  "s/x.sql:2: :a is more than one statement" },
		{ "-- :a\nSELECT 1; x\n", E_FORMAT, ":a is more than one statement" },
		{ "-- :a\n-- nothing\n", E_FORMAT, "s/x.sql:1: :a has no statement" },
		{ "-- :a\n", E_FORMAT, ":a has no statement" },
		{ "-- :a", E_FORMAT, ":a has no statement" },
		{ "-- :a\nSELECT 1\n-- :b\n-- :c\nSELECT 2\n", E_FORMAT, "s/x.sql:3: :b has no" },
		{ "-- text\nSELECT 1\n", E_FORMAT, "s/x.sql:2: this stands before the first name" },
		{ "-- :A\nSELECT 1\n", E_FORMAT, "s/x.sql:1: 'A' is no name for a statement" },
		{ "-- :a b\nSELECT 1\n", E_FORMAT, "'a b' is no name" },
		{ "-- :1a\nSELECT 1\n", E_FORMAT, "'1a' is no name" },
		{ "-- :a\nSELECT 1\n-- :b\nSELECT 2\n-- :a\nSELECT 3\n", E_EXISTS,
		  ":a is at s/x.sql:" },
		{ "-- :a\nSELECT $2\n", E_FORMAT, "values are $1 to $1, and $1 is missing" },
		{ "-- :a\nSELECT $1, $3\n", E_FORMAT, "values are $1 to $2, and $2 is missing" },
		{ "-- :a\nSELECT ?\n", E_FORMAT, "values are $1 to $1" },
		{ "-- :a\nSELECT :x\n", E_FORMAT, "values are $1 to $1" },
	};
	CLEANUP(mem_freep) char *dir = sample_folder("mistakes");

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		/* Not NUL-terminated in the program either. */
		size_t n = strlen(table[i].text);
		CLEANUP(mem_freep) uint8_t *text = mem_copy(table[i].text, n);
		const struct store_part part = { "s/x.sql", { text, n } };
		const struct store_parts parts = { .statements = &part, .statements_n = 1 };
		struct store *s = NULL;
		struct err err = { 0 };

		TAP_INT(table[i].text, store_open_with(&s, dir, STORE_WRITE, &parts, &err),
			table[i].code);
		FIXTURE_SAYS(table[i].text, err.text, table[i].says);
		TAP_CHECK(table[i].text, !s);
	}
}

static void fine(void **state)
{
	const struct store_part all[] = {
		{ "s/a.sql",
		  bytes_of("\n \t\n-- About.\n-- :b_2\n-- why\nSELECT 1 -- one\n;\n-- end\n") },
		{ "s/empty.sql", bytes_of("") },
		{ "s/c.sql", bytes_of("-- :a\nSELECT '-- :x' || $1 || $1 || $2;-- :y") },
	};
	const struct store_parts parts = { .statements = all, .statements_n = 3 };
	CLEANUP(mem_freep) char *dir = sample_folder("fine");
	CLEANUP(store_freep) struct store *s = NULL;

	(void)state;
	SAMPLE_OK(store_open_with(&s, dir, STORE_WRITE, &parts, &sample_err));
	assert_int_equal(s->statements_n, 2);
	TAP_TEXT("sorted", s->statements[0].name, "a");
	assert_int_equal(s->statements[0].n, 2);
	assert_non_null(store_statement_find(s, "b_2"));
	assert_null(store_statement_find(s, "b"));
	assert_null(store_statement_find(s, ""));
}

/* As many values as there may be, and one more. */
static void limits(void **state)
{
	CLEANUP(mem_freep) char *dir = sample_folder("limits");

	(void)state;
	for (unsigned more = 0; more < 2; more++) {
		CLEANUP(buf_done) struct buf text = BUF(4096);
		struct store *s = NULL;
		struct err err = { 0 };

		buf_text(&text, "-- :a\nSELECT $1");
		for (unsigned i = 2; i <= STORE_VALUES_MAX + more; i++)
			buf_format(&text, ",$%u", i);
		const struct store_part part = { "s/x.sql", buf_view(&text) };
		const struct store_parts parts = { .statements = &part, .statements_n = 1 };
		assert_int_equal(store_open_with(&s, dir, STORE_WRITE, &parts, &err),
				 more ? E_LIMIT : 0);
		store_free(s);
	}
	for (unsigned more = 0; more < 2; more++) {
		CLEANUP(buf_done) struct buf text = BUF(1 << 20);
		struct store *s = NULL;
		struct err err = { 0 };

		for (unsigned i = 0; i < STORE_STATEMENTS_MAX + more; i++)
			buf_format(&text, "-- :a%u\nSELECT 1\n", i);
		const struct store_part part = { "s/x.sql", buf_view(&text) };
		const struct store_parts parts = { .statements = &part, .statements_n = 1 };
		assert_int_equal(store_open_with(&s, dir, STORE_WRITE, &parts, &err),
				 more ? E_LIMIT : 0);
		store_free(s);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(mistakes),
	cmocka_unit_test(fine),
	cmocka_unit_test(limits),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
