/* Imported lists for tests: made from CSV text as an upload is, kept and published. */
#pragma once

#include "fixture.h"

#include <sys/stat.h>

#include "scheme/list_store.h"
#include "scheme/product_list.h"
#include "store/store.h"

#define LIST_HEADING "登録番号,型式番号,製品名,製造業者名,レベル,ステータス,有効期限\n"

static inline json_t *list_sample(const char *csv, const char *edition)
{
	CLEANUP(json_done) json_t *columns = NULL;
	struct product_list_source source = { "list.csv", edition, NULL };
	struct err err = { 0 };
	json_t *list = NULL;

	if (product_list_columns(&columns, NULL, &err) < 0)
		fail_msg("%s", err.text);
	source.columns = columns;
	if (product_list_import(&list, bytes_of(csv), &source, &err) < 0)
		fail_msg("%s", err.text);
	return list;
}

static inline struct list_about list_sample_about(const char *slug)
{
	return (struct list_about){ .slug = slug,
				    .name_ja = "見本の一覧",
				    .name_en = "Sample list",
				    .source = "Example Agency",
				    .now = 1790000000 };
}

/* The code of list_store_import. */
static inline int list_sample_import(struct store *s, const char *slug, const char *csv,
				     const char *edition, struct err *err)
{
	CLEANUP(json_done) json_t *list = list_sample(csv, edition);
	CLEANUP(json_done) json_t *before = NULL;
	const struct list_about about = list_sample_about(slug);

	return list_store_import(s, &about, list, &before, err);
}

static inline struct store *list_sample_store(const char *folder)
{
	CLEANUP(mem_freep) char *dir = fixture_path(folder);
	struct err err = { 0 };
	struct store *s = NULL;

	assert_int_equal(mkdir(dir, 0700), 0);
	if (store_open(&s, dir, STORE_WRITE, &err) < 0)
		fail_msg("%s", err.text);
	return s;
}

static inline int64_t list_sample_number(struct store *s, const char *statement,
					 struct store_values values)
{
	struct err err = { 0 };
	int64_t n = -1;

	if (store_int(s, statement, values, &n, &err) < 0)
		fail_msg("%s: %s", statement, err.text);
	return n;
}
