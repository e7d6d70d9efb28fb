/* An entry is two rows: what is shown, and beside it what it is found by (migration 0005). */
#include "scheme/list_store.h"

#include "base/buf.h"
#include "base/day.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "scheme/procure.h"
#include "scheme/product_list.h"
#include "store/fold_text.h"
#include "store/store.h"

#define JSON_MAX ((size_t)16 << 20)   /* of one column */
#define FOLDED_MAX ((size_t)64 << 20) /* some characters become many */
#define NAMES_MAX 400

bool list_store_slug_valid(const char *slug)
{
	return slug && *slug && *slug != '-' && strlen(slug) <= LIST_SLUG_MAX &&
	       strspn(slug, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(slug);
}

/* ---- keeping ---- */

static void fold_line(struct buf *out, const char *text)
{
	if (text && out->n == 0)
		buf_u8(out, '\n');
	size_t from = out->n;

	/* What is no plain text was refused when it was read. */
	if (!text || fold_text(out, bytes_of(text)) < 0 || out->n == from)
		return;
	buf_u8(out, '\n');
}

static void fold_texts(struct buf *out, const json_t *product)
{
	static const char *const lists[] = { "models", "makers" };
	size_t k;
	json_t *one;

	fold_line(out, json_text(product, "number"));
	fold_line(out, json_text(product, "name"));
	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		json_array_foreach (json_object_get(product, lists[i]), k, one)
			fold_line(out, json_string_value(one));
}

static struct store_value level_of(const json_t *product)
{
	int64_t level = json_int(product, "level", 0);

	return level ? STORE_INT(level) : STORE_NULL;
}

static int keep_product(struct store *s, int64_t list, int64_t position, const json_t *product,
			struct err *err)
{
	CLEANUP(buf_done) struct buf models = BUF(JSON_MAX);
	CLEANUP(buf_done) struct buf makers = BUF(JSON_MAX);
	CLEANUP(buf_done) struct buf folded = BUF(FOLDED_MAX);

	json_write(&models, json_object_get(product, "models"), false);
	json_write(&makers, json_object_get(product, "makers"), false);
	fold_texts(&folded, product);
	if (!buf_ok(&models) || !buf_ok(&makers) || !buf_ok(&folded))
		return err_set(err, E_LIMIT, "the texts of one product are too long");
	int r =
	    store_run(s, "list_entry_add",
		      STORE_VALUES(STORE_INT(list), STORE_INT(position),
				   STORE_TEXT(json_text(product, "number")),
				   STORE_TEXT(json_text(product, "name")), level_of(product),
				   STORE_TEXT(json_text(product, "status")),
				   STORE_TEXT(json_text(product, "issued")),
				   STORE_TEXT(json_text(product, "valid_until")),
				   STORE_TEXT(buf_cstr(&models)), STORE_TEXT(buf_cstr(&makers))),
		      NULL, err);
	return r < 0 ? r
		     : store_run(s, "list_text_add",
				 STORE_VALUES(STORE_INT(list), STORE_INT(position),
					      STORE_TEXT(buf_cstr(&folded))),
				 NULL, err);
}

static int check_room(struct store *s, const char *slug, int64_t products, struct err *err)
{
	CLEANUP(json_done) json_t *others = NULL;
	int r;

	if (products > LIST_PRODUCTS_MAX)
		return err_set(err, E_LIMIT, "it has %" PRId64 " products; at most %d can be kept",
			       products, LIST_PRODUCTS_MAX);
	r = store_row(s, "list_others", STORE_VALUES(STORE_TEXT(slug)), &others, err);
	if (r < 0)
		return r;
	if (json_int(others, "lists", 0) >= LIST_LISTS_MAX)
		return err_set(err, E_LIMIT, "there are %d lists already", LIST_LISTS_MAX);
	if (json_int(others, "products", 0) + products > LIST_ALL_MAX)
		return err_set(err, E_LIMIT, "all lists together have at most %d products",
			       LIST_ALL_MAX);
	return 0;
}

static int drop_of(struct store *s, const char *slug, const char *state, json_t **row,
		   struct err *err)
{
	int r = store_row(s, "list_by_slug", STORE_VALUES(STORE_TEXT(slug), STORE_TEXT(state)), row,
			  err);

	if (r == E_MISSING)
		return 0;
	return r < 0 ? r : list_store_remove(s, json_int(*row, "id", 0), err);
}

static int add_list(struct store *s, const struct list_about *about, const json_t *list,
		    struct err *err)
{
	CLEANUP(buf_done) struct buf columns = BUF(JSON_MAX);
	CLEANUP(buf_done) struct buf warnings = BUF(JSON_MAX);
	const json_t *source = json_object_get(list, "source");

	json_write(&columns, json_object_get(list, "columns"), false);
	json_write(&warnings, json_object_get(list, "warnings"), false);
	if (!buf_ok(&columns) || !buf_ok(&warnings))
		return err_set(err, E_LIMIT, "what could not be read is too much to keep");
	return store_run(
	    s, "list_add",
	    STORE_VALUES(STORE_TEXT(about->slug), STORE_TEXT(about->name_ja),
			 STORE_TEXT(about->name_en), STORE_TEXT(about->source),
			 STORE_TEXT(about->url), STORE_TEXT(json_text(list, "edition")),
			 STORE_TEXT(json_text(source, "name")),
			 STORE_TEXT(json_text(source, "sha256")),
			 STORE_INT(json_flag(list, "official_columns")),
			 STORE_INT(json_int(list, "rows", 0)),
			 STORE_INT((int64_t)json_array_size(json_object_get(list, "products"))),
			 STORE_INT(json_int(list, "refused", 0)), STORE_TEXT(buf_cstr(&columns)),
			 STORE_TEXT(buf_cstr(&warnings)), STORE_INT(about->now),
			 about->account ? STORE_INT(about->account) : STORE_NULL),
	    NULL, err);
}

int list_store_keep(struct store *s, const struct list_about *about, const json_t *list,
		    int64_t *id, struct err *err)
{
	CLEANUP(json_done) json_t *draft = NULL;
	const json_t *products = json_object_get(list, "products");
	size_t i;
	json_t *product;
	int r;

	assert(store_in_transaction(s) && list_store_slug_valid(about->slug));
	r = product_list_check(list, "the list", err);
	if (r == 0 && !json_object_get(list, "columns"))
		r = err_set(err, E_FORMAT, "the list does not say how its columns were understood");
	if (r == 0)
		r = check_room(s, about->slug, (int64_t)json_array_size(products), err);
	if (r == 0)
		r = drop_of(s, about->slug, "draft", &draft, err);
	if (r == 0)
		r = add_list(s, about, list, err);
	if (r < 0)
		return r;
	*id = store_last_id(s);
	json_array_foreach (json_lend(products), i, product) {
		r = keep_product(s, *id, (int64_t)i + 1, product, err);
		if (r < 0)
			return r;
	}
	return 0;
}

int list_store_publish(struct store *s, int64_t id, json_t **before, struct err *err)
{
	CLEANUP(json_done) json_t *draft = NULL;
	CLEANUP(json_done) json_t *old = NULL;
	int r = store_row(s, "list_by_id", STORE_VALUES(STORE_INT(id)), &draft, err);

	assert(store_in_transaction(s));
	if (r == 0 && !text_equal(json_text(draft, "state"), "draft"))
		r = E_MISSING;
	if (r == 0)
		r = drop_of(s, json_text(draft, "slug"), "public", &old, err);
	if (r < 0)
		return r;
	if (old && day_compare(json_text(old, "edition"), json_text(draft, "edition")) > 0)
		return err_set(err, E_EXISTS, "the edition of %s is there already, a newer one",
			       json_text(old, "edition"));
	r = store_run(s, "list_publish", STORE_VALUES(STORE_INT(id)), NULL, err);
	if (r == 0)
		*before = steal(old);
	return r;
}

int list_store_remove(struct store *s, int64_t id, struct err *err)
{
	static const char *const steps[] = { "list_texts_drop", "list_entries_drop", "list_drop" };
	int64_t changed = 0;
	int r = 0;

	assert(store_in_transaction(s));
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(steps); i++)
		r = store_run(s, steps[i], STORE_VALUES(STORE_INT(id)), &changed, err);
	return r < 0 ? r : changed == 1 ? 0 : E_MISSING;
}

int list_store_import(struct store *s, const struct list_about *about, const json_t *list,
		      json_t **before, struct err *err)
{
	CLEANUP(json_done) json_t *old = NULL;
	int64_t id = 0;
	int r = store_begin(s, err);

	if (r == 0)
		r = list_store_keep(s, about, list, &id, err);
	if (r == 0)
		r = list_store_publish(s, id, &old, err);
	if (r == 0)
		r = store_run(
		    s, "audit_add",
		    STORE_VALUES(STORE_INT(about->now), STORE_NULL, STORE_NULL,
				 STORE_TEXT("list.import"), STORE_TEXT("list"),
				 STORE_TEXT(about->slug), STORE_TEXT(json_text(old, "edition")),
				 STORE_TEXT(json_text(list, "edition")), STORE_NULL, STORE_NULL),
		    NULL, err);
	if (r == 0)
		r = store_commit(s, err);
	store_rollback(s);
	if (r == 0)
		*before = steal(old);
	return r;
}

/* ---- for an inventory ---- */

static int offer_entry(void *context, json_t *row)
{
	procure_offer(context, row);
	return 0;
}

static int no_list(struct store *s, const char *slug, struct err *err)
{
	CLEANUP(json_done) json_t *lists = NULL;
	CLEANUP(buf_done) struct buf names = BUF(NAMES_MAX);
	size_t i;
	json_t *list;
	int r = store_rows(s, "lists", STORE_VALUES(STORE_INT(0)), &lists, err);

	json_array_foreach (lists, i, list)
		buf_format(&names, "%s%s", i ? ", " : "", json_text(list, "slug"));
	return r < 0 ? r
		     : err_set(err, E_MISSING, "there is no imported list '%s'; there are: %s",
			       slug, i ? buf_cstr(&names) : "none");
}

int list_store_offer(struct procure *p, struct store *s, const char *slug, json_t **about,
		     struct err *err)
{
	CLEANUP(json_done) json_t *row = NULL;
	int r = store_begin_read(s, err);

	if (r < 0)
		return r;
	r = store_row(s, "list_by_slug", STORE_VALUES(STORE_TEXT(slug), STORE_TEXT("public")), &row,
		      err);
	if (r == 0)
		r = store_each(s, "list_entries", STORE_VALUES(STORE_INT(json_int(row, "id", 0))),
			       offer_entry, p, err);
	else if (r == E_MISSING)
		r = no_list(s, slug, err);
	store_rollback(s);
	if (r < 0)
		return r;
	*about = json_pack(
	    "{s:s, s:O, s:O, s:O, s:O, s:O, s:O, s:O}", "kind", "list", "name",
	    json_object_get(row, "name_ja"), "sha256", json_object_get(row, "sha256"), "edition",
	    json_object_get(row, "edition"), "source", json_object_get(row, "source"),
	    "official_columns", json_object_get(row, "is_official_columns"), "products",
	    json_object_get(row, "products"), "warnings", json_object_get(row, "warnings"));
	return 0;
}
