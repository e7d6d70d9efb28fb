/* What a label's parts mean, in words for everybody: statuses, levels, evaluators. */
#pragma once

#include "base/base.h"
#include "base/json.h"

/*
 * {name, words {ja, en}, tone ("good", "care" or "bad"), means {ja, en}, advice {ja, en}}; also for
 * a status that this program does not know.  New.
 */
json_t *label_words_status(const char *name) MUST_USE;
/* The same of each status, in the order of a label's life. */
json_t *label_words_statuses(void) MUST_USE;

/* Who stands for a label of this level: {short {ja, en}, means {ja, en}}.  New. */
json_t *label_words_attester(int64_t level) MUST_USE;

/* {ja, en}; new. */
json_t *label_words_evaluator(const char *evaluator) MUST_USE;
json_t *label_words_notice(const char *kind) MUST_USE;
json_t *label_words_found(const char *kind) MUST_USE;

/* Four items {on, x}, for {{>stars}}: where each star stands in the drawing.  New. */
json_t *label_words_stars(int64_t level) MUST_USE;
