/* What to do next, and what was not examined: the two lists a reader takes away from the report. */
#include "report/report_page.h"

#include "base/buf.h"
#include "base/text.h"

#define LIST_MAX 200 /* steps and gaps of one kind */
#define WHERE_MAX 60 /* places named in one gap */

/* Opens <li> when the criterion is another than before; its remedies stand below each other. */
static void fixes(struct report_page *p, const json_t *all)
{
	const char *before = NULL;
	size_t i;
	json_t *step;

	report_page_raw(p, "<h3>");
	report_page_word(p, WORD_FIX);
	report_page_raw(p, "</h3>\n<ul class=\"steps\">\n");
	json_array_foreach (all, i, step) {
		const char *id = json_text(step, "criterion");

		if (i >= LIST_MAX)
			break;
		if (!text_equal(id, before)) {
			report_page_raw(p, before ? "</div></li>\n<li>" : "<li>");
			report_page_criterion(p, id);
			report_page_raw(p, "<div>");
		}
		report_page_raw(p, "<p>");
		report_page_text(p, json_text(step, "text"));
		report_page_raw(p, "</p>");
		before = id;
	}
	report_page_raw(p, "</div></li>\n</ul>\n");
	report_page_more(p, json_array_size(all), LIST_MAX);
}

/* How many of the steps from position on belong to the same criterion. */
static size_t alike(const json_t *all, size_t position)
{
	const char *id = json_text(json_array_get(all, position), "criterion");
	size_t n = 1;

	while (position + n < json_array_size(all) &&
	       text_equal(json_text(json_array_get(all, position + n), "criterion"), id))
		n++;
	return n;
}

/* The questions themselves stand under their criterion; here it is how many, and where. */
static void questions(struct report_page *p, const json_t *all)
{
	report_page_raw(p, "<h3>");
	report_page_word(p, WORD_ANSWER_THESE);
	report_page_raw(p, "</h3>\n<p>");
	report_page_word(p, WORD_ANSWER_HOW);
	report_page_raw(p, "</p>\n<ul class=\"questions\">\n");
	for (size_t i = 0, n = 0; i < json_array_size(all); i += n) {
		CLEANUP(buf_done) struct buf count = BUF(64);

		n = alike(all, i);
		report_words_questions(&count, n, p->language);
		report_page_raw(p, "<li>");
		report_page_criterion(p, json_text(json_array_get(all, i), "criterion"));
		report_page_raw(p, " ");
		report_page_text(p, buf_cstr(&count));
		report_page_raw(p, "</li>\n");
	}
	report_page_raw(p, "</ul>\n");
}

/* Is there a gap that a criterion waits for? */
static bool again(const struct report_page *p)
{
	size_t i;
	json_t *gap;

	json_array_foreach (json_object_get(p->model, "not_examined"), i, gap)
		if (json_text(gap, "advice"))
			return true;
	return false;
}

void report_steps(struct report_page *p)
{
	const json_t *fix = json_at(p->model, "/next/fix");
	const json_t *answer = json_at(p->model, "/next/answer");

	report_page_section(p, "next", WORD_NEXT);
	if (json_array_size(fix) > 0)
		fixes(p, fix);
	if (json_array_size(answer) > 0)
		questions(p, answer);
	if (again(p)) {
		report_page_raw(p, "<h3>");
		report_page_word(p, WORD_AGAIN);
		report_page_raw(p, "</h3>\n<p>");
		report_page_word(p, WORD_AGAIN_HOW);
		report_page_raw(p, " <a href=\"#gaps\">");
		report_page_word(p, WORD_NOT_EXAMINED);
		report_page_raw(p, "</a></p>\n");
	} else if (json_array_size(fix) + json_array_size(answer) == 0) {
		report_page_raw(p, "<p>");
		report_page_word(p, WORD_NOTHING_NEXT);
		report_page_raw(p, "</p>\n");
	}
	report_page_raw(p, "</section>\n");
}

/* ---- What was not examined ---- */

static void places(struct report_page *p, const json_t *where)
{
	CLEANUP(buf_done) struct buf more = BUF(64);
	size_t i;
	json_t *place;

	json_array_foreach (where, i, place) {
		if (i >= WHERE_MAX)
			break;
		report_page_raw(p, i ? ", " : " ");
		report_page_foreign(p, json_string_value(place));
	}
	if (json_array_size(where) > WHERE_MAX) {
		report_words_more(&more, json_array_size(where) - WHERE_MAX, p->language);
		report_page_raw(p, " ");
		report_page_text(p, buf_cstr(&more));
	}
}

static void gap(struct report_page *p, const json_t *entry)
{
	const json_t *criteria = json_object_get(entry, "criteria");

	report_page_raw(p, "<li><b>");
	report_page_text(p, json_text(entry, "what"));
	report_page_raw(p, "</b>");
	places(p, json_object_get(entry, "where"));
	if (json_text(entry, "label")) {
		report_page_raw(p, " <span class=\"state\">");
		report_page_text(p, json_text(entry, "label"));
		report_page_raw(p, "</span>");
	}
	if (json_text(entry, "reason")) {
		report_page_raw(p, "<br>");
		report_page_text(p, json_text(entry, "reason"));
	}
	if (json_text(entry, "advice")) {
		report_page_raw(p, "<br><b>");
		report_page_word(p, WORD_ADVICE);
		report_page_raw(p, "</b> ");
		report_page_text(p, json_text(entry, "advice"));
	}
	if (json_array_size(criteria) > 0) {
		report_page_raw(p, "<br><small>");
		report_page_word(p, WORD_CONCERNS);
		report_page_raw(p, ": ");
		report_page_criteria(p, criteria);
		report_page_raw(p, "</small>");
	}
	report_page_raw(p, "</li>\n");
}

void report_steps_gaps(struct report_page *p)
{
	const json_t *all = json_object_get(p->model, "not_examined");
	const json_t *notes = json_object_get(p->model, "notes");
	size_t i;
	json_t *item;

	report_page_section(p, "gaps", WORD_NOT_EXAMINED);
	if (json_array_size(all) == 0) {
		report_page_raw(p, "<p>");
		report_page_word(p, WORD_NOTHING_MISSED);
		report_page_raw(p, "</p>\n");
	} else {
		report_page_raw(p, "<ul class=\"gaps\">\n");
		json_array_foreach (all, i, item)
			if (i < LIST_MAX)
				gap(p, item);
		report_page_raw(p, "</ul>\n");
		report_page_more(p, json_array_size(all), LIST_MAX);
	}
	if (json_array_size(notes) > 0) {
		report_page_raw(p, "<h3>");
		report_page_word(p, WORD_ABOUT_PACK);
		report_page_raw(p, "</h3>\n<ul class=\"notes\">\n");
		json_array_foreach (notes, i, item) {
			report_page_raw(p, "<li>");
			report_page_text(p, json_string_value(item));
			report_page_raw(p, "</li>\n");
		}
		report_page_raw(p, "</ul>\n");
	}
	report_page_raw(p, "</section>\n");
}
