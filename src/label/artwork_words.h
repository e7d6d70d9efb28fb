/* What a label says, in the language or both languages of its reader. */
#pragma once

#include "label/artwork.h"

#define ARTWORK_WORDS_MAX 512 /* bytes of one line */

/* One thing in Japanese and English; a line that is not shown is NULL. */
struct artwork_words {
	const char *ja, *en;
};

/* A name and its value. */
struct artwork_row {
	struct artwork_words name;
	struct artwork_words value;
};
#define ARTWORK_ROWS_MAX 4

bool artwork_words_ja(const struct artwork *a);
bool artwork_words_en(const struct artwork *a);

struct artwork_words artwork_words_level(unsigned level); /* "Level 1 of 4" */
struct artwork_words artwork_words_attester(unsigned level);
struct artwork_words artwork_words_caution(void); /* no guarantee */
struct artwork_words artwork_words_number(void);  /* "Registration number" */
struct artwork_words artwork_words_scan(void);
struct artwork_words artwork_words_specimen(void);
struct artwork_words artwork_words_void(void); /* a specimen, in so many words */

/* Criteria and dates; returns how many there are. */
unsigned artwork_words_rows(const struct artwork *a, struct artwork_row rows[ARTWORK_ROWS_MAX]);

/* The whole label in a line, for title; and in sentences, for those who do not see it. */
void artwork_words_title(struct buf *out, const struct artwork *a);
void artwork_words_told(struct buf *out, const struct artwork *a);
