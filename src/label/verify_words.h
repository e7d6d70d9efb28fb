/*
 * What a verification found, in words, Japanese or English: what was checked, what was not and why,
 * and what no check of a code can tell.  Plain text; whoever makes a page of it escapes it.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "label/verify.h"

struct buf;

#define VERIFY_WORDS_MAX 2048 /* bytes of one call */

enum verify_language { VERIFY_JA, VERIFY_EN };

/* What it comes to, in one or more sentences. */
void verify_words_verdict(struct buf *out, const struct verify_result *r, enum verify_language l);

/* The name of a step, and how it ended: "signature", "it is KEY OWNER's". */
const char *verify_words_step(enum verify_step step, enum verify_language l);
void verify_words_check(struct buf *out, const struct verify_result *r, enum verify_step step,
			enum verify_language l);

/* "holds", "fails", "not done" */
const char *verify_words_outcome(enum verify_outcome outcome, enum verify_language l);

/* What a check of a code cannot tell: the last line of every answer. */
const char *verify_words_limit(enum verify_language l);

/*
 * All of it in one language as tables by the names of label/verify.h, for the script of the page
 * that does the same (src/web/static/verify_label.js); new.  Members: steps, held, outcomes, whys,
 * verdicts, statuses; ages (seconds, words); status, genuine, not_checked, space, limit.  {name} is
 * what is filled in.
 */
json_t *verify_words_json(enum verify_language l) MUST_USE;
/* "valid", as on the pages; "" for STATUS_NONE. */
const char *verify_words_status(enum status status, enum verify_language l);
