/*
 * The picture for people who would rather look than read: a tile for each criterion, in order, with
 * the shape and the colour of its verdict, and a legend that counts them.
 */
#include "report/report_page.h"

#include "base/text.h"
#include "report/report_model.h"

#define PER_ROW 8
#define TILE 96
#define STEP 104 /* tile and gap */
#define NUMBER_MAX 4

/* "S1.1-04" -> "04": what stands after the last hyphen, as far as it fits. */
static void short_id(char out[static NUMBER_MAX + 1], const char *id, size_t position)
{
	const char *hyphen = id ? strrchr(id, '-') : NULL;

	if (hyphen && hyphen[1] && strlen(hyphen + 1) <= NUMBER_MAX)
		memcpy(out, hyphen + 1, strlen(hyphen + 1) + 1);
	else
		(void)snprintf(out, NUMBER_MAX + 1, "%02u", (unsigned)(position % 1000) + 1);
}

static void tile(struct report_page *p, const json_t *criterion, size_t position)
{
	enum verdict v = report_model_verdict(criterion);
	const char *id = json_text(criterion, "id");
	size_t x = position % PER_ROW * STEP, y = position / PER_ROW * STEP;
	char number[NUMBER_MAX + 1];

	short_id(number, id, position);
	report_page_format(p, "<a href=\"#%s\" class=\"%s\" aria-label=\"",
			   id && json_text(p->anchors, id) ? json_text(p->anchors, id) : "results",
			   verdict_name(v));
	report_page_text(p, id);
	report_page_raw(p, " ");
	report_page_text(p, report_words_verdict(v, p->language));
	report_page_format(p,
			   "\"><rect x=\"%zu\" y=\"%zu\" width=\"%d\" height=\"%d\" rx=\"10\"/>"
			   "<use href=\"#v-%s\" x=\"%zu\" y=\"%zu\" width=\"44\" height=\"44\"/>"
			   "<text x=\"%zu\" y=\"%zu\">",
			   x + 2, y + 2, TILE, TILE, verdict_name(v), x + 28, y + 10, x + 50,
			   y + 86);
	report_page_text(p, number);
	report_page_raw(p, "</text></a>\n");
}

static void legend(struct report_page *p)
{
	const json_t *summary = json_object_get(p->model, "summary");

	report_page_raw(p, "<ul class=\"legend\">\n");
	for (size_t v = VERDICT_COUNT; v-- > 0;) {
		int64_t n = json_int(summary, verdict_name((enum verdict)v), 0);

		report_page_format(p, "<li%s>", n ? "" : " class=\"none\"");
		report_page_verdict(p, (enum verdict)v, false);
		report_page_format(p, "<b>%" PRId64 "</b></li>\n", n);
	}
	report_page_raw(p, "</ul>\n");
}

void report_picture(struct report_page *p)
{
	const json_t *criteria = json_object_get(p->model, "criteria");
	size_t n = json_array_size(criteria);
	size_t rows = (n + PER_ROW - 1) / PER_ROW;
	size_t i;
	json_t *criterion;

	report_page_raw(p, "<div class=\"overview\">\n");
	report_page_format(
	    p, "<svg class=\"tiles\" viewBox=\"0 0 %d %zu\" role=\"group\" aria-label=\"",
	    PER_ROW * STEP - STEP + TILE + 4, (rows ? rows : 1) * STEP - STEP + TILE + 4);
	report_page_word(p, WORD_OVERVIEW);
	report_page_raw(p, "\">\n");
	json_array_foreach (criteria, i, criterion)
		tile(p, criterion, i);
	report_page_raw(p, "</svg>\n");
	legend(p);
	report_page_raw(p, "</div>\n");
}
