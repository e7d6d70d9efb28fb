#include "scheme/product_list.h"

#include "base/buf.h"
#include "base/csv.h"
#include "base/day.h"
#include "base/embedded.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"
#include "base/schema.h"
#include "base/schema_embedded.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "scheme/product_list_table.h"
#include "scheme/product_list_xlsx.h"

#define COLUMNS "catalogue/product_columns.json"
#define CHECKED_AT_ONCE 2000 /* products */

static int fits(const json_t *value, const char *schema_name, const char *name, struct err *err)
{
	CLEANUP(schema_freep) struct schema *schema = NULL;
	struct schema_fault fault;
	int r = schema_embedded(&schema, schema_name, err);

	if (r < 0)
		return r;
	r = schema_check(schema, value, &fault);
	return r < 0 ? err_set(err, r, "%s: %s: %s", name, *fault.pointer ? fault.pointer : "/",
			       fault.reason)
		     : 0;
}

int product_list_columns_decode(json_t **out, struct bytes text, const char *name, struct err *err)
{
	CLEANUP(json_done) json_t *columns = NULL;
	int r = json_read(&columns, text, name, err);

	if (r == 0)
		r = fits(columns, "product_columns", name, err);
	if (r < 0)
		return r;
	*out = steal(columns);
	return 0;
}

int product_list_columns(json_t **out, const char *path, struct err *err)
{
	CLEANUP(buf_done) struct buf text = BUF((size_t)PRODUCT_LIST_COLUMNS_MAX);
	int r;

	if (!path)
		return product_list_columns_decode(out, embedded_find(COLUMNS), COLUMNS, err);
	r = fd_read_file(&text, path, PRODUCT_LIST_COLUMNS_MAX, err);
	return r < 0 ? r : product_list_columns_decode(out, buf_view(&text), path, err);
}

static int read_csv(struct product_list_table *t, struct bytes file, struct err *err)
{
	CLEANUP(buf_done) struct buf utf8 = BUF((size_t)PRODUCT_LIST_FILE_MAX * 3);
	CLEANUP(csv_reader_done)
	struct csv_reader reader = CSV_READER(PRODUCT_LIST_CELL_MAX, CSV_COLUMNS_MAX,
					      PRODUCT_LIST_ROWS_MAX, product_list_table_row, t);
	int r = csv_utf8(&utf8, file, err);

	return r < 0 ? r : csv_read(&reader, buf_view(&utf8), err);
}

int product_list_import(json_t **out, struct bytes file, const struct product_list_source *source,
			struct err *err)
{
	CLEANUP(product_list_table_done) struct product_list_table t;
	char sha256[HASH_HEX_MAX];
	bool is_book = product_list_xlsx_is(file), from_1904 = false;
	const struct product_list_xlsx to = { .sheet = json_text(source->columns, "sheet"),
					      .rows_max = PRODUCT_LIST_ROWS_MAX,
					      .row = product_list_table_row,
					      .context = &t };

	product_list_table_init(&t, source->columns, is_book ? &from_1904 : NULL);
	if (file.n > PRODUCT_LIST_FILE_MAX)
		return err_set(err, E_LIMIT, "%s: it is larger than %u MiB", source->name,
			       PRODUCT_LIST_FILE_MAX >> 20);
	int r =
	    is_book ? product_list_xlsx_read(file, &to, &from_1904, err) : read_csv(&t, file, err);
	if (r == 0)
		r = product_list_table_end(&t, err);
	if (r < 0)
		return err_prefix(err, "%s", source->name);
	hash_sha256_hex(sha256, file);
	*out = json_pack("{s:s, s:i, s:s, s:{s:s, s:s}, s:b, s:O, s:I, s:I, s:O, s:O}", "format",
			 "hoshi-product-list", "version", 1, "edition", source->edition, "source",
			 "name", source->name, "sha256", sha256, "official_columns",
			 json_flag(source->columns, "official"), "columns", t.understood, "rows",
			 (json_int_t)t.rows, "refused", (json_int_t)t.refused, "products",
			 t.products, "warnings", t.warnings);
	return 0;
}

/* The products some at a time: the validator looks at so much of one document and no more. */
int product_list_check(const json_t *list, const char *name, struct err *err)
{
	CLEANUP(schema_freep) struct schema *schema = NULL;
	CLEANUP(json_done) json_t *part = json_copy(json_lend(list));
	const json_t *products = json_object_get(list, "products");
	size_t n = json_array_size(products), i = 0;
	struct schema_fault fault;
	int r = schema_embedded(&schema, "product_list", err);

	if (r < 0)
		return r;
	if (n > PRODUCT_LIST_PRODUCTS_MAX)
		return err_set(err, E_LIMIT, "%s: it has more than %d products", name,
			       PRODUCT_LIST_PRODUCTS_MAX);
	do {
		size_t from = i, to = n - i > CHECKED_AT_ONCE ? i + CHECKED_AT_ONCE : n;
		json_t *some = json_array();

		for (; i < to; i++)
			json_array_append(some, json_array_get(products, i));
		/* What is no list at all stays, to be complained about. */
		if (json_is_array(products))
			json_object_set(part, "products", some);
		json_decref(some);
		r = schema_check(schema, part, &fault);
		if (r < 0)
			return err_set(err, r, "%s: %s: %s%s", name,
				       *fault.pointer ? fault.pointer : "/", fault.reason,
				       from ? " (counted from a later product)" : "");
	} while (i < n);
	return 0;
}

/* JSON begins with a brace; no table that we read does. */
static bool is_json(struct bytes file)
{
	struct bytes text = text_trim(file);

	return text.n > 0 && *text.p == '{';
}

int product_list_decode(json_t **out, struct bytes file, const struct product_list_source *source,
			struct err *err)
{
	CLEANUP(json_done) json_t *list = NULL;
	int r;

	if (!is_json(file)) {
		if (!source->edition || !day_valid(source->edition))
			return err_set(err, E_USAGE,
				       "say of which day '%s' is: --edition YYYY-MM-DD",
				       source->name);
		return product_list_import(out, file, source, err);
	}
	r = json_read(&list, file, source->name, err);
	if (r == 0)
		r = product_list_check(list, source->name, err);
	if (r == 0 && source->edition && !text_equal(source->edition, json_text(list, "edition")))
		r = err_set(err, E_USAGE, "'%s' is the edition of %s", source->name,
			    json_text(list, "edition"));
	if (r < 0)
		return r;
	*out = steal(list);
	return 0;
}

const struct product_list_status *product_list_status(const char *name)
{
	static const struct product_list_status statuses[] = {
		{ "valid", "有効", "valid" },
		{ "extension_pending", "延長申請中", "extension pending" },
		{ "expired", "有効期限切れ", "expired" },
		{ "withdrawn", "取下げ", "withdrawn" },
		{ "revoked", "取消し", "revoked" },
		{ "suspended", "停止", "suspended" },
		{ "listed", "記載あり", "listed" },
	};

	for (size_t i = 0; i < ARRAY_LEN(statuses); i++)
		if (text_equal(statuses[i].name, name))
			return &statuses[i];
	return NULL;
}
