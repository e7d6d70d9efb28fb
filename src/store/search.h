/*
 * Finding labels: by model numbers and names, product names, makers and registration numbers, by
 * any one or more characters of them, written in whatever way (fold_text.h).  Several words: a
 * label has all of them, each in any of its texts.
 *
 * First come labels of which a text is what was asked for, then those with one that begins so, then
 * the others; among equals the label with the larger id, the newer one.
 *
 * The index is a table beside the public ones, made from them: dropped and filled again it is equal
 * row by row, in whatever order labels were put.  What is behind this header may be exchanged.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;
struct store;

#define SEARCH_QUERY_MAX 400 /* bytes that are asked for */
#define SEARCH_WORDS_MAX 8
#define SEARCH_PAGE_MAX 1000   /* hits at once */
#define SEARCH_TEXT_MAX 1000   /* bytes of one text of a label, of an attribute */
#define SEARCH_TEXTS_MAX 20000 /* of one label */
#define SEARCH_CURSOR_MAX 32

enum search_kind { SEARCH_NUMBER, SEARCH_MODEL, SEARCH_NAME, SEARCH_MAKER };

struct search_text {
	enum search_kind kind;
	const char *text;
};

/* A label's row in label_search, and by what it is found besides its number. */
struct search_label {
	int64_t label; /* 1 to 2^24 - 1 */
	const char *number;
	int64_t level;
	const char *status;
	const char *category;    /* or NULL */
	const char *maker;       /* NULL unless public; the same goes for texts of that kind */
	const char *issued;      /* day */
	const char *valid_until; /* day, or NULL */
	const struct search_text *texts;
	size_t texts_n;
};

/*
 * Inside a transaction of a writer.  put makes or replaces the label's entry; only what differs
 * from the last time is written.  E_LIMIT, E_FORMAT (not UTF-8), E_EXISTS (the number is another
 * label's).
 */
int search_put(struct store *s, const struct search_label *label, struct err *err) MUST_USE;
int search_clear(struct store *s, struct err *err) MUST_USE;

struct search_query {
	const char *text;                      /* NULL or "": every label, newest first */
	int64_t level;                         /* 0: any */
	const char *status, *category, *maker; /* exactly so; NULL: any */
	/* Days, both included; NULL: no bound.  A label without an end is in no range of ends. */
	const char *issued_from, *issued_to, *until_from, *until_to;
	/* Labels that have another status than the index says: a list of {label, status}, or NULL
	 */
	const json_t *late;
	const char *after; /* "next" of the page before, or NULL */
	unsigned limit;    /* at most SEARCH_PAGE_MAX */
};

/*
 * *page is {"hits": [...], "next": text or null}; a hit is the row of label_search and "found":
 * {"rank": "same"|"begins"|"within", "kind": "number"|"model"|"name"|"maker", "text"}, null without
 * a text.  A page may be short, even empty, and have a next one: very much had to be looked at.
 * Pages stay in place when labels are added meanwhile.
 *
 * What was typed is wrong: E_LIMIT (too long, too many words), E_FORMAT (not UTF-8, or no letter,
 * digit or symbol in it), E_MISSING (no such page).  err says so in words.
 */
int search_find(struct store *s, const struct search_query *q, json_t **page,
		struct err *err) MUST_USE;

/*
 * How many there are, counted to most at least; *more: there are more than *count, or it would have
 * taken too long to know.
 */
int search_count(struct store *s, const struct search_query *q, int64_t most, int64_t *count,
		 bool *more, struct err *err) MUST_USE;
