/*
 * Sets of labels as bits, and their form in the table search_gram: SEARCH_SET_CHUNK labels a row,
 * either as sorted places of two bytes each or, from SEARCH_SET_LIST_MAX + 1 members on, as bits.
 * There is one form for each set, so that equal indexes are equal bytes.
 */
#pragma once

#include "base/base.h"

struct err;
struct store;

#define SEARCH_SET_CHUNK 4096
#define SEARCH_SET_WORDS (SEARCH_SET_CHUNK / 64)
#define SEARCH_SET_LIST_MAX 255
#define SEARCH_SET_LABEL_MAX (((int64_t)1 << 24) - 1)

struct search_set {
	uint64_t *words;
	size_t n; /* of words: a multiple of SEARCH_SET_WORDS */
};

void search_set_done(struct search_set *s);
void search_set_copy(struct search_set *out, const struct search_set *from);
void search_set_clear(struct search_set *s);
void search_set_without(struct search_set *s, const struct search_set *others);
void search_set_or(struct search_set *s, const struct search_set *with); /* of the same size */
/* Of a label beyond its size a set has none, and takes none. */
bool search_set_has(const struct search_set *s, int64_t label);
void search_set_put(struct search_set *s, int64_t label, bool in);
int64_t search_set_count(const struct search_set *s);
/* The largest member below label; -1 when there is none. */
int64_t search_set_below(const struct search_set *s, int64_t label);

/* All labels that have the gram. */
int search_set_load(struct search_set *out, struct store *store, const char *gram,
		    struct err *err) MUST_USE;
/* s keeps those that have the gram. */
int search_set_narrow(struct search_set *s, struct store *store, const char *gram,
		      struct err *err) MUST_USE;
/* s keeps those labels that the statement yields, one a row, for two texts. */
int search_set_narrow_range(struct search_set *s, struct store *store, const char *statement,
			    const char *from, const char *to, struct err *err) MUST_USE;
/* Put the label into the gram's row, or take it out. */
int search_set_change(struct store *store, const char *gram, int64_t label, bool in,
		      struct err *err) MUST_USE;
