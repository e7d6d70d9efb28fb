/* The audit trail in words: what an action is called, what it was done to. */
#pragma once

#include "base/base.h"
#include "base/json.h"

/*
 * Adds to each row of the table audit: what, about, from, to {ja, en}; href: a page about its
 * subject, or null; who {ja, en}.
 */
void page_auditor_words_rows(json_t *rows);

/* The kinds of subject: list of {value, ja, en}, for a field.  New. */
json_t *page_auditor_words_kinds(void) MUST_USE;
