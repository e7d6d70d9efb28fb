/*
 * Looking products up in imported lists: by number, name, model or maker, by any characters of
 * them, written in whatever way (store/fold_text.h).  Several words: all of them, each in any of a
 * product's texts.  First comes what is the text itself, then what begins so, then the rest, each
 * in the order of its list.
 *
 * It reads every text of the lists asked for, one after the other: there are LIST_ALL_MAX at most
 * (list_store.h), which takes milliseconds, and an edition that goes leaves nothing behind.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;
struct store;

#define LIST_FIND_QUERY_MAX 400 /* bytes */
#define LIST_FIND_WORDS_MAX 8
#define LIST_FIND_PAGE_MAX 100
#define LIST_FIND_CURSOR_MAX 40

struct list_query {
	const char *text;  /* NULL or "": all of the list */
	int64_t list;      /* 0: every public list; then there has to be a text */
	const char *after; /* "next" of the page before, or NULL */
	unsigned limit;    /* 1 to LIST_FIND_PAGE_MAX */
};

/*
 * *page: {products: rows of product_list_entry with slug, name_ja, name_en, edition and source of
 * their list, next: text or null}.  Errors of what was typed as search_find's: E_LIMIT, E_FORMAT,
 * E_MISSING (no such page).
 */
int list_find(struct store *s, const struct list_query *q, json_t **page, struct err *err) MUST_USE;

/* How many of a text there are, counted to most; *more: there are more. */
int list_find_count(struct store *s, const struct list_query *q, int64_t most, int64_t *count,
		    bool *more, struct err *err) MUST_USE;
