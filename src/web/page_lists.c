/*
 * Imported lists for everybody: which there are, and the products of one or of all of them, found
 * by a text.  They look unlike labels on purpose, and every page says whose word it is.
 */
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "scheme/list_find.h"
#include "scheme/product_list.h"
#include "store/store.h"
#include "web/api_list.h"
#include "web/api_query.h"
#include "web/page_lists.h"
#include "web/pages.h"
#include "web/view.h"

#define HITS 50
#define COUNT_MOST 1000
#define MODELS_SHOWN 5

/* ---- a product ---- */

static json_t *words_of_status(const char *name)
{
	const struct product_list_status *status = product_list_status(name);

	return status ? view_words(status->ja, status->en)
		      : view_words("読み取れません", "cannot be read");
}

/* The row of list_entry with what a template needs besides; new. */
json_t *page_lists_product(const json_t *row)
{
	json_t *out = api_list_product(row), *some = json_array();
	const json_t *models = json_object_get(row, "models");
	size_t n = json_array_size(models);

	for (size_t i = 0; i < n && i < MODELS_SHOWN; i++)
		json_array_append(some, json_array_get(models, i));
	json_object_set_new(out, "models", some);
	json_object_set_new(out, "more",
			    n > MODELS_SHOWN ? json_integer((json_int_t)(n - MODELS_SHOWN))
					     : json_null());
	json_object_set_new(out, "status_words", words_of_status(json_text(row, "status")));
	json_object_set_new(out, "list_name",
			    view_words(json_text(row, "name_ja"), json_text(row, "name_en")));
	json_object_set(out, "source", json_object_get(row, "source"));
	json_object_set(out, "edition", json_object_get(row, "edition"));
	return out;
}

/* ---- looking ---- */

static int look(struct web *web, const struct request *rq, const struct list_query *q, json_t *view,
		struct err *err)
{
	CLEANUP(json_done) json_t *page = NULL;
	json_t *list = json_array(), *row;
	int64_t count = 0;
	bool more = false;
	size_t i;
	int r = list_find(web->store, q, &page, err);

	json_object_set_new(view, "products", list);
	if (r == 0 && q->text)
		r = list_find_count(web->store, q, COUNT_MOST, &count, &more, err);
	if (r < 0)
		return r;
	json_array_foreach (json_object_get(page, "products"), i, row)
		json_array_append_new(list, page_lists_product(row));
	json_object_set_new(view, "looked", json_true());
	json_object_set_new(view, "counted", json_boolean(q->text));
	json_object_set_new(view, "count", json_integer(count));
	json_object_set_new(view, "capped", json_boolean(more));
	json_object_set_new(view, "none", json_boolean(json_array_size(list) == 0));
	json_object_set_new(view, "pager", view_pager(rq, NULL, json_text(page, "next")));
	return 0;
}

/* A query that cannot be looked for: the form again, with why. */
static int look_or_refuse(struct web *web, const struct request *rq, int64_t list, json_t *view,
			  struct response *rs, struct err *err)
{
	const char *text = request_query(rq, "q"), *after = request_query(rq, "after");
	const struct list_query q = { .text = text && *text ? text : NULL,
				      .list = list,
				      .after = after && *after ? after : NULL,
				      .limit = HITS };
	struct api_query_problem why;

	json_object_set_new(view, "q", json_string(text ? text : ""));
	if (!q.text && list == 0)
		return 0;
	int r = look(web, rq, &q, view, err);
	if (!api_query_refused(r, &why))
		return r;
	rs->status = 400;
	json_object_set_new(view, "problems",
			    json_pack("{s:[{s:o, s:s?}]}", "list", "text",
				      view_words(why.ja, why.en), "id",
				      text_equal(why.field, "q") ? "q" : NULL));
	return 0;
}

/* ---- the handlers ---- */

static int all(struct web *web, const struct request *rq, struct response *rs, json_t *view,
	       struct err *err)
{
	CLEANUP(json_done) json_t *rows = NULL;
	json_t *list = json_array(), *row;
	size_t i;
	int r = store_rows(web->store, "lists", STORE_VALUES(STORE_INT(0)), &rows, err);

	json_array_foreach (rows, i, row)
		json_array_append_new(list, api_list_about(row));
	json_object_set_new(view, "has_lists", json_boolean(json_array_size(list) > 0));
	json_object_set_new(view, "lists", list);
	json_object_set_new(view, "across", json_true());
	return r < 0 ? r : look_or_refuse(web, rq, 0, view, rs, err);
}

int page_lists(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	json_t *view = view_new(web, rq, "公開されている一覧で調べる", "Look up published lists");
	int r = store_begin_read(web->store, err);

	if (r == 0)
		r = all(web, rq, rs, view, err);
	store_rollback(web->store);
	rs->cache = RESPONSE_PUBLIC;
	if (r == 0)
		return view_render(web, rq, rs, "lists", view, err);
	json_decref(view);
	return r;
}

static int one(struct web *web, const struct request *rq, struct response *rs, json_t **view,
	       struct err *err)
{
	CLEANUP(json_done) json_t *row = NULL;
	int r = api_list_row(web, rq, &row, err);

	if (r < 0)
		return r;
	*view = view_new(web, rq, json_text(row, "name_ja"), json_text(row, "name_en"));
	json_object_set_new(*view, "about", api_list_about(row));
	return look_or_refuse(web, rq, json_int(row, "id", 0), *view, rs, err);
}

int page_lists_one(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	CLEANUP(json_done) json_t *view = NULL;
	int r = store_begin_read(web->store, err);

	if (r == 0)
		r = one(web, rq, rs, &view, err);
	store_rollback(web->store);
	rs->cache = RESPONSE_PUBLIC;
	return r < 0 ? r : view_render(web, rq, rs, "list", steal(view), err);
}

int page_lists_mention(struct web *web, const char *text, json_t **out, struct err *err)
{
	const struct list_query q = { .text = text };
	int64_t count = 0;
	bool more = false;
	int r = list_find_count(web->store, &q, COUNT_MOST, &count, &more, err);

	if (r < 0)
		return r;
	*out = count > 0 ? json_pack("{s:I, s:b}", "count", (json_int_t)count, "capped", more)
			 : json_null();
	return 0;
}
