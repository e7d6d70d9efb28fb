/*
 * The HTML report while it is being written: one buffer, appended to from top to bottom.  Text gets
 * in only through the functions here that escape it, or as literals of ours.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "judge/verdict.h"
#include "report/report_words.h"

struct buf;
struct run;

#define REPORT_ROWS_MAX 100         /* of one table under a criterion; the rest is counted */
#define REPORT_EVIDENCE_OPEN_MAX 6  /* pieces listed at once under a criterion */
#define REPORT_EVIDENCE_LIST_MAX 60 /* pieces under a criterion */
#define REPORT_EVIDENCE_SHOWN_MAX (8u << 10) /* bytes of one piece */
#define REPORT_EVIDENCE_TOTAL_MAX (2u << 20) /* bytes of all pieces in a page */

struct report_page {
	struct buf *out;
	const json_t *model;
	const struct run *run; /* for the evidence files */
	const char *language;
	json_t *index;   /* id of an observation or coverage, hash -> part of model */
	json_t *anchors; /* id of a criterion -> its anchor, as text */
	json_t *shown;   /* hash -> id of the criterion that shows the evidence */
	const enum report_word *column; /* of the next cell */
	const enum report_word *columns;
	size_t evidence_left;
};

/* Markup of ours, as it is. */
void report_page_raw(struct report_page *p, const char *markup);
void report_page_format(struct report_page *p, const char *format, ...) PRINTF_LIKE(2, 3);

/* Text, escaped; NULL is nothing. */
void report_page_text(struct report_page *p, const char *text);
/* Text that is not ours: escaped, marked, and kept from turning the text around it. */
void report_page_foreign(struct report_page *p, const char *text);
void report_page_word(struct report_page *p, enum report_word word);

/* <h2 id="anchor">word</h2> and the section it opens; close with "</section>". */
void report_page_section(struct report_page *p, const char *anchor, enum report_word word);

/* Shape, word and colour of a verdict, and "provisional" if it is. */
void report_page_verdict(struct report_page *p, enum verdict v, bool provisional);

/*
 * A table; columns end with WORD_COUNT and outlive it.  Each cell carries its column's name, which
 * a narrow screen shows when the style sheet takes the table apart.
 */
void report_page_table(struct report_page *p, enum report_word name,
		       const enum report_word *columns);
void report_page_table_end(struct report_page *p);
void report_page_row(struct report_page *p);
void report_page_row_end(struct report_page *p);

/* The next cell of the row: opened, to be filled and closed; or with a text, which may be NULL. */
enum report_cell { CELL_OURS, CELL_OURS_SHORT, CELL_FOREIGN, CELL_FOREIGN_SHORT, CELL_ZERO };
void report_page_cell(struct report_page *p, const char *text, enum report_cell kind);
void report_page_cell_open(struct report_page *p);
void report_page_cell_close(struct report_page *p);

/* "and N more" in a paragraph, when shown < all. */
void report_page_more(struct report_page *p, size_t all, size_t shown);

/* A link to a criterion, or just its id when it is not in this report; links to several. */
void report_page_criterion(struct report_page *p, const char *id);
void report_page_criteria(struct report_page *p, const json_t *ids);

/* The element of the model that id or hash names, or NULL; borrowed. */
const json_t *report_page_find(const struct report_page *p, const char *id);

/* ---- The parts, each in a file of its own ---- */
void report_picture(struct report_page *p);    /* the tiles and the legend */
void report_steps(struct report_page *p);      /* what to do next */
void report_steps_gaps(struct report_page *p); /* what was not examined */
void report_results(struct report_page *p);    /* criterion by criterion */
void report_evidence(struct report_page *p, const json_t *criterion);
void report_evidence_list(struct report_page *p);     /* every piece with its hash */
void report_tables_device(struct report_page *p);     /* ports and cryptography */
void report_tables_conditions(struct report_page *p); /* run, pack, parameters */
