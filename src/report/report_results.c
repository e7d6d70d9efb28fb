/* Criterion by criterion: the verdict, why, what to do, who has to say, and what it rests on. */
#include "report/report_page.h"

#include "base/buf.h"
#include "base/text.h"
#include "report/report_fact.h"
#include "report/report_model.h"

#define WHO_MAX 100

static void labelled(struct report_page *p, const char *class, enum report_word label,
		     const char *text)
{
	if (!text)
		return;
	report_page_format(p, "<p class=\"%s\"><b>", class);
	report_page_word(p, label);
	report_page_raw(p, "</b> ");
	report_page_text(p, text);
	report_page_raw(p, "</p>\n");
}

/* ---- Question and answer ---- */

static void answer(struct report_page *p, const json_t *given)
{
	static const char *const who[] = { "name", "role", "time" };
	size_t n = 0;

	report_page_raw(p, "<p><b>");
	report_page_word(p, WORD_ANSWER);
	report_page_raw(p, "</b> ");
	report_page_text(p, json_text(given, "label"));
	report_page_raw(p, "</p>\n");
	if (json_text(given, "because")) {
		report_page_raw(p, "<p><b>");
		report_page_word(p, WORD_ANSWER_BECAUSE);
		report_page_raw(p, "</b> ");
		report_page_foreign(p, json_text(given, "because"));
		report_page_raw(p, "</p>\n");
	}
	report_page_raw(p, "<p class=\"who\"><b>");
	report_page_word(p, WORD_ANSWERED_BY);
	report_page_raw(p, "</b> ");
	for (size_t i = 0; i < ARRAY_LEN(who); i++) {
		const char *text = json_text(given, who[i]);

		if (!text)
			continue;
		if (n++)
			report_page_raw(p, " · ");
		CLEANUP(buf_done) struct buf shown = BUF(WHO_MAX);
		if (text_equal(who[i], "time"))
			report_fact_time(&shown, text);
		report_page_foreign(p, shown.n ? buf_cstr(&shown) : text);
	}
	report_page_raw(p, "</p>\n");
}

static void question(struct report_page *p, const json_t *asked)
{
	const json_t *given = json_object_get(asked, "answer");

	if (!json_is_object(asked))
		return;
	report_page_format(p, "<div class=\"question %s\">\n",
			   json_is_object(given) ? "done" : "open");
	report_page_raw(p, "<p><b>");
	report_page_word(p, WORD_QUESTION);
	report_page_raw(p, "</b> ");
	report_page_text(p, json_text(asked, "asks"));
	report_page_raw(p, " <code>");
	report_page_text(p, json_text(asked, "id"));
	report_page_raw(p, "</code></p>\n");
	labelled(p, "hint", WORD_HINT, json_text(asked, "hint"));
	if (json_is_object(given)) {
		answer(p, given);
	} else {
		report_page_raw(p, "<p class=\"unanswered\">");
		report_page_word(p, WORD_ANSWER_NONE);
		report_page_raw(p, "</p>\n");
	}
	report_page_raw(p, "</div>\n");
}

/* ---- Checks ---- */

static void check(struct report_page *p, const json_t *c, bool alone)
{
	enum verdict v = report_model_verdict(c);
	const char *title = json_text(c, "title");
	size_t i;
	json_t *note;

	report_page_format(p, "<div class=\"check %s\">\n", verdict_name(v));
	if (!alone) {
		report_page_raw(p, "<h4>");
		report_page_verdict(p, v, json_flag(c, "provisional"));
		report_page_raw(p, " <span>");
		report_page_text(p, title ? title : json_text(c, "id"));
		report_page_raw(p, "</span></h4>\n");
	}
	report_page_raw(p, "<p>");
	report_page_text(p, json_text(c, "because"));
	report_page_raw(p, "</p>\n");
	json_array_foreach (json_object_get(c, "notes"), i, note)
		labelled(p, "note", WORD_NOTE, json_string_value(note));
	labelled(p, "remedy", v == VERDICT_FAIL ? WORD_REMEDY : WORD_REMEDY_IF,
		 json_text(c, "remedy"));
	question(p, json_object_get(c, "question"));
	report_page_raw(p, "</div>\n");
}

static void checks(struct report_page *p, const json_t *criterion)
{
	const json_t *all = json_object_get(criterion, "checks");
	size_t i;
	json_t *c;

	json_array_foreach (all, i, c)
		check(p, c, json_array_size(all) == 1);
	if (json_array_size(all) > 0)
		return;
	/* A verdict without checks, or none at all: what there is to say stands in the criterion.
	 */
	report_page_raw(p, "<div class=\"check\"><p>");
	report_page_text(p, json_text(criterion, "because"));
	report_page_raw(p, "</p></div>\n");
}

static void parameters(struct report_page *p, const json_t *criterion)
{
	const json_t *all = json_object_get(p->model, "parameters");
	const json_t *ids = json_object_get(criterion, "parameters");
	size_t i;
	json_t *id;

	if (json_array_size(ids) == 0)
		return;
	report_page_raw(p, "<p class=\"parameters\"><b>");
	report_page_word(p, WORD_PARAMETERS_USED);
	report_page_raw(p, "</b></p>\n<ul class=\"parameters\">\n");
	json_array_foreach (ids, i, id) {
		const json_t *used = report_model_find(all, "id", json_string_value(id));
		const char *title = json_text(used, "title");

		report_page_raw(p, "<li>");
		report_page_text(p, title ? title : json_string_value(id));
		report_page_raw(p, ": <code>");
		report_page_text(p, json_text(used, "value"));
		report_page_raw(p, "</code> – ");
		report_page_text(p, json_text(used, "standing"));
		report_page_raw(p, "</li>\n");
	}
	report_page_raw(p, "</ul>\n");
}

/* ---- Observations and coverage ---- */

static void open_details(struct report_page *p, enum report_word word, size_t n)
{
	CLEANUP(buf_done) struct buf count = BUF(64);

	report_words_items(&count, n, p->language);
	report_page_raw(p, "<details><summary>");
	report_page_word(p, word);
	report_page_raw(p, " (");
	report_page_text(p, buf_cstr(&count));
	report_page_raw(p, ")</summary>\n");
}

static void evidence_links(struct report_page *p, const json_t *hashes)
{
	size_t i;
	json_t *hash;

	report_page_cell_open(p);
	json_array_foreach (hashes, i, hash) {
		const char *sha256 = json_string_value(hash);
		const json_t *piece = report_page_find(p, sha256);
		int64_t number = json_int(piece, "number", 0);

		if (i >= REPORT_EVIDENCE_OPEN_MAX)
			break;
		if (piece && json_text(p->shown, sha256))
			report_page_format(p, "<a href=\"#e%" PRId64 "\">E%" PRId64 "</a> ", number,
					   number);
		else if (piece)
			report_page_format(p, "E%" PRId64 " ", number);
	}
	report_page_cell_close(p);
}

static void observations(struct report_page *p, const json_t *ids)
{
	static const enum report_word columns[] = { WORD_WHERE, WORD_SEEN, WORD_TEXT, WORD_EVIDENCE,
						    WORD_COUNT };
	size_t i;
	json_t *id;

	if (json_array_size(ids) == 0)
		return;
	open_details(p, WORD_OBSERVATIONS, json_array_size(ids));
	report_page_table(p, WORD_OBSERVATIONS, columns);
	json_array_foreach (ids, i, id) {
		const json_t *o = report_page_find(p, json_string_value(id));

		if (i >= REPORT_ROWS_MAX)
			break;
		report_page_row(p);
		report_page_cell(p, json_text(o, "where"), CELL_FOREIGN_SHORT);
		report_page_cell(p, json_text(o, "fact"), CELL_OURS);
		report_page_cell(p, json_text(o, "text"), CELL_FOREIGN);
		evidence_links(p, json_object_get(o, "evidence"));
		report_page_row_end(p);
	}
	report_page_table_end(p);
	report_page_more(p, json_array_size(ids), REPORT_ROWS_MAX);
	report_page_raw(p, "</details>\n");
}

static void coverage(struct report_page *p, const json_t *ids)
{
	static const enum report_word columns[] = { WORD_EXAMINATION, WORD_WHERE, WORD_STATE,
						    WORD_REASON, WORD_COUNT };
	size_t i;
	json_t *id;

	if (json_array_size(ids) == 0)
		return;
	open_details(p, WORD_COVERAGE, json_array_size(ids));
	report_page_table(p, WORD_COVERAGE, columns);
	json_array_foreach (ids, i, id) {
		const json_t *c = report_page_find(p, json_string_value(id));

		if (i >= REPORT_ROWS_MAX)
			break;
		report_page_row(p);
		report_page_cell(p, json_text(c, "what"), CELL_OURS);
		report_page_cell(p, json_text(c, "where"), CELL_FOREIGN_SHORT);
		report_page_cell(p, json_text(c, "label"), CELL_OURS_SHORT);
		report_page_cell(p, json_text(c, "reason"), CELL_OURS);
		report_page_row_end(p);
	}
	report_page_table_end(p);
	report_page_more(p, json_array_size(ids), REPORT_ROWS_MAX);
	report_page_raw(p, "</details>\n");
}

/* ---- One criterion ---- */

static void criterion(struct report_page *p, const json_t *c)
{
	enum verdict v = report_model_verdict(c);
	const char *id = json_text(c, "id");
	const char *anchor = id ? json_text(p->anchors, id) : NULL;

	report_page_format(p, "<article class=\"criterion %s\" id=\"%s\">\n<h3>", verdict_name(v),
			   anchor ? anchor : "");
	report_page_raw(p, "<span class=\"id\">");
	report_page_text(p, id);
	report_page_raw(p, "</span> ");
	report_page_text(p, json_text(c, "title"));
	report_page_raw(p, "</h3>\n<p class=\"outcome\">");
	report_page_verdict(p, v, json_flag(c, "provisional"));
	if (json_text(c, "group")) {
		report_page_raw(p, " <span class=\"group\">");
		report_page_text(p, json_text(c, "group"));
		report_page_raw(p, "</span>");
	}
	report_page_raw(p, "</p>\n");
	if (json_text(c, "guidance")) {
		report_page_raw(p, "<p class=\"guidance\">");
		report_page_text(p, json_text(c, "guidance"));
		report_page_raw(p, "</p>\n");
	}
	checks(p, c);
	parameters(p, c);
	report_evidence(p, c);
	observations(p, json_object_get(c, "observations"));
	coverage(p, json_object_get(c, "coverage"));
	report_page_raw(p, "<p class=\"back\"><a href=\"#summary\">");
	report_page_word(p, WORD_BACK);
	report_page_raw(p, "</a></p>\n</article>\n");
}

static void meanings(struct report_page *p)
{
	report_page_raw(p, "<dl class=\"meanings\" aria-label=\"");
	report_page_word(p, WORD_MEANINGS);
	report_page_raw(p, "\">\n");
	for (size_t v = VERDICT_COUNT; v-- > 0;) {
		report_page_raw(p, "<div><dt>");
		report_page_verdict(p, (enum verdict)v, false);
		report_page_raw(p, "</dt><dd>");
		report_page_text(p, report_words_meaning((enum verdict)v, p->language));
		report_page_raw(p, "</dd></div>\n");
	}
	report_page_raw(p, "</dl>\n");
}

void report_results(struct report_page *p)
{
	size_t i;
	json_t *c;

	report_page_section(p, "results", WORD_CRITERIA);
	meanings(p);
	json_array_foreach (json_object_get(p->model, "criteria"), i, c)
		criterion(p, c);
	report_page_raw(p, "</section>\n");
}
