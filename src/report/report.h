/*
 * The three faces of a judged run.  Each appends to out; language is "ja" or "en".  Wording: what
 * failed, what was not examined and what a person still has to tell are said equally plainly; a run
 * without failures is "no failure found under PACK EDITION", never "conforms" or "safe".
 */
#pragma once

#include "base/base.h"

struct buf;
struct run;
struct catalogue;
struct err;

#define REPORT_MAX (64u << 20) /* the maximum to give out: more than any report needs */

struct report_input {
	const struct run *run; /* judged: run.json holds verdicts */
	const struct catalogue *catalogue;
	const char *language;
};

/* For a terminal: a line per criterion, then what to do.  width: columns to wrap at. colour: ANSI.
 */
void report_text(struct buf *out, const struct report_input *in, unsigned width, bool colour);

/* run.json's content reduced to what another program needs: docs/formats/report.md. */
void report_json(struct buf *out, const struct report_input *in);

/*
 * One self-contained file: no script needed, no outside resource, evidence inside (bounded).
 * E_LIMIT when out is full.
 */
int report_html(struct buf *out, const struct report_input *in, struct err *err) MUST_USE;

/* The overall outcome. */
struct report_summary {
	unsigned count[6]; /* by enum verdict */
	unsigned provisional;
	unsigned exit_code; /* DESIGN.md section 8: 0, 1 or 3 */
};
void report_summarise(const struct run *run, struct report_summary *out);
/* "no failure found under PACK EDITION" and its like, one sentence. */
void report_headline(struct buf *out, const struct report_input *in);
