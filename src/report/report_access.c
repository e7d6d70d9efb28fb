#include "report/report_access.h"

#include "base/buf.h"
#include "base/text.h"
#include "report/report_fact.h"
#include "report/report_model.h"
#include "report/report_page.h"
#include "run/coverage.h"
#include "run/run.h"

#define WHERE_MAX 256
#define ROWS_MAX 300

const char *const report_access_actors[REPORT_ACCESS_ACTORS] = { "none", "wrong", "low", "valid" };

/* ---- the model ---- */

static bool is_granted(const json_t *o, const char *actor)
{
	return text_equal(json_text(o, actor), "granted");
}

/* Nobody, or somebody with a wrong credential, sets what is not for everybody, or reads what is
 * declared to be behind a login; low privilege has what is declared to be the owner's.
 */
static bool is_finding(const json_t *o)
{
	const char *effect = json_text(o, "effect"), *wanted = json_text(o, "wanted");
	bool shut = text_equal(wanted, "login") || text_equal(wanted, "owner");
	bool set = text_equal(effect, "set") && !text_equal(wanted, "public");

	if (text_equal(effect, "form"))
		return false;
	if (is_granted(o, "none"))
		return shut || set;
	return is_granted(o, "wrong") || (text_equal(wanted, "owner") && is_granted(o, "low"));
}

static enum report_word effect_word(const char *effect)
{
	return text_equal(effect, "set")    ? WORD_EFFECT_SET
	       : text_equal(effect, "form") ? WORD_EFFECT_FORM
					    : WORD_EFFECT_READ;
}

static void set_remark(json_t *out, const json_t *o, const struct report_input *in)
{
	const char *reason = json_text(o, "reason");
	const json_t *unchanged = json_object_get(o, "unchanged");

	if (json_is_false(unchanged))
		report_model_word(out, "remark", WORD_CHANGED, in);
	else if (reason)
		report_model_set(out, "remark", coverage_reason_say(reason, in->language));
}

static json_t *row_new(const struct report_input *in, const json_t *o)
{
	CLEANUP(buf_done) struct buf where = BUF(WHERE_MAX);
	json_t *out = json_object(), *says = json_object();
	const char *effect = json_text(o, "effect");

	report_fact_where(&where, o);
	report_model_set(out, "where", buf_cstr(&where));
	report_model_set(out, "resource", json_text(o, "resource"));
	report_model_set(out, "effect", effect);
	report_model_word(out, "label", effect_word(effect), in);
	report_model_set(out, "wanted", json_text(o, "wanted"));
	for (size_t i = 0; i < REPORT_ACCESS_ACTORS; i++) {
		const char *outcome = json_text(o, report_access_actors[i]);

		report_model_set(out, report_access_actors[i], outcome);
		report_model_set(says, report_access_actors[i],
				 report_fact_place(outcome ? outcome : "", in->language));
	}
	json_object_set_new(out, "says", says);
	json_object_set_new(out, "finding", json_boolean(is_finding(o)));
	set_remark(out, o, in);
	return out;
}

json_t *report_access_rows(const struct report_input *in)
{
	json_t *rows = json_array();
	size_t i;
	json_t *o;

	json_array_foreach (json_object_get(in->run->doc, "observations"), i, o)
		if (text_equal(json_text(o, "kind"), "access"))
			json_array_append_new(rows, row_new(in, o));
	return rows;
}

/* ---- the table ---- */

/* What should not be so stands out: the first who gets it though he should not. */
static void outcome_cell(struct report_page *p, const json_t *row, const char *actor, bool marked)
{
	report_page_cell_open(p);
	report_page_format(p, "<span class=\"got %s\">",
			   marked                                         ? "finding"
			   : text_equal(json_text(row, actor), "granted") ? "granted"
			   : text_equal(json_text(row, actor), "denied")  ? "denied"
									  : "unclear");
	report_page_text(p, json_text(json_object_get(row, "says"), actor));
	report_page_raw(p, "</span>");
	report_page_cell_close(p);
}

static void outcomes(struct report_page *p, const json_t *row)
{
	bool finding = json_flag(row, "finding");

	for (size_t i = 0; i < REPORT_ACCESS_ACTORS; i++) {
		const char *actor = report_access_actors[i];
		bool marked = finding && text_equal(json_text(row, actor), "granted") &&
			      !text_equal(actor, "valid");

		/* Whom low privilege is enough for by the declaration is none. */
		if (text_equal(actor, "low") && !text_equal(json_text(row, "wanted"), "owner"))
			marked = false;
		outcome_cell(p, row, actor, marked);
	}
}

static void resource_cell(struct report_page *p, const json_t *row)
{
	report_page_cell_open(p);
	report_page_foreign(p, json_text(row, "resource"));
	if (json_text(row, "remark")) {
		report_page_raw(p, "<br><small>");
		report_page_text(p, json_text(row, "remark"));
		report_page_raw(p, "</small>");
	}
	report_page_cell_close(p);
}

void report_access(struct report_page *p)
{
	static const enum report_word columns[] = { WORD_PORT,     WORD_RESOURCE, WORD_EFFECT,
						    WORD_AS_NONE,  WORD_AS_WRONG, WORD_AS_LOW,
						    WORD_AS_VALID, WORD_COUNT };
	const json_t *all = json_object_get(p->model, "access");
	size_t i;
	json_t *row;

	report_page_raw(p, "<h3>");
	report_page_word(p, WORD_ACCESS);
	report_page_raw(p, "</h3>\n<p class=\"fine\">");
	report_page_word(p, json_array_size(all) > 0 ? WORD_ACCESS_MEANS : WORD_ACCESS_NONE);
	report_page_raw(p, "</p>\n");
	if (json_array_size(all) == 0)
		return;
	report_page_table(p, WORD_ACCESS, columns);
	json_array_foreach (all, i, row) {
		if (i >= ROWS_MAX)
			break;
		report_page_row(p);
		report_page_cell(p, json_text(row, "where"), CELL_FOREIGN_SHORT);
		resource_cell(p, row);
		report_page_cell(p, json_text(row, "label"), CELL_OURS_SHORT);
		outcomes(p, row);
		report_page_row_end(p);
	}
	report_page_table_end(p);
	report_page_more(p, json_array_size(all), ROWS_MAX);
}
