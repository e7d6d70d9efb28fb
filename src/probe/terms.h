/*
 * Looking for what a document should say, by the patterns of catalogue/policy_terms.json (PCRE2,
 * UTF).  A find is a hint with a quotation for the person who signs, never a verdict.
 */
#pragma once

#include "base/base.h"

struct catalogue;

#define TERMS_QUOTE_MAX 240 /* bytes of text around a find */
#define TERMS_STEPS 1000000 /* of one pattern, tens of nanoseconds each */
#define TERMS_STEPS_BYTE 10 /* prose takes four at the most */

/*
 * The first place in text where one of the item's patterns fits: *quote is new, or NULL when there
 * is none.  A pattern that takes too many steps (TERMS_STEPS and TERMS_STEPS_BYTE for each byte of
 * the text) counts as not found, so that no text takes more time than its length allows.
 */
void terms_find(char **quote, const struct catalogue *c, const char *document, const char *item,
		const char *text);

/* Items that are known for a document: the name at index, or NULL past the end. */
const char *terms_item(const struct catalogue *c, const char *document, size_t index);
