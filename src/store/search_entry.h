/* What a label is found by, as it is kept: its texts as lines, and the grams of all it has. */
#pragma once

#include "base/base.h"
#include "base/buf.h"
#include "base/json.h"
#include "store/search.h"
#include "store/search_gram.h"

struct err;

#define SEARCH_ENTRY_MAX ((size_t)32 << 20) /* bytes of a label's texts */

struct search_entry {
	struct buf folded, shown;
	struct search_gram grams;
};

#define SEARCH_ENTRY                                             \
	((struct search_entry){ .folded = BUF(SEARCH_ENTRY_MAX), \
				.shown = BUF(SEARCH_ENTRY_MAX),  \
				.grams = SEARCH_GRAM })
void search_entry_done(struct search_entry *e);

/* From what is put. */
int search_entry_make(struct search_entry *e, const struct search_label *l,
		      struct err *err) MUST_USE;

/* The grams alone, of an entry as it stands in the tables; row is that of label_search. */
int search_entry_recall(struct search_entry *e, const json_t *row, struct bytes folded,
			struct err *err) MUST_USE;

/* The i-th line of shown: its kind's name, and the text (borrowed); false when there is none. */
bool search_entry_shown(struct bytes shown, size_t i, const char **kind, struct bytes *text);
