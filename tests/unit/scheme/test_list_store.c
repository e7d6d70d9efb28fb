/* Imported lists: drafts and editions, what is too much, that labels stay apart from them. */
#include "list_sample.h"

#include "scheme/event.h"
#include "scheme/procure.h"
#include "scheme/procure_inventory.h"
#include "store/search.h"

#define ONE LIST_HEADING "R1,A-1、A-2,カメラ,甲社,★1,有効,2027-12-31\nR2,B-1,,乙社,★3,検討中,\n"

static void slugs(void **state)
{
	static const struct {
		const char *slug;
		bool good;
	} rows[] = {
		{ "a", true },
		{ "jc-star-2", true },
		{ "0", true },
		{ "a234567890123456789012345678901234567890", true },
		{ "a2345678901234567890123456789012345678901", false },
		{ "", false },
		{ NULL, false },
		{ "-a", false },
		{ "A", false },
		{ "a/b", false },
		{ "一覧", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		TAP_INT(rows[i].slug ? rows[i].slug : "NULL", list_store_slug_valid(rows[i].slug),
			rows[i].good);
}

static json_t *row_of(struct store *s, const char *slug, const char *state)
{
	struct err err = { 0 };
	json_t *row = NULL;
	int r = store_row(s, "list_by_slug", STORE_VALUES(STORE_TEXT(slug), STORE_TEXT(state)),
			  &row, &err);

	if (r < 0 && r != E_MISSING)
		fail_msg("%s", err.text);
	return row;
}

static int64_t keep(struct store *s, const char *csv, const char *edition)
{
	CLEANUP(json_done) json_t *list = list_sample(csv, edition);
	const struct list_about about = list_sample_about("one");
	struct err err = { 0 };
	int64_t id = 0;

	if (store_begin(s, &err) < 0 || list_store_keep(s, &about, list, &id, &err) < 0 ||
	    store_commit(s, &err) < 0)
		fail_msg("%s", err.text);
	return id;
}

static int publish(struct store *s, int64_t id, json_t **before, struct err *err)
{
	int r = store_begin(s, err);

	if (r == 0)
		r = list_store_publish(s, id, before, err);
	if (r == 0)
		r = store_commit(s, err);
	store_rollback(s);
	return r;
}

static void editions(void **state)
{
	CLEANUP(store_freep) struct store *s = list_sample_store("editions");
	struct err err = { 0 };
	json_t *before = NULL;

	(void)state;
	int64_t first = keep(s, ONE, "2026-09-14");
	/* Another upload takes the draft's place. */
	int64_t id = keep(s, ONE, "2026-09-15");
	assert_int_not_equal(first, id);
	assert_int_equal(publish(s, first, &before, &err), E_MISSING);
	assert_null(row_of(s, "one", "public"));
	assert_int_equal(publish(s, id, &before, &err), 0);
	assert_null(before);
	CLEANUP(json_done) json_t *row = row_of(s, "one", "public");
	assert_int_equal(json_int(row, "products", -1), 2);
	assert_int_equal(json_int(row, "rows_read", -1), 2);
	assert_int_equal(json_array_size(json_object_get(row, "warnings")), 1);
	assert_int_equal(json_array_size(json_object_get(row, "columns")), 7);
	assert_true(json_is_null(json_object_get(row, "imported_by")));
	/* Published once. */
	assert_int_equal(publish(s, id, &before, &err), E_MISSING);
	/* An older one is kept out, the public one stays whole. */
	id = keep(s, LIST_HEADING "R9,Z-9,,,1,有効,\n", "2026-09-14");
	assert_int_equal(publish(s, id, &before, &err), E_EXISTS);
	FIXTURE_SAYS("older", err.text, "2026-09-15 is there already");
	CLEANUP(json_done) json_t *still = row_of(s, "one", "public");
	assert_true(json_equal(still, row));
	/* The same day again, corrected; what was there before is gone, row by row. */
	id = keep(s, LIST_HEADING "R9,Z-9,,,1,有効,\n", "2026-09-15");
	assert_int_equal(publish(s, id, &before, &err), 0);
	assert_string_equal(json_text(before, "edition"), "2026-09-15");
	json_decref(before);
	CLEANUP(json_done) json_t *entries = NULL;
	assert_int_equal(store_rows(s, "list_entries", STORE_VALUES(STORE_INT(id)), &entries, &err),
			 0);
	assert_int_equal(json_array_size(entries), 1);
	assert_int_equal(store_rows(s, "list_entries",
				    STORE_VALUES(STORE_INT(json_int(row, "id", 0))), &before, &err),
			 0);
	assert_int_equal(json_array_size(before), 0);
	json_decref(before);
	/* Removed with all it had. */
	assert_int_equal(store_begin(s, &err), 0);
	assert_int_equal(list_store_remove(s, id, &err), 0);
	assert_int_equal(list_store_remove(s, id, &err), E_MISSING);
	assert_int_equal(store_commit(s, &err), 0);
	assert_null(row_of(s, "one", "public"));
	assert_int_equal(store_check(s, &err), 0);
}

static char *many(int products, int from)
{
	CLEANUP(buf_done) struct buf text = BUF(10u << 20);

	buf_text(&text, LIST_HEADING);
	for (int i = 0; i < products; i++)
		buf_format(&text, "R%d,M%d,,,1,有効,\n", from + i, from + i);
	return buf_take(&text);
}

static void limits(void **state)
{
	CLEANUP(store_freep) struct store *s = list_sample_store("limits");
	CLEANUP(mem_freep) char *most = many(LIST_PRODUCTS_MAX, 0);
	CLEANUP(mem_freep) char *more = many(LIST_PRODUCTS_MAX + 1, 0);
	struct err err = { 0 };
	char slug[16];

	(void)state;
	assert_int_equal(list_sample_import(s, "a", more, "2026-09-15", &err), E_LIMIT);
	FIXTURE_SAYS("one", err.text, "20001 products; at most 20000");
	for (int i = 0; i < LIST_ALL_MAX / LIST_PRODUCTS_MAX; i++) {
		snprintf(slug, sizeof(slug), "l%d", i);
		if (list_sample_import(s, slug, most, "2026-09-15", &err) < 0)
			fail_msg("%s: %s", slug, err.text);
	}
	assert_int_equal(list_sample_import(s, "b", ONE, "2026-09-15", &err), E_LIMIT);
	FIXTURE_SAYS("all", err.text, "at most 100000 products");
	/* In the place of one that is there. */
	assert_int_equal(list_sample_import(s, "l0", ONE, "2026-09-16", &err), 0);
	for (int i = 5; i < LIST_LISTS_MAX; i++) {
		snprintf(slug, sizeof(slug), "l%d", i);
		assert_int_equal(list_sample_import(s, slug, ONE, "2026-09-15", &err), 0);
	}
	assert_int_equal(list_sample_import(s, "l50", ONE, "2026-09-15", &err), E_LIMIT);
	FIXTURE_SAYS("lists", err.text, "50 lists already");
}

/* What a worker that was taken over might send. */
static void forged(void **state)
{
	CLEANUP(store_freep) struct store *s = list_sample_store("forged");
	static const char *const wrong[] = {
		"{}",
		"{\"products\": 1}",
		"{\"products\": [{\"number\": \"R\"}]}",
	};
	struct err err = { 0 };
	int64_t id = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		CLEANUP(json_done) json_t *list = json_loads(wrong[i], 0, NULL);
		const struct list_about about = list_sample_about("one");

		assert_int_equal(store_begin(s, &err), 0);
		TAP_INT(wrong[i], list_store_keep(s, &about, list, &id, &err), E_FORMAT);
		store_rollback(s);
	}
	CLEANUP(json_done) json_t *list = list_sample(ONE, "2026-09-15");
	const struct list_about about = list_sample_about("one");
	json_object_del(list, "columns");
	assert_int_equal(store_begin(s, &err), 0);
	assert_int_equal(list_store_keep(s, &about, list, &id, &err), E_FORMAT);
	store_rollback(s);
}

/* No label, no event, nothing in the search of labels; a refold changes nothing. */
static void apart(void **state)
{
	CLEANUP(store_freep) struct store *s = list_sample_store("apart");
	CLEANUP(json_done) json_t *page = NULL;
	const struct search_query q = { .text = "A-1", .limit = 5 };
	struct err err = { 0 };
	bool same = false;

	(void)state;
	assert_int_equal(list_sample_import(s, "one", ONE, "2026-09-15", &err), 0);
	assert_int_equal(list_sample_number(s, "event_newest", STORE_NOTHING), 0);
	assert_int_equal(
	    list_sample_number(s, "label_figures",
			       STORE_VALUES(STORE_TEXT("2026-11-18"), STORE_TEXT("2026-11-18"))),
	    0);
	assert_int_equal(search_find(s, &q, &page, &err), 0);
	assert_int_equal(json_array_size(json_object_get(page, "hits")), 0);
	assert_int_equal(event_refold(s, &same, &err), 0);
	assert_true(same);
	CLEANUP(json_done) json_t *row = row_of(s, "one", "public");
	assert_int_equal(json_int(row, "products", -1), 2);
}

static void procured(void **state)
{
	CLEANUP(store_freep) struct store *s = list_sample_store("procured");
	CLEANUP(json_done) json_t *columns = NULL, *lines = NULL, *rule = NULL, *about = NULL;
	CLEANUP(procure_freep) struct procure *p = NULL;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(list_sample_import(s, "one", ONE, "2026-09-15", &err), 0);
	assert_int_equal(list_sample_import(s, "two", ONE, "2026-09-15", &err), 0);
	assert_int_equal(product_list_columns(&columns, NULL, &err), 0);
	assert_int_equal(procure_rule(&rule, NULL, "any-label", &err), 0);
	assert_int_equal(
	    procure_inventory_decode(&lines, bytes_of("a-2\nB-1\nC-1\n"), columns, &err), 0);
	p = procure_new(lines);
	assert_int_equal(list_store_offer(p, s, "none", &about, &err), E_MISSING);
	FIXTURE_SAYS("none", err.text, "there are: one, two");
	assert_int_equal(list_store_offer(p, s, "one", &about, &err), 0);
	CLEANUP(json_done)
	json_t *result =
	    procure_result(p, &(struct procure_question){
				  .rule = rule, .list = about, .on = "2026-11-22", .within = 90 });
	assert_string_equal(json_text(json_at(result, "/lines/0"), "outcome"), "pass");
	assert_string_equal(json_text(json_at(result, "/lines/0"), "number"), "R1");
	assert_string_equal(json_text(json_at(result, "/lines/1"), "code"), "status_unreadable");
	assert_string_equal(json_text(json_at(result, "/lines/2"), "code"), "not_listed");
	assert_string_equal(json_text(json_at(result, "/list"), "edition"), "2026-09-15");
	assert_string_equal(json_text(json_at(result, "/list"), "source"), "Example Agency");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(slugs),  cmocka_unit_test(editions), cmocka_unit_test(limits),
	cmocka_unit_test(forged), cmocka_unit_test(apart),    cmocka_unit_test(procured),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
