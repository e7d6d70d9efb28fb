/* The list of labels: newest first, or by how well a text is found; pages by cursor. */
#include "base/err.h"
#include "base/mem.h"
#include "store/store.h"
#include "web/api.h"
#include "web/api_label.h"
#include "web/api_query.h"
#include "web/label_today.h"
#include "web/pages.h"
#include "web/view.h"

#define COUNT_MOST 1000

/* The short form of each hit, with what it was found by. */
static int add_hits(struct web *web, int64_t now, const json_t *hits, json_t *list, struct err *err)
{
	json_t *hit;
	size_t i;
	int r = 0;

	json_array_foreach (json_lend(hits), i, hit) {
		CLEANUP(json_done) json_t *row = NULL;
		json_t *label = NULL;

		r = api_label_row(web, now, json_text(hit, "number"), &row, err);
		if (r == 0)
			r = api_label_short(web, row, &label, err);
		if (r < 0)
			return r;
		json_object_set(label, "found", json_object_get(hit, "found"));
		json_array_append_new(list, label);
	}
	return r;
}

static int look(struct web *web, int64_t now, struct search_query *q, json_t **page, int64_t *count,
		bool *more, struct err *err)
{
	CLEANUP(json_done) json_t *late = NULL;
	CLEANUP(json_done) json_t *found = NULL;
	CLEANUP(json_done) json_t *list = json_array();
	int r = label_today_late(web, now, &late, err);

	q->late = late;
	if (r == 0)
		r = search_find(web->store, q, &found, err);
	if (r == 0)
		r = search_count(web->store, q, COUNT_MOST, count, more, err);
	q->late = NULL;
	if (r < 0)
		return r;
	/* What is missing now is no page that the reader asked for. */
	r = add_hits(web, now, json_object_get(found, "hits"), list, err);
	if (r < 0)
		return r == E_MISSING ? err_set(err, E_VERIFY, "search and labels differ") : r;
	*page = json_pack("{s:O, s:O}", "labels", list, "next", json_object_get(found, "next"));
	return 0;
}

int api_labels(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	struct api_query_problem why;
	struct search_query q;
	json_t *page = NULL;
	int64_t limit, count = 0;
	bool more = false;

	if (!api_number(rq, rs, "limit", 1, API_LIMIT_MAX, API_LIMIT_USUAL, &limit))
		return 0;
	if (!api_query_read(&q, rq, &why))
		return api_refuse(rs, why.en);
	q.limit = (unsigned)limit;
	int r = store_begin_read(web->store, err);
	if (r == 0)
		r = look(web, rq->now, &q, &page, &count, &more, err);
	store_rollback(web->store);
	if (r < 0)
		return api_query_refused(r, &why) ? api_refuse(rs, why.en) : r;
	json_object_set_new(page, "count", json_integer(count));
	json_object_set_new(page, "count_is_least", json_boolean(more));
	const char *next = json_text(page, "next");
	if (next) {
		CLEANUP(mem_freep) char *address = view_here(rq, "after", next);

		api_link(rs, address, "next");
	}
	return api_answer(rs, page, err);
}
