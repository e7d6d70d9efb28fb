/*
 * The attempts to log in, for people: one sentence for each door whose protection against guessing
 * was measured, and a table of all attempts by door and account (the ledger).  Parts of the model,
 * docs/formats/report.md.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "report/report.h"

struct buf;

/* "guessing": where, label, account, class, sentence, per_hour, points; a new list. */
json_t *report_guess_doors(const struct report_input *in) MUST_USE;

/* "attempts": where, label, account, probe, counts; a new list. */
json_t *report_guess_ledger(const struct report_input *in) MUST_USE;

/* Milliseconds or seconds in words: "0.8 s", "5 minutes", "12 days". */
void report_guess_duration(struct buf *out, uint64_t ms, const char *language);
