/* Looking products up: any characters, all words, what comes first, pages, against a naive model.
 */
#include "list_sample.h"

#include "scheme/list_find.h"

#define CSV                                                                                     \
	LIST_HEADING "R1,WV-S1136、WV-S1137,ネットワークカメラ,甲電機,1,有効,\n" \
		     "R2,S1136,スマートロック,乙社,2,有効,\n"                        \
		     "R3,AB/S1136-X,カメラ,甲電機,3,取消し,\n"

/* "R1 R2", in their order. */
static char *found(struct store *s, struct list_query q)
{
	CLEANUP(json_done) json_t *page = NULL;
	CLEANUP(buf_done) struct buf out = BUF(100000);
	struct err err = { 0 };
	size_t i;
	json_t *product;

	q.limit = q.limit ? q.limit : 50;
	if (list_find(s, &q, &page, &err) < 0)
		fail_msg("'%s': %s", q.text, err.text);
	json_array_foreach (json_object_get(page, "products"), i, product)
		buf_format(&out, "%s%s", i ? " " : "", json_text(product, "number"));
	return buf_take(&out);
}

static void what_is_found(void **state)
{
	static const struct {
		const char *text, *found;
	} rows[] = {
		{ "s1136", "R2 R1 R3" },
		{ "ｗｖｓ１１", "R1" },
		{ "かめら", "R3 R1" },
		{ "ｶﾒ", "R3 R1" },
		{ "甲電", "R1 R3" },
		{ "r1", "R1" },
		{ "カメラ 甲電機 1136", "R1 R3" },
		{ "カメラ ロック", "" },
		{ "スマート ロック", "R2" },
		{ "36wv", "" },
		{ "1137ネ", "" },
		{ "%", NULL },
		{ "'; DROP TABLE product_list", "" },
	};
	CLEANUP(store_freep) struct store *s = list_sample_store("found");
	struct err err = { 0 };

	(void)state;
	assert_int_equal(list_sample_import(s, "one", CSV, "2026-09-15", &err), 0);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct list_query q = { .text = rows[i].text, .limit = 1 };
		json_t *none = NULL;

		if (!rows[i].found) {
			TAP_INT(rows[i].text, list_find(s, &q, &none, &err), E_FORMAT);
			continue;
		}
		CLEANUP(mem_freep)
		char *got = found(s, (struct list_query){ .text = rows[i].text });
		int64_t count = -1;
		bool more = true;
		TAP_TEXT(rows[i].text, got, rows[i].found);
		assert_int_equal(list_find_count(s, &q, 10, &count, &more, &err), 0);
		TAP_INT(rows[i].text, count, (strlen(got) + 1) / 3);
		assert_false(more);
	}
}

static void typed_wrongly(void **state)
{
	CLEANUP(store_freep) struct store *s = list_sample_store("wrong");
	CLEANUP(mem_freep) char *longest = mem_array(LIST_FIND_QUERY_MAX + 2, 1);
	static const char *const after[] = { "x", "", "1.2", "1.2.3.4", "-1.1.1", "1.1.", "1..1" };
	struct err err = { 0 };
	json_t *page = NULL;

	(void)state;
	assert_int_equal(list_sample_import(s, "one", CSV, "2026-09-15", &err), 0);
	memset(longest, 'a', LIST_FIND_QUERY_MAX);
	struct list_query q = { .text = longest, .limit = 1 };
	assert_int_equal(list_find(s, &q, &page, &err), 0);
	json_decref(page);
	longest[LIST_FIND_QUERY_MAX] = 'a';
	assert_int_equal(list_find(s, &q, &page, &err), E_LIMIT);
	q.text = "a b c d e f g h";
	assert_int_equal(list_find(s, &q, &page, &err), 0);
	json_decref(page);
	q.text = "a b c d e f g h i";
	assert_int_equal(list_find(s, &q, &page, &err), E_LIMIT);
	q.text = "\xff";
	assert_int_equal(list_find(s, &q, &page, &err), E_FORMAT);
	q.text = "a";
	for (size_t i = 0; i < ARRAY_LEN(after); i++) {
		q.after = after[i];
		TAP_INT(after[i], list_find(s, &q, &page, &err), E_MISSING);
	}
}

/* Drafts are nobody's business, and a list's page shows its own alone. */
static void of_which_list(void **state)
{
	CLEANUP(store_freep) struct store *s = list_sample_store("which");
	CLEANUP(json_done) json_t *list = list_sample(CSV, "2026-09-15");
	const struct list_about about = list_sample_about("draft");
	struct err err = { 0 };
	int64_t id = 0;

	(void)state;
	assert_int_equal(store_begin(s, &err), 0);
	assert_int_equal(list_store_keep(s, &about, list, &id, &err), 0);
	assert_int_equal(store_commit(s, &err), 0);
	CLEANUP(mem_freep) char *draft = found(s, (struct list_query){ .text = "s1136" });
	assert_string_equal(draft, "");
	CLEANUP(mem_freep)
	char *draft_too = found(s, (struct list_query){ .text = "s1136", .list = id });
	assert_string_equal(draft_too, "");
	CLEANUP(mem_freep) char *preview = found(s, (struct list_query){ .list = id });
	assert_string_equal(preview, "R1 R2 R3");
	assert_int_equal(
	    list_sample_import(s, "a", LIST_HEADING "A1,S1136-A,,,1,有効,\n", "2026-09-15", &err),
	    0);
	assert_int_equal(
	    list_sample_import(s, "b", LIST_HEADING "B1,S1136,,,1,有効,\n", "2026-09-15", &err), 0);
	CLEANUP(mem_freep) char *both = found(s, (struct list_query){ .text = "s1136" });
	assert_string_equal(both, "B1 A1");
	CLEANUP(mem_freep)
	char *one = found(s, (struct list_query){ .text = "s1136", .list = id + 1 });
	assert_string_equal(one, "A1");
}

/* Page after page the same as at once, whatever the size of a page. */
static void pages(void **state)
{
	CLEANUP(store_freep) struct store *s = list_sample_store("pages");
	CLEANUP(buf_done) struct buf csv = BUF(100000);
	struct err err = { 0 };
	uint64_t r = 5;

	(void)state;
	buf_text(&csv, LIST_HEADING);
	for (int i = 0; i < 60; i++) {
		r = r * UINT64_C(6364136223846793005) + 1442695040888963407;
		buf_format(&csv, "N%d,%s%c%s,,,1,有効,\n", i, (r >> 40) & 1 ? "x" : "",
			   'a' + (char)((r >> 44) & 1), (r >> 50) & 1 ? "y" : "");
	}
	assert_int_equal(list_sample_import(s, "one", buf_cstr(&csv), "2026-09-15", &err), 0);
	for (int text = 0; text < 2; text++)
		for (unsigned limit = 1; limit < 70; limit += 3) {
			CLEANUP(mem_freep)
			char *all =
			    found(s, (struct list_query){
					 .text = text ? "a" : NULL, .list = 1, .limit = 100 });
			CLEANUP(buf_done) struct buf joined = BUF(100000);
			CLEANUP(mem_freep) char *after = NULL;

			do {
				struct list_query q = { .text = text ? "a" : NULL,
							.list = 1,
							.after = after,
							.limit = limit };
				CLEANUP(mem_freep) char *part = found(s, q);
				CLEANUP(json_done) json_t *page = NULL;

				buf_format(&joined, "%s%s", joined.n && *part ? " " : "", part);
				assert_int_equal(list_find(s, &q, &page, &err), 0);
				mem_free(after);
				after = mem_text(json_text(page, "next"));
			} while (after);
			assert_string_equal(buf_cstr(&joined), all);
		}
	const struct list_query q = { .text = "N" };
	int64_t count = 0;
	bool more = false;
	assert_int_equal(list_find_count(s, &q, 59, &count, &more, &err), 0);
	assert_int_equal(count, 59);
	assert_true(more);
	assert_int_equal(list_find_count(s, &q, 60, &count, &more, &err), 0);
	assert_false(more);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(what_is_found),
	cmocka_unit_test(typed_wrongly),
	cmocka_unit_test(of_which_list),
	cmocka_unit_test(pages),
};

TAP_MAIN_WITHIN(tests, fixture_enter, fixture_leave)
