/*
 * Text of an answer with everything taken out that differs between two answers of the same kind:
 * numbers, times, tokens, what was typed in.  Each such piece becomes one '#'.
 */
#pragma once

#include "base/base.h"

struct buf;

#define PRINT_TEXT_TOKEN_MIN 24 /* bytes; no word of a sentence is as long */

struct print_typed {
	const char *account, *secret; /* either may be NULL */
};

/* Append text (UTF-8; invalid bytes are left out) with single blanks and without what differs. */
void print_text_add(struct buf *out, struct bytes text, const struct print_typed *typed);

/* Bytes of such text that are neither blank nor '#'. */
size_t print_text_length(struct bytes plain);

/* Does it say, in words that no settings page has, that one has to wait? */
bool print_text_says_wait(struct bytes text);
