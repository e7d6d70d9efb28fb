/*
 * The heading is the first of the leading lines that has a column for number, model and level:
 * lists have titles and remarks above it.
 */
#include "scheme/product_list_table.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "scheme/product_list.h"
#include "scheme/product_list_cell.h"

#define HEADING_LINES_MAX 50
#define SEEN_MAX 300
#define HEADING_MAX 200 /* bytes that are kept of one */
#define MODELS_OF_ONE_MAX 10000
#define TEXT_MAX 2000 /* bytes of a number, model, name or maker */
#define NUMBER_MAX 200

static const char *const names[PRODUCT_FIELDS] = {
	[PRODUCT_NUMBER] = "number", [PRODUCT_MODEL] = "model",
	[PRODUCT_NAME] = "name",     [PRODUCT_MAKER] = "maker",
	[PRODUCT_LEVEL] = "level",   [PRODUCT_STATUS] = "status",
	[PRODUCT_ISSUED] = "issued", [PRODUCT_VALID_UNTIL] = "valid_until",
};

void product_list_table_init(struct product_list_table *t, const json_t *columns,
			     const bool *from_1904)
{
	*t = (struct product_list_table){ .columns = columns,
					  .from_1904 = from_1904,
					  .products = json_array(),
					  .warnings = json_array(),
					  .understood = json_array() };
}

void product_list_table_done(struct product_list_table *t)
{
	mem_free(t->seen);
	json_decref(t->products);
	json_decref(t->warnings);
	json_decref(t->understood);
}

/* ---- the heading ---- */

/* The line with the most cells is the one that people would call the heading. */
static void remember(struct product_list_table *t, const struct csv_row *row)
{
	CLEANUP(buf_done) struct buf seen = BUF(SEEN_MAX + TEXT_MAX);
	size_t cells = 0;

	for (size_t i = 0; i < row->n; i++) {
		CLEANUP(mem_freep) char *heading = product_list_cell_trim(row->fields[i]);
		CLEANUP(mem_freep) char *shown = text_visible_new(bytes_of(heading), 60);

		cells += *heading != '\0';
		if (*heading && seen.n < SEEN_MAX)
			buf_format(&seen, "%s%s", seen.n ? ", " : "", shown);
	}
	if (cells <= t->seen_cells)
		return;
	mem_free(t->seen);
	t->seen = buf_take(&seen);
	t->seen_cells = cells;
}

/* Every heading, whether it means something to us or not. */
static void understand(struct product_list_table *t, const struct csv_row *row)
{
	for (size_t i = 0; i < row->n; i++) {
		CLEANUP(mem_freep) char *heading = product_list_cell_trim(row->fields[i]);
		CLEANUP(mem_freep) char *shown = text_visible_new(bytes_of(heading), HEADING_MAX);
		const char *field = NULL;

		for (size_t f = 0; f < PRODUCT_FIELDS; f++)
			field = t->at[f] == i ? names[f] : field;
		json_array_append_new(t->understood,
				      json_pack("{s:I, s:s, s:s?}", "column", (json_int_t)i + 1,
						"heading", shown, "field", field));
	}
}

static void look_for_heading(struct product_list_table *t, const struct csv_row *row)
{
	const json_t *columns = json_object_get(t->columns, "columns");
	size_t at[PRODUCT_FIELDS];

	for (size_t f = 0; f < PRODUCT_FIELDS; f++)
		at[f] = SIZE_MAX;
	for (size_t i = 0; i < row->n; i++) {
		const char *field = product_list_cell_word(columns, row->fields[i]);

		for (size_t f = 0; f < PRODUCT_FIELDS; f++)
			if (text_equal(field, names[f]) && at[f] == SIZE_MAX)
				at[f] = i;
	}
	if (at[PRODUCT_NUMBER] == SIZE_MAX || at[PRODUCT_MODEL] == SIZE_MAX ||
	    at[PRODUCT_LEVEL] == SIZE_MAX) {
		remember(t, row);
		return;
	}
	memcpy(t->at, at, sizeof(at));
	t->heading_line = row->line;
	understand(t, row);
}

/* ---- a product ---- */

/* text: of a sentence about the cell, "the level '%s' cannot be read". */
static void warn(struct product_list_table *t, size_t line, const char *code, const char *cell,
		 const char *before, const char *after)
{
	if (json_array_size(t->warnings) == PRODUCT_LIST_WARNINGS_MAX)
		return;
	CLEANUP(mem_freep) char *shown = text_visible_new(bytes_of(cell), 200);
	CLEANUP(mem_freep) char *text = mem_format("%s '%s' %s", before, shown, after);
	json_array_append_new(t->warnings,
			      json_pack("{s:I, s:s, s:s, s:s}", "line", (json_int_t)line, "code",
					code, "cell", shown, "text", text));
}

#define UNREADABLE "cannot be read"

/* The line is left out. */
static void refuse(struct product_list_table *t, size_t line, const char *code, const char *cell,
		   const char *before, const char *after)
{
	t->refused++;
	warn(t, line, code, cell, before, after);
}

/* New; "" when there is no such column. */
static char *cell(const struct product_list_table *t, const struct csv_row *row,
		  enum product_field field)
{
	size_t i = t->at[field];

	return product_list_cell_trim(i < row->n ? row->fields[i] : "");
}

/* One cell may list a family of models. */
static json_t *split_models(const struct product_list_table *t, const char *text)
{
	const json_t *separators = json_object_get(t->columns, "separators");
	json_t *models = json_array(), *separator;
	const char *start = text, *p = text;
	size_t i;

	while (*start) {
		size_t width = 0;

		json_array_foreach (separators, i, separator)
			if (text_starts(p, json_string_value(separator)))
				width = json_string_length(separator);
		if (*p && width == 0) {
			p++;
			continue;
		}
		CLEANUP(mem_freep) char *raw = mem_textn(start, (size_t)(p - start));
		CLEANUP(mem_freep) char *model = product_list_cell_trim(raw);
		if (*model)
			json_array_append_new(models, json_string(model));
		p += width;
		start = p;
	}
	return models;
}

static json_t *read_status(struct product_list_table *t, const struct csv_row *row)
{
	CLEANUP(mem_freep) char *text = cell(t, row, PRODUCT_STATUS);
	const char *status;

	if (t->at[PRODUCT_STATUS] == SIZE_MAX)
		return json_string("listed");
	status = product_list_cell_word(json_object_get(t->columns, "status"), text);
	if (!status)
		warn(t, row->line, "status", text, "the status", UNREADABLE);
	return status ? json_string(status) : json_null();
}

static json_t *read_level(struct product_list_table *t, const struct csv_row *row)
{
	CLEANUP(mem_freep) char *text = cell(t, row, PRODUCT_LEVEL);
	int level = product_list_cell_level(text);

	if (level == 0)
		warn(t, row->line, "level", text, "the level", UNREADABLE);
	return level > 0 ? json_integer(level) : json_null();
}

static json_t *read_day(struct product_list_table *t, const struct csv_row *row,
			enum product_field field, const char *what)
{
	CLEANUP(mem_freep) char *text = cell(t, row, field);
	char day[DAY_TEXT_MAX];

	if (product_list_cell_date(day, text) ||
	    (t->from_1904 && product_list_cell_serial(day, text, *t->from_1904)))
		return json_string(day);
	if (*text)
		warn(t, row->line, names[field], text, what, UNREADABLE);
	return json_null();
}

/* The cells of a line; number, name and maker are owned, models too. */
struct product_cells {
	char *number, *name, *maker;
	json_t *models;
};

static void cells_done(struct product_cells *p)
{
	mem_free(p->number);
	mem_free(p->name);
	mem_free(p->maker);
	json_decref(p->models);
}

static bool is_long(struct product_list_table *t, size_t line, const char *text, size_t max)
{
	if (strlen(text) <= max)
		return false;
	refuse(t, line, "long", text, "the text", "is longer than it may be");
	return true;
}

/* What nobody sees, or what turns the order of letters, may make one model look like another. */
static bool is_hidden(struct product_list_table *t, size_t line, const char *text)
{
	if (!product_list_cell_hidden(text))
		return false;
	refuse(t, line, "hidden", text, "the text", "has characters that cannot be seen");
	return true;
}

/* Whether the line can be taken; if not, why is a warning. */
static bool is_fit(struct product_list_table *t, size_t line, const struct product_cells *p)
{
	size_t i;
	json_t *model;

	if (is_long(t, line, p->number, NUMBER_MAX) || is_long(t, line, p->name, TEXT_MAX) ||
	    is_long(t, line, p->maker, TEXT_MAX) || is_hidden(t, line, p->number) ||
	    is_hidden(t, line, p->name) || is_hidden(t, line, p->maker))
		return false;
	json_array_foreach (p->models, i, model)
		if (is_long(t, line, json_string_value(model), TEXT_MAX) ||
		    is_hidden(t, line, json_string_value(model)))
			return false;
	if (json_array_size(p->models) <= MODELS_OF_ONE_MAX)
		return true;
	refuse(t, line, "many_models", p->number, "the product", "has too many models");
	return false;
}

static void add_product(struct product_list_table *t, const struct csv_row *row,
			const struct product_cells *p)
{
	json_t *product =
	    json_pack("{s:s, s:O, s:[]}", "number", p->number, "models", p->models, "makers");

	if (*p->maker)
		json_array_append_new(json_object_get(product, "makers"), json_string(p->maker));
	if (*p->name)
		json_object_set_new(product, "name", json_string(p->name));
	json_object_set_new(product, "level", read_level(t, row));
	json_object_set_new(product, "status", read_status(t, row));
	json_object_set_new(product, "issued",
			    read_day(t, row, PRODUCT_ISSUED, "the day of issue"));
	json_object_set_new(product, "valid_until",
			    read_day(t, row, PRODUCT_VALID_UNTIL, "the last day"));
	json_array_append_new(t->products, product);
}

static int read_product(struct product_list_table *t, const struct csv_row *row, struct err *err)
{
	CLEANUP(mem_freep) char *model = cell(t, row, PRODUCT_MODEL);
	CLEANUP(cells_done)
	struct product_cells p = { .number = cell(t, row, PRODUCT_NUMBER),
				   .name = cell(t, row, PRODUCT_NAME),
				   .maker = cell(t, row, PRODUCT_MAKER),
				   .models = split_models(t, model) };
	bool has_model = json_array_size(p.models) > 0;

	/* Lines between groups, and remarks below the table. */
	if (!*p.number && !has_model)
		return 0;
	t->rows++;
	if (!has_model) {
		refuse(t, row->line, "no_model", p.number, "the model of", UNREADABLE);
		return 0;
	}
	if (!*p.number) {
		refuse(t, row->line, "no_number", model, "the number of", UNREADABLE);
		return 0;
	}
	if (json_array_size(t->products) == PRODUCT_LIST_PRODUCTS_MAX)
		return err_set(err, E_LIMIT, "it has more than %d products",
			       PRODUCT_LIST_PRODUCTS_MAX);
	if (is_fit(t, row->line, &p))
		add_product(t, row, &p);
	return 0;
}

int product_list_table_row(void *context, const struct csv_row *row, struct err *err)
{
	struct product_list_table *t = context;

	if (t->heading_line > 0)
		return read_product(t, row, err);
	if (t->leading++ < HEADING_LINES_MAX)
		look_for_heading(t, row);
	return 0;
}

int product_list_table_end(const struct product_list_table *t, struct err *err)
{
	if (t->heading_line == 0)
		return err_set(
		    err, E_FORMAT,
		    "no line names the columns number, model and level; give a column map "
		    "(seen: %s)",
		    t->seen ? t->seen : "nothing");
	if (json_array_size(t->products) == 0 && t->refused > 0) {
		const json_t *first = json_array_get(t->warnings, 0);

		return err_set(err, E_FORMAT,
			       "no line below its heading can be taken; line %" PRId64 ": %s",
			       json_int(first, "line", 0), json_text(first, "text"));
	}
	if (json_array_size(t->products) == 0)
		return err_set(err, E_FORMAT, "there is no product below its heading");
	return 0;
}
