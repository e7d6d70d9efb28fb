/* Imported lists for programs: which there are, and the products of one, found by a text. */
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "scheme/list_find.h"
#include "store/store.h"
#include "web/api.h"
#include "web/api_list.h"
#include "web/api_query.h"
#include "web/pages.h"
#include "web/view.h"

#define COUNT_MOST 1000

int api_lists(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	CLEANUP(json_done) json_t *rows = NULL;
	json_t *list = json_array(), *row;
	size_t i;
	int r = store_rows(web->store, "lists", STORE_VALUES(STORE_INT(0)), &rows, err);

	(void)rq;
	json_array_foreach (rows, i, row)
		json_array_append_new(list, api_list_about(row));
	json_t *doc = json_pack("{s:o}", "lists", list);
	if (r == 0)
		return api_answer(rs, doc, err);
	json_decref(doc);
	return r;
}

static int look(struct web *web, const struct request *rq, struct list_query *q, json_t **doc,
		struct err *err)
{
	CLEANUP(json_done) json_t *row = NULL;
	CLEANUP(json_done) json_t *page = NULL;
	json_t *products, *one;
	int64_t count = 0;
	bool more = false;
	size_t i;
	int r = api_list_row(web, rq, &row, err);

	if (r < 0)
		return r;
	q->list = json_int(row, "id", 0);
	count = json_int(row, "products", 0);
	r = list_find(web->store, q, &page, err);
	if (r == 0 && q->text)
		r = list_find_count(web->store, q, COUNT_MOST, &count, &more, err);
	/* What is missing now is no page that the reader asked for. */
	if (r < 0)
		return r == E_MISSING ? E_REFUSED : r;
	products = json_array();
	json_array_foreach (json_object_get(page, "products"), i, one)
		json_array_append_new(products, api_list_product(one));
	*doc = json_pack("{s:o, s:o, s:O, s:I, s:b}", "list", api_list_about(row), "products",
			 products, "next", json_object_get(page, "next"), "count",
			 (json_int_t)count, "count_is_least", more);
	return 0;
}

int api_lists_one(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	const char *text = request_query(rq, "q"), *after = request_query(rq, "after");
	struct list_query q = { .text = text && *text ? text : NULL,
				.after = after && *after ? after : NULL };
	struct api_query_problem why;
	json_t *doc = NULL;
	int64_t limit;

	if (!api_number(rq, rs, "limit", 1, API_LIMIT_MAX, API_LIMIT_USUAL, &limit))
		return 0;
	q.limit = (unsigned)limit;
	int r = store_begin_read(web->store, err);
	if (r == 0)
		r = look(web, rq, &q, &doc, err);
	store_rollback(web->store);
	if (r < 0 && r != E_MISSING && api_query_refused(r == E_REFUSED ? E_MISSING : r, &why))
		return api_refuse(rs, why.en);
	if (r < 0)
		return r;
	const char *next = json_text(doc, "next");
	if (next) {
		CLEANUP(mem_freep) char *address = view_here(rq, "after", next);

		api_link(rs, address, "next");
	}
	return api_answer(rs, doc, err);
}
