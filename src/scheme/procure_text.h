/* An answer of procure_result for people: a table for a terminal, or CSV for a spreadsheet. */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct buf;

/* language: "ja" or "en".  Text from outside is made visible; columns: of the terminal. */
void procure_text(struct buf *out, const json_t *result, const char *language);

/* UTF-8 with a byte order mark, which Excel wants; fields guarded against formulas (base/csv.h). */
void procure_text_csv(struct buf *out, const json_t *result, const char *language);
