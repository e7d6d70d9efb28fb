/*
 * What a dated answer comes to, in words, Japanese or English: what was so at the moment, what was
 * checked and what not, and what no such answer can tell.  Plain text; whoever makes a page of it
 * escapes it.  Names out of the records are made visible.
 */
#pragma once

#include "base/base.h"
#include "label/dated_verify.h"
#include "label/verify_words.h"

struct buf;

/* What it comes to, in some sentences; of an answer that is not genuine none of its contents. */
void dated_words_verdict(struct buf *out, const struct dated_result *r, enum verify_language l);

const char *dated_words_step(enum dated_step step, enum verify_language l);
void dated_words_check(struct buf *out, const struct dated_result *r, enum dated_step step,
		       enum verify_language l);

/* One entry of the history: when, what, until when.  Of a genuine answer. */
void dated_words_entry(struct buf *out, const struct dated_entry *e, enum verify_language l);

/* What the answer says nothing about. */
const char *dated_words_limit(enum verify_language l);
