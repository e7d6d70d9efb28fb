/*
 * For a terminal: who and when, the outcome in a sentence, a line for each criterion, then what to
 * do, and what was not examined.  Colour repeats what mark and word say already.
 */
#include "report/report.h"

#include "base/buf.h"
#include "base/text.h"
#include "report/report_access.h"
#include "report/report_escape.h"
#include "report/report_fact.h"
#include "report/report_model.h"
#include "report/report_wrap.h"

#define WIDTH_MIN 40
#define WIDTH_MAX 500
#define LIST_MAX 50 /* steps and gaps of one kind; the rest is counted */
#define WHERE_MAX 4096
#define GAP_MAX 16384

struct terminal {
	struct buf *out;
	const json_t *model;
	const char *language;
	size_t width;
	bool colour;
};

static const struct {
	const char *mark, *colour;
} looks[VERDICT_COUNT] = {
	[VERDICT_FAIL] = { "✗", "\033[1;31m" },       [VERDICT_ERROR] = { "!", "\033[1;35m" },
	[VERDICT_INCONCLUSIVE] = { "~", "\033[33m" }, [VERDICT_NEEDS_HUMAN] = { "?", "\033[1;36m" },
	[VERDICT_PASS] = { "✓", "\033[32m" },         [VERDICT_NOT_APPLICABLE] = { "-", "\033[2m" },
};

static void paint(struct terminal *t, const char *code)
{
	if (t->colour)
		buf_text(t->out, code);
}

static const char *word(const struct terminal *t, enum report_word w)
{
	return report_words_get(w, t->language);
}

static void blanks(struct terminal *t, size_t n)
{
	while (n-- > 0)
		buf_u8(t->out, ' ');
}

static void paragraph(struct terminal *t, size_t indent, const char *text)
{
	blanks(t, indent);
	report_wrap(t->out, text, indent, indent, t->width);
}

/* A short text of ours, then a longer one beside it whose further lines stand below itself. */
static void labelled(struct terminal *t, size_t indent, const char *label, const char *text)
{
	size_t used = indent + text_columns(label) + 2;

	blanks(t, indent);
	buf_text(t->out, label);
	blanks(t, 2);
	report_wrap(t->out, text, used, used < t->width / 2 ? used : indent + 2, t->width);
}

static void heading(struct terminal *t, const char *text)
{
	buf_u8(t->out, '\n');
	paint(t, "\033[1m");
	buf_text(t->out, text);
	paint(t, "\033[0m");
	buf_u8(t->out, '\n');
}

/* ---- The top ---- */

static void add_part(struct buf *line, const char *separator, const char *text)
{
	if (text)
		buf_format(line, "%s%s", line->n ? separator : "", text);
}

static void add_time(struct buf *line, const char *time)
{
	if (!time)
		return;
	add_part(line, " – ", "");
	report_fact_time(line, time);
}

static void top(struct terminal *t)
{
	const json_t *product = json_object_get(t->model, "product");
	const json_t *run = json_object_get(t->model, "run");
	const json_t *target = json_object_get(run, "target");
	CLEANUP(buf_done) struct buf what = BUF(WHERE_MAX);
	CLEANUP(buf_done) struct buf when = BUF(WHERE_MAX);
	size_t i;
	json_t *warning;

	add_part(&what, " ", json_text(product, "maker"));
	add_part(&what, " ", json_text(product, "name"));
	add_part(&what, " ", json_text(product, "model"));
	if (!what.n)
		add_part(&what, " ", json_text(target, "name"));
	add_part(&what, " – ", json_text(target, "address"));
	add_time(&when, json_text(run, "started"));
	add_time(&when, json_text(run, "ended"));

	paint(t, "\033[1m");
	buf_format(t->out, "Hoshi %s\n", word(t, WORD_REPORT));
	paint(t, "\033[0m");
	paragraph(t, 0, buf_cstr(&what));
	paragraph(t, 0, buf_cstr(&when));
	paragraph(t, 0, json_text(t->model, "notice"));
	buf_u8(t->out, '\n');
	paint(t, "\033[1m");
	paragraph(t, 0, json_text(t->model, "headline"));
	paint(t, "\033[0m");
	json_array_foreach (json_object_get(t->model, "warnings"), i, warning)
		labelled(t, 0, "!", json_string_value(warning));
}

/* ---- The table ---- */

static size_t id_columns(const struct terminal *t)
{
	size_t i, most = 0;
	json_t *criterion;

	json_array_foreach (json_object_get(t->model, "criteria"), i, criterion) {
		const char *id = json_text(criterion, "id");
		size_t n = id ? text_columns(id) : 0;

		most = n > most ? n : most;
	}
	return most < 16 ? most : 16;
}

static size_t label_columns(const struct terminal *t)
{
	size_t most = 0;

	for (int v = 0; v < VERDICT_COUNT; v++) {
		size_t n = text_columns(report_words_verdict((enum verdict)v, t->language));
		most = n > most ? n : most;
	}
	return most;
}

static void row(struct terminal *t, const json_t *criterion, size_t id_width, size_t label_width)
{
	enum verdict v = report_model_verdict(criterion);
	const char *label = report_words_verdict(v, t->language);
	const char *title = json_text(criterion, "title");
	const char *id = json_text(criterion, "id");
	size_t used = report_wrap_cut(t->out, id ? id : "?", id_width);

	blanks(t, id_width - used + 2);
	paint(t, looks[v].colour);
	buf_format(t->out, "%s %s", looks[v].mark, label);
	paint(t, "\033[0m");
	buf_text(t->out, json_flag(criterion, "provisional") ? "*" : " ");
	blanks(t, label_width - text_columns(label) + 1);
	used = id_width + label_width + 6;
	report_wrap_cut(t->out, title ? title : "", t->width > used ? t->width - used : 0);
	buf_u8(t->out, '\n');
}

static void table(struct terminal *t)
{
	size_t id_width = id_columns(t), label_width = label_columns(t);
	bool provisional = false;
	size_t i;
	json_t *criterion;

	buf_u8(t->out, '\n');
	json_array_foreach (json_object_get(t->model, "criteria"), i, criterion) {
		row(t, criterion, id_width, label_width);
		provisional = provisional || json_flag(criterion, "provisional");
	}
	if (provisional)
		labelled(t, 0, "*", word(t, WORD_PROVISIONAL_MEANS));
}

/* ---- What to do ---- */

static void more(struct terminal *t, size_t n)
{
	CLEANUP(buf_done) struct buf text = BUF(64);

	if (n <= LIST_MAX)
		return;
	report_words_more(&text, n - LIST_MAX, t->language);
	paragraph(t, 2, buf_cstr(&text));
}

static void failures(struct terminal *t)
{
	bool any = false;
	size_t i, k;
	json_t *criterion, *check;

	json_array_foreach (json_object_get(t->model, "criteria"), i, criterion) {
		const char *title = json_text(criterion, "title");

		if (report_model_verdict(criterion) != VERDICT_FAIL)
			continue;
		if (!any)
			heading(t, word(t, WORD_FIX));
		any = true;
		labelled(t, 0, json_text(criterion, "id"), title ? title : "");
		json_array_foreach (json_object_get(criterion, "checks"), k, check) {
			const char *remedy = json_text(check, "remedy");

			if (report_model_verdict(check) != VERDICT_FAIL)
				continue;
			labelled(t, 2, looks[VERDICT_FAIL].mark, json_text(check, "because"));
			if (remedy)
				labelled(t, 4, word(t, WORD_REMEDY), remedy);
		}
	}
}

/* A line for each criterion: how many questions, and their ids. */
static void questions(struct terminal *t)
{
	const json_t *steps = json_at(t->model, "/next/answer");
	size_t i, n = 0;

	if (json_array_size(steps) == 0)
		return;
	heading(t, word(t, WORD_ANSWER_THESE));
	for (i = 0; i < json_array_size(steps); i += n) {
		const char *id = json_text(json_array_get(steps, i), "criterion");
		CLEANUP(buf_done) struct buf ids = BUF(WHERE_MAX);
		CLEANUP(buf_done) struct buf text = BUF(WHERE_MAX);

		for (n = 0; text_equal(json_text(json_array_get(steps, i + n), "criterion"), id);
		     n++)
			add_part(&ids, " ", json_text(json_array_get(steps, i + n), "question"));
		report_words_questions(&text, n, t->language);
		buf_format(&text, ": %s", buf_cstr(&ids));
		labelled(t, 0, id, buf_cstr(&text));
	}
}

static void add_list(struct buf *text, const json_t *list)
{
	size_t i;
	json_t *item;

	json_array_foreach (list, i, item) {
		if (i >= LIST_MAX) {
			buf_text(text, " …");
			break;
		}
		buf_format(text, "%s%s", i ? ", " : "", json_string_value(item));
	}
}

static void gap(struct terminal *t, const json_t *entry)
{
	CLEANUP(buf_done) struct buf text = BUF(GAP_MAX);
	CLEANUP(buf_done) struct buf criteria = BUF(WHERE_MAX);
	const json_t *where = json_object_get(entry, "where");
	bool ja = text_equal(t->language, "ja");

	add_part(&text, "", json_text(entry, "what"));
	if (json_array_size(where) > 0) {
		buf_text(&text, ja ? "（" : " (");
		add_list(&text, where);
		buf_text(&text, ja ? "）" : ")");
	}
	add_part(&text, ": ", json_text(entry, "label"));
	add_part(&text, json_text(entry, "label") ? " – " : ": ", json_text(entry, "reason"));
	labelled(t, 0, looks[VERDICT_INCONCLUSIVE].mark, buf_cstr(&text));
	if (json_text(entry, "advice"))
		labelled(t, 3, word(t, WORD_ADVICE), json_text(entry, "advice"));
	add_list(&criteria, json_object_get(entry, "criteria"));
	if (criteria.n)
		labelled(t, 3, word(t, WORD_CONCERNS), buf_cstr(&criteria));
}

static void gaps(struct terminal *t)
{
	const json_t *list = json_object_get(t->model, "not_examined");
	size_t i;
	json_t *item;

	heading(t, word(t, WORD_NOT_EXAMINED));
	if (json_array_size(list) == 0)
		paragraph(t, 0, word(t, WORD_NOTHING_MISSED));
	json_array_foreach (list, i, item) {
		if (i >= LIST_MAX)
			break;
		gap(t, item);
	}
	more(t, json_array_size(list));
	json_array_foreach (json_object_get(t->model, "notes"), i, item)
		labelled(t, 0, "·", json_string_value(item));
}

/* ---- Attempts to log in ---- */

static void access_row(struct terminal *t, const json_t *row)
{
	static const enum report_word actors[] = { WORD_AS_NONE, WORD_AS_WRONG, WORD_AS_LOW,
						   WORD_AS_VALID };
	CLEANUP(buf_done) struct buf where = BUF(WHERE_MAX);
	CLEANUP(buf_done) struct buf line = BUF(WHERE_MAX);

	add_part(&where, "", json_text(row, "where"));
	add_part(&where, " ", json_text(row, "label"));
	add_part(&where, " ", json_text(row, "resource"));
	for (size_t i = 0; i < ARRAY_LEN(actors); i++)
		buf_format(&line, "%s%s: %s", i > 0 ? ", " : "", word(t, actors[i]),
			   json_text(json_object_get(row, "says"), report_access_actors[i]));
	add_part(&line, json_flag(row, "finding") ? " " : "",
		 json_flag(row, "finding") ? "✗" : NULL);
	add_part(&line, " – ", json_text(row, "remark"));
	labelled(t, 0, buf_cstr(&where), buf_cstr(&line));
}

static void access_matrix(struct terminal *t)
{
	const json_t *rows = json_object_get(t->model, "access");
	size_t i;
	json_t *who;

	if (json_array_size(rows) == 0)
		return;
	heading(t, word(t, WORD_ACCESS));
	json_array_foreach (rows, i, who) {
		if (i >= LIST_MAX)
			break;
		access_row(t, who);
	}
	more(t, json_array_size(rows));
}

static void guessing(struct terminal *t)
{
	const json_t *doors = json_object_get(t->model, "guessing");
	size_t i;
	json_t *door;

	if (json_array_size(doors) == 0)
		return;
	heading(t, word(t, WORD_GUESSING));
	json_array_foreach (doors, i, door) {
		CLEANUP(buf_done) struct buf where = BUF(WHERE_MAX);

		if (i >= LIST_MAX)
			break;
		add_part(&where, "", json_text(door, "where"));
		add_part(&where, " ", json_text(door, "label"));
		labelled(t, 0, buf_cstr(&where), json_text(door, "sentence"));
	}
	more(t, json_array_size(doors));
}

static void count(const struct terminal *t, struct buf *line, const json_t *row, const char *key,
		  enum report_word name)
{
	int64_t n = json_int(row, key, 0);

	if (n > 0)
		buf_format(line, "%s%s %" PRId64, line->n ? ", " : "", word(t, name), n);
}

static void ledger(struct terminal *t)
{
	const json_t *rows = json_object_get(t->model, "attempts");
	size_t i;
	json_t *entry;

	if (json_array_size(rows) == 0)
		return;
	heading(t, word(t, WORD_LEDGER));
	json_array_foreach (rows, i, entry) {
		CLEANUP(buf_done) struct buf where = BUF(WHERE_MAX);
		CLEANUP(buf_done) struct buf line = BUF(WHERE_MAX);

		if (i >= LIST_MAX)
			break;
		add_part(&where, "", json_text(entry, "where"));
		add_part(&where, " ", json_text(entry, "label"));
		add_part(&where, " ", json_text(entry, "account"));
		count(t, &line, entry, "walk", WORD_FOR_WALK);
		count(t, &line, entry, "control", WORD_FOR_CONTROL);
		count(t, &line, entry, "default", WORD_FOR_DEFAULT);
		count(t, &line, entry, "guess", WORD_FOR_GUESS);
		count(t, &line, entry, "no", WORD_WAS_NO);
		count(t, &line, entry, "yes", WORD_WAS_YES);
		count(t, &line, entry, "limited", WORD_WAS_HELD);
		count(t, &line, entry, "unclear", WORD_WAS_UNCLEAR);
		labelled(t, 0, buf_cstr(&where), line.n ? buf_cstr(&line) : "-");
	}
	more(t, json_array_size(rows));
}

void report_text(struct buf *out, const struct report_input *in, unsigned width, bool colour)
{
	CLEANUP(json_done) json_t *model = report_model_new(in);
	struct terminal t = {
		.out = out,
		.model = model,
		.language = in->language,
		.width = width < WIDTH_MIN   ? WIDTH_MIN
			 : width > WIDTH_MAX ? WIDTH_MAX
					     : width,
		.colour = colour,
	};

	top(&t);
	table(&t);
	failures(&t);
	questions(&t);
	access_matrix(&t);
	guessing(&t);
	ledger(&t);
	gaps(&t);
}
