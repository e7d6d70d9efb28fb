/*
 * Grams: pieces of one, two and three characters of a folded text, which is how it is found.
 *
 *   a  ab  abc      somewhere in the text
 *   (a  (ab  (abc   at its beginning
 *   abc)            at its end, if it is longer
 *   (a)  (ab)       all of it, up to three
 *   #level:1        not of a text: an attribute of the label
 *
 * Brackets and # are punctuation, which no folded text has.
 */
#pragma once

#include "base/base.h"
#include "base/buf.h"

#define SEARCH_GRAM_BYTES_MAX ((size_t)64 << 20) /* of all grams of one label */

struct search_gram {
	struct buf bytes;  /* one after the other, each with its NUL */
	const char **list; /* sorted, each once; from search_gram_sort on */
	size_t n;
};

#define SEARCH_GRAM ((struct search_gram){ .bytes = BUF(SEARCH_GRAM_BYTES_MAX) })

void search_gram_done(struct search_gram *g);

/* One gram as it is. */
void search_gram_add(struct search_gram *g, const char *gram);

/* All grams of a folded text. */
void search_gram_text(struct search_gram *g, struct bytes folded);

#define SEARCH_GRAM_LONGEST 3

/*
 * Those by which a text is looked for, few and rare: whether it is somewhere in one, whether one
 * begins with it, whether one is it.  Of a text of up to SEARCH_GRAM_LONGEST characters there is
 * one, and it is sure; of a longer one all have to be there, and then it may be so.
 */
void search_gram_within(struct search_gram *g, struct bytes folded);
void search_gram_begins(struct search_gram *g, struct bytes folded);
void search_gram_same(struct search_gram *g, struct bytes folded);

/* Sort, drop doubles, make the list.  E_LIMIT when it is too many. */
int search_gram_sort(struct search_gram *g) MUST_USE;

/* Characters of valid UTF-8. */
size_t search_gram_length(struct bytes text);
