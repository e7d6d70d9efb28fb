/*
 * What is asked for, ready to be looked up: the words, and the labels that can have them.  Grams
 * say which labels to look at; whether a label really has a word is read in its text.
 */
#pragma once

#include "base/base.h"
#include "base/buf.h"
#include "store/search.h"
#include "store/search_set.h"

struct err;
struct store;

enum search_rank { SEARCH_SAME, SEARCH_BEGINS, SEARCH_WITHIN, SEARCH_NOT };

/* A folded word with a line end before and after it. */
struct search_word {
	struct buf line;
};

struct search_plan {
	/* Those after the first words are no condition, but may give a better rank. */
	struct search_word list[SEARCH_WORDS_MAX + 1];
	size_t words, n;
	bool is_sure;          /* no label of set needs a look */
	struct search_set set; /* who can be a hit */
};

void search_plan_done(struct search_plan *p);
int search_plan_make(struct search_plan *p, struct store *s, const struct search_query *q,
		     struct err *err) MUST_USE;

/* Those of the set that can have this rank. */
int search_plan_rank(const struct search_plan *p, struct store *s, enum search_rank rank,
		     struct search_set *out, struct err *err) MUST_USE;

/*
 * The rank of a label by its texts (all folded, between line ends), SEARCH_NOT when a word is in
 * none.  *line: number of the text that it is for, from 0.
 */
enum search_rank search_plan_look(const struct search_plan *p, struct bytes texts, size_t *line);
