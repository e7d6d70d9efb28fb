#include "report/report_page.h"

#include <stdarg.h>

#include "base/buf.h"
#include "base/html_escape.h"
#include "base/text.h"
#include "report/report_model.h"

#define FORMATTED_MAX 1024
#define MORE_MAX 64

void report_page_raw(struct report_page *p, const char *markup)
{
	buf_text(p->out, markup);
}

void report_page_format(struct report_page *p, const char *format, ...)
{
	char text[FORMATTED_MAX];
	va_list args;

	va_start(args, format);
	int n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	assert(n >= 0 && (size_t)n < sizeof(text));
	buf_text(p->out, text);
}

void report_page_text(struct report_page *p, const char *text)
{
	if (text)
		html_escape(p->out, bytes_of(text));
}

void report_page_foreign(struct report_page *p, const char *text)
{
	buf_text(p->out, "<bdi>");
	report_page_text(p, text);
	buf_text(p->out, "</bdi>");
}

void report_page_word(struct report_page *p, enum report_word word)
{
	report_page_text(p, report_words_get(word, p->language));
}

void report_page_section(struct report_page *p, const char *anchor, enum report_word word)
{
	report_page_format(p, "<section id=\"%s\" aria-labelledby=\"h-%s\">\n<h2 id=\"h-%s\">",
			   anchor, anchor, anchor);
	report_page_word(p, word);
	report_page_raw(p, "</h2>\n");
}

void report_page_verdict(struct report_page *p, enum verdict v, bool provisional)
{
	report_page_format(
	    p, "<span class=\"v %s\"><svg aria-hidden=\"true\"><use href=\"#v-%s\"/></svg>",
	    verdict_name(v), verdict_name(v));
	report_page_text(p, report_words_verdict(v, p->language));
	report_page_raw(p, "</span>");
	if (provisional) {
		report_page_raw(p, " <span class=\"provisional\">");
		report_page_word(p, WORD_PROVISIONAL);
		report_page_raw(p, "</span>");
	}
}

/* Roles are said aloud because a table that is taken apart is no table to the browser. */
void report_page_table(struct report_page *p, enum report_word name,
		       const enum report_word *columns)
{
	p->columns = columns;
	report_page_raw(p, "<table role=\"table\" class=\"list\" aria-label=\"");
	report_page_word(p, name);
	report_page_raw(p, "\"><thead role=\"rowgroup\"><tr role=\"row\">");
	for (const enum report_word *c = columns; *c != WORD_COUNT; c++) {
		report_page_raw(p, "<th role=\"columnheader\" scope=\"col\">");
		report_page_word(p, *c);
		report_page_raw(p, "</th>");
	}
	report_page_raw(p, "</tr></thead><tbody role=\"rowgroup\">\n");
}

void report_page_table_end(struct report_page *p)
{
	report_page_raw(p, "</tbody></table>\n");
}

void report_page_row(struct report_page *p)
{
	p->column = p->columns;
	report_page_raw(p, "<tr role=\"row\">");
}

void report_page_row_end(struct report_page *p)
{
	assert(*p->column == WORD_COUNT);
	report_page_raw(p, "</tr>\n");
}

static void open_cell(struct report_page *p, const char *class)
{
	assert(*p->column != WORD_COUNT);
	report_page_format(p, "<td role=\"cell\"%s data-label=\"", class);
	report_page_word(p, *p->column++);
	report_page_raw(p, "\">");
}

void report_page_cell_open(struct report_page *p)
{
	open_cell(p, "");
}

void report_page_cell_close(struct report_page *p)
{
	report_page_raw(p, "</td>");
}

void report_page_cell(struct report_page *p, const char *text, enum report_cell kind)
{
	bool small = kind == CELL_OURS_SHORT || kind == CELL_FOREIGN_SHORT;
	bool foreign = kind == CELL_FOREIGN || kind == CELL_FOREIGN_SHORT;

	/* An empty cell, or a count of none, is not worth a line of a taken-apart table. */
	open_cell(p, !text               ? " class=\"empty\""
		     : kind == CELL_ZERO ? " class=\"zero\""
		     : small             ? " class=\"short\""
					 : "");
	if (text && foreign)
		report_page_foreign(p, text);
	else
		report_page_text(p, text);
	report_page_raw(p, "</td>");
}

void report_page_more(struct report_page *p, size_t all, size_t shown)
{
	CLEANUP(buf_done) struct buf text = BUF(MORE_MAX);

	if (all <= shown)
		return;
	report_words_more(&text, all - shown, p->language);
	report_page_raw(p, "<p class=\"more\">");
	report_page_text(p, buf_cstr(&text));
	report_page_raw(p, " (<code>run.json</code>)</p>\n");
}

void report_page_criterion(struct report_page *p, const char *id)
{
	const char *anchor = id ? json_text(p->anchors, id) : NULL;

	if (anchor)
		report_page_format(p, "<a href=\"#%s\">", anchor);
	report_page_text(p, id);
	if (anchor)
		report_page_raw(p, "</a>");
}

void report_page_criteria(struct report_page *p, const json_t *ids)
{
	size_t i;
	json_t *id;

	json_array_foreach (ids, i, id) {
		if (i > 0)
			report_page_raw(p, ", ");
		report_page_criterion(p, json_string_value(id));
	}
}

const json_t *report_page_find(const struct report_page *p, const char *id)
{
	return id ? json_object_get(p->index, id) : NULL;
}
