#include "workflow/field_list.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "workflow/application.h"
#include "workflow/country.h"
#include "workflow/field_problem.h"

/* The line's columns and the pairs for as many parents as there may be, and one too many. */
#define CELLS_MAX (8 + 2 * APPLICATION_LIST_MAX)
#define LIST_TEXT_MAX (1u << 20)
#define WIDE_BAR "\xef\xbd\x9c"

struct line {
	const struct field *f;
	size_t number;
	struct bytes cells[CELLS_MAX];
	size_t n;
	json_t *problems;
};

static json_t *wrong(const struct line *l, const char *ja, const char *en)
{
	CLEANUP(mem_freep) char *full_ja = mem_format("%zu行目：%s", l->number, ja);
	CLEANUP(mem_freep) char *full_en = mem_format("Line %zu: %s", l->number, en);

	return field_problem(l->problems, l->f->path, full_ja, full_en);
}

static json_t *wrong_column(const struct line *l, const struct field_column *column, const char *ja,
			    const char *en)
{
	CLEANUP(mem_freep) char *full_ja = mem_format("「%s」%s", column->ja, ja);
	CLEANUP(mem_freep) char *full_en = mem_format("\"%s\" %s", column->en, en);

	return wrong(l, full_ja, full_en);
}

/* Length of the separator at p, 0 if there is none; n is what is left. */
static size_t bar(const uint8_t *p, size_t n)
{
	if (*p == '|' || *p == '\t')
		return 1;
	return n >= strlen(WIDE_BAR) && memcmp(p, WIDE_BAR, strlen(WIDE_BAR)) == 0
		   ? strlen(WIDE_BAR)
		   : 0;
}

/* false: more cells than any line may have. */
static bool split(struct line *l, struct bytes text)
{
	size_t start = 0;

	l->n = 0;
	for (size_t i = 0; i <= text.n;) {
		size_t width = i < text.n ? bar(text.p + i, text.n - i) : 1;

		if (width == 0) {
			i++;
			continue;
		}
		if (l->n == CELLS_MAX)
			return false;
		l->cells[l->n++] = text_trim((struct bytes){ text.p + start, i - start });
		i += width;
		start = i;
	}
	/* "A | B |" has two columns. */
	while (l->n > 0 && l->cells[l->n - 1].n == 0)
		l->n--;
	return true;
}

static json_t *read_cell(const struct line *l, const struct field_column *column, struct bytes cell)
{
	CLEANUP(mem_freep) char *text = mem_textn((const char *)cell.p, cell.n);

	if (column->country) {
		if (country_find(text))
			return json_string(text);
		return wrong_column(l, column, "は「JP」のような国コードで入力してください。",
				    "has to be a country's code such as JP.");
	}
	for (const struct field_option *o = column->options; o && o->value; o++)
		if (text_equal_nocase(cell, o->value) || text_equal(text, o->ja) ||
		    text_equal(text, o->en))
			return json_string(o->value);
	if (column->options)
		return wrong_column(l, column, "を確認してください。", "is none of the answers.");
	if (!field_problem_length(NULL, "", text, column->max))
		return wrong_column(l, column, "が長すぎます。", "is too long.");
	if (!field_problem_characters(NULL, "", text, false))
		return wrong_column(l, column, "に使えない文字が含まれています。",
				    "holds characters that cannot be used.");
	return json_string(text);
}

static json_t *read_parents(const struct line *l, const struct field_column *column, size_t at)
{
	CLEANUP(json_done) json_t *list = json_array();
	const struct field_column name = { .ja = column->ja, .en = column->en, .max = column->max };
	const struct field_column country = { .ja = column->ja, .en = column->en, .country = true };

	for (; at < l->n; at += 2) {
		if (l->n - at < 2 || l->cells[at].n == 0 || l->cells[at + 1].n == 0)
			return wrong_column(l, column, "は名称と国の組で入力してください。",
					    "are pairs of a name and a country.");
		json_t *one = json_object();

		json_array_append_new(list, one);
		json_object_set_new(one, "name", read_cell(l, &name, l->cells[at]));
		json_object_set_new(one, "country", read_cell(l, &country, l->cells[at + 1]));
		if (json_object_size(one) < 2)
			return NULL;
	}
	if (json_array_size(list) > APPLICATION_LIST_MAX)
		return wrong_column(l, column, "が多すぎます。", "are too many.");
	return steal(list);
}

static json_t *read_line(const struct line *l)
{
	CLEANUP(json_done) json_t *entry = json_object();
	const struct field_column *column = l->f->columns;
	size_t at = 0;

	for (; column->name; column++, at++) {
		json_t *value;

		if (column->parents) {
			if (at >= l->n)
				return steal(entry);
			value = read_parents(l, column, at);
			at = l->n;
		} else if (at < l->n && l->cells[at].n > 0) {
			value = read_cell(l, column, l->cells[at]);
		} else {
			if (column->required)
				return wrong_column(l, column, "がありません。", "is missing.");
			continue;
		}
		if (!value)
			return NULL;
		json_object_set_new(entry, column->name, value);
		if (column->parents)
			return steal(entry);
	}
	if (at < l->n)
		return wrong(l, "列が多すぎます。", "there are too many columns.");
	return steal(entry);
}

json_t *field_list_read(const struct field *f, const char *text, json_t *problems)
{
	CLEANUP(json_done) json_t *list = json_array();
	CLEANUP(mem_freep) struct line *l = mem_array(1, sizeof(*l));
	const char *p = text;

	l->f = f;
	l->problems = problems;
	for (l->number = 1; *p; l->number++) {
		size_t n = strcspn(p, "\n");
		bool fits = split(l, (struct bytes){ (const uint8_t *)p, n });

		p += n + (p[n] == '\n');
		if (!fits)
			return wrong(l, "列が多すぎます。", "there are too many columns.");
		if (l->n == 0)
			continue;
		if (json_array_size(list) == f->max) {
			CLEANUP(mem_freep) char *ja = mem_format("%zu件までです。", f->max);
			CLEANUP(mem_freep)
			char *en = mem_format("at most %zu entries, please.", f->max);

			return wrong(l, ja, en);
		}
		json_t *entry = read_line(l);
		if (!entry)
			return NULL;
		json_array_append_new(list, entry);
	}
	return steal(list);
}

static void write_parents(struct buf *out, const json_t *list)
{
	size_t i;
	json_t *one;

	json_array_foreach (list, i, one)
		buf_format(out, " | %s | %s", json_text(one, "name"), json_text(one, "country"));
}

char *field_list_write(const struct field *f, const json_t *list)
{
	CLEANUP(buf_done) struct buf out = BUF(LIST_TEXT_MAX);
	size_t i;
	json_t *entry;

	json_array_foreach (list, i, entry) {
		if (i > 0)
			buf_text(&out, "\n");
		for (const struct field_column *c = f->columns; c->name; c++) {
			const char *text = json_text(entry, c->name);

			if (c->parents)
				write_parents(&out, json_object_get(entry, c->name));
			else
				buf_format(&out, "%s%s", c == f->columns ? "" : " | ",
					   text ? text : "");
		}
	}
	return buf_take(&out);
}
