/*
 * What all three reports show, in one language, as docs/formats/report.md describes it: the run's
 * ids resolved against the pack, every count made, every word chosen.  report_json writes it down,
 * report_text and report_html lay it out, so that they cannot tell different stories.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "report/report.h"
#include "report/report_words.h"

/* A new reference. */
json_t *report_model_new(const struct report_input *in) MUST_USE;

/* Parts of it, each in a file of its own; new references. */
json_t *report_criteria_new(const struct report_input *in) MUST_USE;        /* "criteria" */
json_t *report_gaps_new(const struct report_input *in) MUST_USE;            /* "not_examined" */
json_t *report_device_ports(const struct report_input *in) MUST_USE;        /* "ports" */
json_t *report_device_crypto(const struct report_input *in) MUST_USE;       /* "crypto" */
json_t *report_device_observations(const struct report_input *in) MUST_USE; /* "observations" */
json_t *report_device_coverage(const struct report_input *in) MUST_USE;     /* "coverage" */

/* ---- Small things the parts share ---- */

/* Set a member to text; nothing when text is NULL or empty. */
void report_model_set(json_t *object, const char *key, const char *text);
/* The same for words that stand alone: with a capital letter, where there is one. */
void report_model_title(json_t *object, const char *key, const char *text);
void report_model_word(json_t *object, const char *key, enum report_word word,
		       const struct report_input *in);

/* The verdict a record names; error when it names none that we know. */
enum verdict report_model_verdict(const json_t *record);

/* The run's record of a criterion, or NULL; borrowed. */
const json_t *report_model_judged(const struct report_input *in, const char *criterion);

/* The element of a list whose member key is text, or NULL; borrowed. */
const json_t *report_model_find(const json_t *list, const char *key, const char *text);
