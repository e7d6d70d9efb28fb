#include "scheme/procure_inventory.h"

#include "base/buf.h"
#include "base/csv.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "scheme/procure.h"
#include "scheme/product_list_cell.h"

#define FIELD_MAX 4000
#define TEXT_MAX 1000 /* bytes of a model, a maker */

enum field { MODEL, MAKER, IMPORTANCE, FIELDS };

struct inventory {
	const json_t *columns;
	size_t at[FIELDS]; /* SIZE_MAX: no such column */
	bool began;
	json_t *lines;
};

static void inventory_done(struct inventory *v)
{
	json_decref(v->lines);
}

/* Without a column for the model it is no heading. */
static bool take_heading(struct inventory *v, const struct csv_row *row)
{
	static const char *const names[FIELDS] = { "model", "maker", "importance" };
	const json_t *headings = json_object_get(v->columns, "inventory");
	size_t at[FIELDS] = { SIZE_MAX, SIZE_MAX, SIZE_MAX };

	for (size_t i = 0; i < row->n; i++) {
		const char *field = product_list_cell_word(headings, row->fields[i]);

		for (size_t f = 0; f < FIELDS; f++)
			if (text_equal(field, names[f]) && at[f] == SIZE_MAX)
				at[f] = i;
	}
	if (at[MODEL] == SIZE_MAX)
		return false;
	memcpy(v->at, at, sizeof(at));
	return true;
}

static char *cell(const struct inventory *v, const struct csv_row *row, enum field f)
{
	return product_list_cell_trim(v->at[f] < row->n ? row->fields[v->at[f]] : "");
}

static int take_row(void *context, const struct csv_row *row, struct err *err)
{
	struct inventory *v = context;
	bool first = !v->began;

	v->began = true;
	if (first && take_heading(v, row))
		return 0;
	CLEANUP(mem_freep) char *model = cell(v, row, MODEL);
	CLEANUP(mem_freep) char *maker = cell(v, row, MAKER);
	CLEANUP(mem_freep) char *written = cell(v, row, IMPORTANCE);
	const char *importance =
	    product_list_cell_word(json_object_get(v->columns, "importance"), written);
	if (!*model && !*maker && !*written)
		return 0;
	if (strlen(model) > TEXT_MAX || strlen(maker) > TEXT_MAX || strlen(written) > TEXT_MAX)
		return err_set(err, E_LIMIT, "line %zu: a field is longer than %d bytes", row->line,
			       TEXT_MAX);
	if (json_array_size(v->lines) == PROCURE_LINES_MAX)
		return err_set(err, E_LIMIT, "it has more than %d lines", PROCURE_LINES_MAX);
	json_array_append_new(v->lines,
			      json_pack("{s:I, s:s, s:s, s:s?, s:s}", "line", (json_int_t)row->line,
					"model", model, "maker", maker, "importance", importance,
					"written", written));
	return 0;
}

int procure_inventory_decode(json_t **out, struct bytes text, const json_t *columns,
			     struct err *err)
{
	/* Without a heading: model, maker, importance. */
	CLEANUP(inventory_done)
	struct inventory v = { .columns = columns, .at = { 0, 1, 2 }, .lines = json_array() };
	CLEANUP(buf_done) struct buf utf8 = BUF((size_t)PROCURE_INVENTORY_FILE_MAX * 3);
	CLEANUP(csv_reader_done)
	struct csv_reader reader =
	    CSV_READER(FIELD_MAX, CSV_COLUMNS_MAX, (size_t)PROCURE_LINES_MAX * 2, take_row, &v);

	if (text.n > PROCURE_INVENTORY_FILE_MAX)
		return err_set(err, E_LIMIT, "it is larger than %u MiB",
			       PROCURE_INVENTORY_FILE_MAX >> 20);
	int r = csv_utf8(&utf8, text, err);
	if (r == 0)
		r = csv_read(&reader, buf_view(&utf8), err);
	if (r < 0)
		return r;
	if (json_array_size(v.lines) == 0)
		return err_set(err, E_FORMAT, "there is no model in it");
	*out = steal(v.lines);
	return 0;
}

bool procure_inventory_fits(const json_t *lines)
{
	size_t n = json_array_size(lines), i;
	json_t *line;

	json_array_foreach (json_lend(lines), i, line)
		if (json_int(line, "line", 0) < 1 || !json_text(line, "model") ||
		    !json_text(line, "maker") || !json_text(line, "written") ||
		    !json_object_get(line, "importance"))
			return false;
	return n > 0 && n <= PROCURE_LINES_MAX;
}
