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
					  .warnings = json_array() };
}

void product_list_table_done(struct product_list_table *t)
{
	mem_free(t->seen);
	json_decref(t->products);
	json_decref(t->warnings);
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
}

/* ---- a product ---- */

static void warn(struct product_list_table *t, size_t line, const char *what, const char *cell)
{
	if (json_array_size(t->warnings) == PRODUCT_LIST_WARNINGS_MAX)
		return;
	CLEANUP(mem_freep)
	char *shown = text_visible_new(bytes_of(cell), 200);
	CLEANUP(mem_freep) char *text = mem_format("%s '%s' cannot be read", what, shown);
	json_array_append_new(t->warnings,
			      json_pack("{s:I, s:s}", "line", (json_int_t)line, "text", text));
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
		warn(t, row->line, "the status", text);
	return status ? json_string(status) : json_null();
}

static json_t *read_level(struct product_list_table *t, const struct csv_row *row)
{
	CLEANUP(mem_freep) char *text = cell(t, row, PRODUCT_LEVEL);
	int level = product_list_cell_level(text);

	if (level == 0)
		warn(t, row->line, "the level", text);
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
		warn(t, row->line, what, text);
	return json_null();
}

static int too_long(const char *what, const struct csv_row *row, size_t max, struct err *err)
{
	return err_set(err, E_LIMIT, "line %zu: the %s is longer than %zu bytes", row->line, what,
		       max);
}

static int read_product(struct product_list_table *t, const struct csv_row *row, struct err *err)
{
	CLEANUP(mem_freep) char *number = cell(t, row, PRODUCT_NUMBER);
	CLEANUP(mem_freep) char *model = cell(t, row, PRODUCT_MODEL);
	CLEANUP(mem_freep) char *name = cell(t, row, PRODUCT_NAME);
	CLEANUP(mem_freep) char *maker = cell(t, row, PRODUCT_MAKER);
	CLEANUP(json_done) json_t *models = split_models(t, model);
	size_t i;
	json_t *one;

	/* Lines between groups, and remarks below the table. */
	if (!*number && json_array_size(models) == 0)
		return 0;
	if (!*number || json_array_size(models) == 0) {
		warn(t, row->line, *number ? "the model of" : "the number of",
		     *number ? number : model);
		return 0;
	}
	if (strlen(number) > NUMBER_MAX)
		return too_long("number", row, NUMBER_MAX, err);
	if (strlen(name) > TEXT_MAX || strlen(maker) > TEXT_MAX)
		return too_long("name", row, TEXT_MAX, err);
	json_array_foreach (models, i, one)
		if (json_string_length(one) > TEXT_MAX)
			return too_long("model", row, TEXT_MAX, err);
	if (json_array_size(models) > MODELS_OF_ONE_MAX)
		return err_set(err, E_LIMIT, "line %zu has more than %d models", row->line,
			       MODELS_OF_ONE_MAX);
	if (json_array_size(t->products) == PRODUCT_LIST_PRODUCTS_MAX)
		return err_set(err, E_LIMIT, "it has more than %d products",
			       PRODUCT_LIST_PRODUCTS_MAX);
	json_t *product =
	    json_pack("{s:s, s:O, s:[]}", "number", number, "models", models, "makers");
	if (*maker)
		json_array_append_new(json_object_get(product, "makers"), json_string(maker));
	if (*name)
		json_object_set_new(product, "name", json_string(name));
	json_object_set_new(product, "level", read_level(t, row));
	json_object_set_new(product, "status", read_status(t, row));
	json_object_set_new(product, "issued",
			    read_day(t, row, PRODUCT_ISSUED, "the day of issue"));
	json_object_set_new(product, "valid_until",
			    read_day(t, row, PRODUCT_VALID_UNTIL, "the last day"));
	json_array_append_new(t->products, product);
	return 0;
}

int product_list_table_row(void *context, const struct csv_row *row, struct err *err)
{
	struct product_list_table *t = context;

	if (t->heading_line > 0)
		return read_product(t, row, err);
	if (t->rows++ < HEADING_LINES_MAX)
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
	if (json_array_size(t->products) == 0)
		return err_set(err, E_FORMAT, "there is no product below its heading");
	return 0;
}
