/*
 * What a foreign rule asks of a label, held against a dated answer: which of its conditions are
 * met, which are not, and which nobody can tell from the answer (catalogue/recognitions.json,
 * docs/formats/recognition.md).  Never whether anything complies: that is for whoever has the text
 * of the rule and the product.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "label/dated_verify.h"

struct buf;
struct err;

enum recognition_outcome { RECOGNITION_MET, RECOGNITION_UNMET, RECOGNITION_UNKNOWN };
#define RECOGNITION_OUTCOMES 3

/* The whole table (dir: another folder of catalogue files, or NULL), new; checked. */
int recognition_table(json_t **out, const char *dir, struct err *err) MUST_USE;

/*
 * A rule of the catalogue (dir: another folder of catalogue files, or NULL), new; in place of the
 * ids of its sources stand the sources.  E_MISSING names the rules that there are.
 */
int recognition_rule(json_t **out, const char *dir, const char *id, struct err *err) MUST_USE;

/*
 * {rule, title, note, conditions: [{id, text, outcome, because?, sources, confidence}], met, unmet,
 * unknown}; new.  Of a genuine answer alone.
 */
json_t *recognition_ask(const json_t *rule, const struct dated_result *answer) MUST_USE;

/* The same for people, language "ja" or "en". */
void recognition_words(struct buf *out, const json_t *result, const char *language);
