/*
 * Text that may come from a device or a file: UTF-8 is checked, control characters are made
 * visible before a terminal, a log or a report sees them.
 */
#pragma once

#include "base/base.h"

struct buf;

bool text_equal(const char *a, const char *b); /* NULL equals only NULL */
bool text_starts(const char *text, const char *prefix);
bool text_ends(const char *text, const char *suffix);
bool text_equal_nocase(struct bytes text, const char *ascii); /* ASCII only, as in protocol names */

/* RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. */
bool text_utf8_valid(struct bytes text);

/* Bytes of the UTF-8 character at text, 0 if it is not a valid one; n is what is left. */
size_t text_utf8_step(const uint8_t *text, size_t n);

#define TEXT_STEP_MAX 12

/*
 * The visible form of the character (or invalid byte) at the start of text, which is not empty:
 * writes it without a NUL, returns its length and sets *taken to the bytes it stands for.
 */
size_t text_visible_step(char out[static TEXT_STEP_MAX], struct bytes text, size_t *taken);

/*
 * Append text so that it is printable valid UTF-8 on one line: control characters, DEL, C1
 * controls and invalid bytes become \xNN for each byte (newline \n, return \r, tab \t), a
 * backslash \\, and the Unicode direction controls (U+202A-202E, U+2066-2069, U+200E, U+200F,
 * U+061C), line separators (U+2028, U+2029) and U+FEFF \u{XXXX}.  max bounds the bytes appended;
 * what is cut ends in "...".
 */
void text_visible(struct buf *out, struct bytes text, size_t max);

/* The same as a new string; at most max bytes. */
char *text_visible_new(struct bytes text, size_t max) MUST_USE;

/* Without ASCII blanks at either end; borrowed. */
struct bytes text_trim(struct bytes text);

/* Find needle in text; NULL when it is not there. An empty needle is never found. */
const uint8_t *text_find(struct bytes text, struct bytes needle);

/* The same with ASCII letters of either case: is it there? */
bool text_has_nocase(struct bytes text, const char *needle);

/* Whether word stands in text with no ASCII letter or digit touching it on either side. */
bool text_has_word(struct bytes text, const char *word);

/* Columns UTF-8 text takes on a terminal: 2 for East Asian wide characters, 0 for combining ones.
 */
size_t text_columns(const char *text);
