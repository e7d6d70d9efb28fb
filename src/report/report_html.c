/*
 * One file that needs nothing else: the style sheet and the shapes are inside, there is no script,
 * and the policy in the head forbids whatever device text might try to load.  The page is written
 * from top to bottom; nothing is held but the model.
 */
#include "report/report.h"

#include "base/buf.h"
#include "base/embedded.h"
#include "base/err.h"
#include "base/text.h"
#include "report/report_fact.h"
#include "report/report_model.h"
#include "report/report_page.h"

#define WHEN_MAX 100

static void asset(struct report_page *p, const char *path)
{
	struct bytes bytes = embedded_find(path);

	assert(bytes.p);
	buf_bytes(p->out, bytes);
}

/* What the report is about, in a line: the product, or else the target. */
static const char *subject(const struct report_page *p)
{
	const json_t *product = json_object_get(p->model, "product");
	const json_t *target = json_at(p->model, "/run/target");
	const char *const names[] = { json_text(product, "name"), json_text(product, "model"),
				      json_text(target, "name"), json_text(target, "address") };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (names[i])
			return names[i];
	return "-";
}

static void head(struct report_page *p)
{
	report_page_format(
	    p, "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
	    text_equal(p->language, "ja") ? "ja" : "en");
	report_page_raw(
	    p, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	       "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
	       "form-action 'none'\">\n"
	       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	       "<meta name=\"referrer\" content=\"no-referrer\">\n"
	       "<meta name=\"color-scheme\" content=\"light\">\n<title>");
	report_page_text(p, subject(p));
	report_page_raw(p, " – ");
	report_page_word(p, WORD_REPORT);
	report_page_raw(p, "</title>\n<link rel=\"icon\" href=\"data:,\">\n<style>\n");
	asset(p, "src/report/assets/report.css");
	report_page_raw(p, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#results\">");
	report_page_word(p, WORD_TO_DETAILS);
	report_page_raw(p, "</a>\n");
	asset(p, "src/report/assets/shapes.svg");
}

/* ---- The top of the first page ---- */

static void meta(struct report_page *p, const char *text, bool *first)
{
	if (!text)
		return;
	report_page_raw(p, *first ? "" : " · ");
	report_page_foreign(p, text);
	*first = false;
}

static void top(struct report_page *p)
{
	const json_t *product = json_object_get(p->model, "product");
	const json_t *pack = json_object_get(p->model, "pack");
	const json_t *run = json_object_get(p->model, "run");
	const json_t *target = json_object_get(run, "target");
	const char *ended = json_text(run, json_text(run, "ended") ? "ended" : "started");
	bool first = true;

	report_page_raw(p, "<header class=\"top\">\n<p class=\"brand\"><b>Hoshi</b> ");
	report_page_word(p, WORD_REPORT);
	if (json_text(pack, "title")) {
		report_page_raw(p, " · ");
		report_page_text(p, json_text(pack, "title"));
	}
	report_page_raw(p, "</p>\n<h1>");
	report_page_foreign(p, subject(p));
	report_page_raw(p, "</h1>\n<p class=\"meta\">");
	meta(p, json_text(product, "maker"), &first);
	if (!text_equal(json_text(product, "model"), subject(p)))
		meta(p, json_text(product, "model"), &first);
	if (!text_equal(json_text(target, "address"), subject(p)))
		meta(p, json_text(target, "address"), &first);
	CLEANUP(buf_done) struct buf when = BUF(WHEN_MAX);

	if (ended)
		report_fact_time(&when, ended);
	meta(p, ended ? buf_cstr(&when) : NULL, &first);
	report_page_raw(p, "</p>\n<p class=\"notice\">");
	report_page_text(p, json_text(p->model, "notice"));
	report_page_raw(p, "</p>\n</header>\n<main>\n");
}

/* ---- The summary ---- */

static void row(struct report_page *p, const json_t *criterion)
{
	enum verdict v = report_model_verdict(criterion);

	report_page_format(p, "<tr role=\"row\" class=\"%s\"><th role=\"rowheader\" scope=\"row\">",
			   verdict_name(v));
	report_page_criterion(p, json_text(criterion, "id"));
	report_page_raw(p, "</th><td role=\"cell\" class=\"title\">");
	report_page_text(p, json_text(criterion, "title"));
	report_page_raw(p, "</td><td role=\"cell\" class=\"verdict\">");
	report_page_verdict(p, v, json_flag(criterion, "provisional"));
	report_page_raw(p, "</td><td role=\"cell\" class=\"reason\">");
	report_page_text(p, json_text(criterion, "reason"));
	report_page_raw(p, "</td></tr>\n");
}

/* The roles are said aloud because on a phone the style sheet takes the table apart. */
static void table(struct report_page *p)
{
	static const enum report_word columns[] = { WORD_ID, WORD_CRITERION, WORD_VERDICT,
						    WORD_REASON };
	size_t i;
	json_t *criterion;

	report_page_raw(p, "<table role=\"table\" class=\"summary\" aria-labelledby=\"h-summary\">"
			   "<thead role=\"rowgroup\"><tr role=\"row\">");
	for (size_t c = 0; c < ARRAY_LEN(columns); c++) {
		report_page_raw(p, "<th role=\"columnheader\" scope=\"col\">");
		report_page_word(p, columns[c]);
		report_page_raw(p, "</th>");
	}
	report_page_raw(p, "</tr></thead><tbody role=\"rowgroup\">\n");
	json_array_foreach (json_object_get(p->model, "criteria"), i, criterion)
		row(p, criterion);
	report_page_raw(p, "</tbody></table>\n");
}

static void summary(struct report_page *p)
{
	size_t i;
	json_t *warning;

	report_page_section(p, "summary", WORD_SUMMARY);
	report_page_raw(p, "<p class=\"headline\">");
	report_page_text(p, json_text(p->model, "headline"));
	report_page_raw(p, "</p>\n");
	json_array_foreach (json_object_get(p->model, "warnings"), i, warning) {
		report_page_raw(p, "<p class=\"warning\">");
		report_page_text(p, json_string_value(warning));
		report_page_raw(p, "</p>\n");
	}
	report_picture(p);
	table(p);
	if (json_int(json_object_get(p->model, "summary"), "provisional", 0) > 0) {
		report_page_raw(p, "<p class=\"fine\">");
		report_page_word(p, WORD_PROVISIONAL_MEANS);
		report_page_raw(p, "</p>\n");
	}
	report_page_raw(p, "</section>\n");
}

/* ---- The page ---- */

static void index_by(json_t *index, const json_t *list, const char *key)
{
	size_t i;
	json_t *item;

	json_array_foreach (list, i, item)
		if (json_text(item, key))
			json_object_set(index, json_text(item, key), item);
}

static void anchor_criteria(json_t *anchors, const json_t *criteria)
{
	size_t i;
	json_t *criterion;

	json_array_foreach (criteria, i, criterion)
		if (json_text(criterion, "id"))
			json_object_set_new(anchors, json_text(criterion, "id"),
					    json_sprintf("k%zu", i + 1));
}

static void footer(struct report_page *p)
{
	const json_t *run = json_object_get(p->model, "run");
	const char *version = json_text(run, "tool_version");

	report_page_raw(p, "</main>\n<footer><p>Hoshi ");
	report_page_text(p, version);
	report_page_raw(p, " · ");
	report_page_text(p, json_text(p->model, "notice"));
	report_page_raw(p, "</p></footer>\n</body>\n</html>\n");
}

int report_html(struct buf *out, const struct report_input *in, struct err *err)
{
	CLEANUP(json_done) json_t *model = report_model_new(in);
	CLEANUP(json_done) json_t *index = json_object();
	CLEANUP(json_done) json_t *anchors = json_object();
	CLEANUP(json_done) json_t *shown = json_object();
	struct report_page p = {
		.out = out,
		.model = model,
		.run = in->run,
		.language = in->language,
		.index = index,
		.anchors = anchors,
		.shown = shown,
		.evidence_left = REPORT_EVIDENCE_TOTAL_MAX,
	};

	index_by(index, json_object_get(model, "observations"), "id");
	index_by(index, json_object_get(model, "coverage"), "id");
	index_by(index, json_object_get(model, "evidence"), "sha256");
	anchor_criteria(anchors, json_object_get(model, "criteria"));
	head(&p);
	top(&p);
	summary(&p);
	report_steps(&p);
	report_steps_gaps(&p);
	report_results(&p);
	report_tables_device(&p);
	report_tables_conditions(&p);
	footer(&p);
	return buf_ok(out) ? 0
			   : err_set(err, E_LIMIT, "the report is larger than %zu bytes", out->max);
}
