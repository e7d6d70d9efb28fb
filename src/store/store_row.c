/* A row as JSON: what a column is called says what it is. */
#include "store/store_inside.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"

#define JSON_ENDING "_json"
#define FLAG_BEGINNING "is_"

static int parse(const struct store_cursor *c, int i, const char *name, json_t **out,
		 struct err *err)
{
	struct bytes text = { .p = sqlite3_column_text(c->stmt, i),
			      .n = (size_t)sqlite3_column_bytes(c->stmt, i) };

	/* Its parser would quote what stands in the column. */
	if (json_read(out, text, name, NULL) < 0)
		return err_set(err, E_FORMAT, ":%s: column %s is not JSON", c->statement->name,
			       name);
	return 0;
}

static int value(const struct store_cursor *c, int i, const char *name, json_t **out,
		 struct err *err)
{
	switch (sqlite3_column_type(c->stmt, i)) {
	case SQLITE_NULL:
		*out = json_null();
		return 0;
	case SQLITE_INTEGER:
		*out = text_starts(name, FLAG_BEGINNING)
			   ? json_boolean(sqlite3_column_int64(c->stmt, i) != 0)
			   : json_integer(sqlite3_column_int64(c->stmt, i));
		return 0;
	case SQLITE_TEXT:
		if (text_ends(name, JSON_ENDING))
			return parse(c, i, name, out, err);
		*out = json_stringn((const char *)sqlite3_column_text(c->stmt, i),
				    (size_t)sqlite3_column_bytes(c->stmt, i));
		if (*out)
			return 0;
		return err_set(err, E_FORMAT, ":%s: column %s is not UTF-8", c->statement->name,
			       name);
	default:
		return err_set(err, E_UNSUPPORTED,
			       ":%s: column %s is neither text nor whole number",
			       c->statement->name, name);
	}
}

int store_row_json(const struct store_cursor *c, json_t **out, struct err *err)
{
	CLEANUP(json_done) json_t *row = json_object();
	int n = sqlite3_column_count(c->stmt);

	for (int i = 0; i < n; i++) {
		const char *name = sqlite3_column_name(c->stmt, i);
		size_t length = strlen(name);
		json_t *v = NULL;
		int r = value(c, i, name, &v, err);

		if (r < 0)
			return r;
		if (text_ends(name, JSON_ENDING)) {
			CLEANUP(mem_freep)
			char *stem = mem_textn(name, length - strlen(JSON_ENDING));

			json_object_set_new(row, stem, v);
		} else {
			json_object_set_new(row, name, v);
		}
	}
	*out = steal(row);
	return 0;
}
