/* Sets of labels in rows of 4096: against plain flags, at the border of the two forms, damaged. */
#include "store_sample.h"

#include "store/search_set.h"

#define LABELS (5 * SEARCH_SET_CHUNK + 100)

static struct store *open_grams(const char *dir)
{
	const struct store_part migration = {
		"m/0001_search.sql", embedded_find("src/store/migrations/0002_search.sql")
	};
	static const char more[] =
	    "-- :row_size\nSELECT length(members) FROM search_gram "
	    "WHERE gram = $1 AND chunk = $2\n"
	    "-- :row_damage\nUPDATE search_gram SET members = "
	    "CASE $2 WHEN 0 THEN x'' WHEN 1 THEN x'00' WHEN 2 THEN x'1000' "
	    "WHEN 3 THEN x'00010001' WHEN 4 THEN x'00020001' "
	    "WHEN 5 THEN zeroblob(513) ELSE zeroblob(514) END "
	    "WHERE gram = $1\n"
	    "-- :row_move\nUPDATE search_gram SET chunk = $2 WHERE gram = $1\n";
	const struct store_part statements[] = {
		{ "s/search.sql", embedded_find("src/store/sql/search.sql") },
		{ "s/more.sql", bytes_of(more) },
	};
	const struct store_parts parts = { &migration, 1, statements, 2 };
	struct store *s = NULL;

	SAMPLE_OK(store_open_with(&s, dir, STORE_WRITE, &parts, &sample_err));
	(void)sqlite3_exec(s->db, "PRAGMA synchronous = OFF", NULL, NULL, NULL);
	return s;
}

static void check_all(struct store *s, const bool *flags)
{
	CLEANUP(search_set_done) struct search_set set = { 0 };
	int64_t label = SEARCH_SET_LABEL_MAX + 1, n = 0;

	SAMPLE_OK(search_set_load(&set, s, "ab", &sample_err));
	for (int64_t want = LABELS - 1; want >= 0; want--) {
		if (!flags[want])
			continue;
		label = search_set_below(&set, label);
		assert_int_equal(label, want);
		n++;
	}
	assert_int_equal(search_set_below(&set, label), -1);
	assert_int_equal(search_set_count(&set), n);
}

static void random_changes(void **state)
{
	CLEANUP(mem_freep) char *dir = sample_folder("changes");
	CLEANUP(store_freep) struct store *s = open_grams(dir);
	CLEANUP(mem_freep) bool *flags = mem_array(LABELS, sizeof(*flags));
	uint64_t r = 3;

	(void)state;
	for (int round = 0; round < 12; round++) {
		SAMPLE_OK(store_begin(s, &sample_err));
		for (int i = 0; i < 600; i++) {
			size_t label = tap_below(&r, LABELS);
			/* One chunk fills up, one stays empty; the whole grows, then shrinks. */
			bool in = tap_below(&r, 12) > (unsigned)round;

			if (i % 2)
				label %= SEARCH_SET_CHUNK;
			if (label / SEARCH_SET_CHUNK == 3)
				continue;
			SAMPLE_OK(search_set_change(s, "ab", (int64_t)label, in, &sample_err));
			flags[label] = in;
		}
		SAMPLE_OK(store_commit(s, &sample_err));
		check_all(s, flags);
	}
	SAMPLE_OK(store_begin(s, &sample_err));
	for (int64_t label = 0; label < LABELS; label++)
		SAMPLE_OK(search_set_change(s, "ab", label, false, &sample_err));
	SAMPLE_OK(store_commit(s, &sample_err));
	int64_t size;
	assert_int_equal(
	    store_int(s, "row_size", STORE_VALUES(STORE_TEXT("ab"), STORE_INT(0)), &size, NULL),
	    E_MISSING);
}

static void two_forms(void **state)
{
	CLEANUP(mem_freep) char *dir = sample_folder("forms");
	CLEANUP(store_freep) struct store *s = open_grams(dir);
	int64_t size = 0;

	(void)state;
	SAMPLE_OK(store_begin(s, &sample_err));
	for (int64_t i = 1; i <= SEARCH_SET_LIST_MAX + 1; i++) {
		SAMPLE_OK(search_set_change(s, "x", SEARCH_SET_CHUNK + i * 7, true, &sample_err));
		SAMPLE_OK(store_int(s, "row_size", STORE_VALUES(STORE_TEXT("x"), STORE_INT(1)),
				    &size, &sample_err));
		assert_int_equal(size, i <= SEARCH_SET_LIST_MAX ? 2 * i : SEARCH_SET_CHUNK / 8);
	}
	SAMPLE_OK(search_set_change(s, "x", SEARCH_SET_CHUNK + 7, false, &sample_err));
	SAMPLE_OK(store_int(s, "row_size", STORE_VALUES(STORE_TEXT("x"), STORE_INT(1)), &size,
			    &sample_err));
	assert_int_equal(size, 2 * SEARCH_SET_LIST_MAX);
	SAMPLE_OK(store_commit(s, &sample_err));
}

static void damaged(void **state)
{
	CLEANUP(mem_freep) char *dir = sample_folder("damaged");
	CLEANUP(store_freep) struct store *s = open_grams(dir);
	struct err err = { 0 };

	(void)state;
	SAMPLE_OK(search_set_change(s, "x", 1, true, &sample_err));
	for (int64_t i = 0; i <= 6; i++) {
		struct search_set set = { 0 };

		SAMPLE_OK(store_run(s, "row_damage", STORE_VALUES(STORE_TEXT("x"), STORE_INT(i)),
				    NULL, &sample_err));
		assert_int_equal(search_set_load(&set, s, "x", &err), E_VERIFY);
		FIXTURE_SAYS("damage", err.text, "the search index is damaged");
		assert_int_equal(search_set_change(s, "x", 2, true, &err), E_VERIFY);
		assert_null(set.words);
	}
	const int64_t chunks[] = { -1, (SEARCH_SET_LABEL_MAX + 1) / SEARCH_SET_CHUNK };
	for (size_t i = 0; i < ARRAY_LEN(chunks); i++) {
		struct search_set set = { 0 };

		SAMPLE_OK(store_run(s, "row_move",
				    STORE_VALUES(STORE_TEXT("x"), STORE_INT(chunks[i])), NULL,
				    &sample_err));
		assert_int_equal(search_set_load(&set, s, "x", &err), E_VERIFY);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(random_changes),
	cmocka_unit_test(two_forms),
	cmocka_unit_test(damaged),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
