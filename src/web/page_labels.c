/* The list of labels: search box, filters, hits with what each was found by, pages by cursor. */
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/store.h"
#include "web/api_label.h"
#include "web/api_query.h"
#include "web/label_today.h"
#include "web/label_words.h"
#include "web/page_lists.h"
#include "web/pages.h"
#include "web/template_value.h"
#include "web/view.h"
#include "web/view_field.h"
#include "workflow/settings.h"

#define HITS 20
#define COUNT_MOST 1000
#define CATEGORIES_MAX 200

/* ---- the filters ---- */

static void option(json_t *list, const char *value, const char *ja, const char *en)
{
	json_array_append_new(list,
			      json_pack("{s:s, s:o}", "value", value, "label", view_words(ja, en)));
}

static json_t *levels(const struct web *web)
{
	json_t *list = json_array();

	for (unsigned level = 1; level <= 4; level++) {
		const json_t *one = web->settings ? settings_level(web->settings, level) : NULL;
		const json_t *name = json_object_get(one, "name");
		CLEANUP(mem_freep) char *value = mem_format("%u", level);
		CLEANUP(mem_freep) char *star = mem_format("★%u", level);
		const char *ja = json_text(name, "ja"), *en = json_text(name, "en");

		option(list, value, ja ? ja : star, en ? en : star);
	}
	return list;
}

static json_t *statuses(void)
{
	CLEANUP(json_done) json_t *all = label_words_statuses();
	json_t *list = json_array(), *one;
	size_t i;

	json_array_foreach (all, i, one) {
		const json_t *words = json_object_get(one, "words");

		option(list, json_text(one, "name"), json_text(words, "ja"),
		       json_text(words, "en"));
	}
	return list;
}

static int categories(struct web *web, const char *chosen, json_t **out, struct err *err)
{
	CLEANUP(json_done) json_t *rows = NULL;
	json_t *list = json_array(), *row;
	bool there = !chosen;
	size_t i;
	int r = store_rows(web->store, "page_categories", STORE_VALUES(STORE_INT(CATEGORIES_MAX)),
			   &rows, err);

	json_array_foreach (rows, i, row) {
		const char *name = json_text(row, "category");

		there = there || text_equal(name, chosen);
		option(list, name, name, name);
	}
	if (!there)
		option(list, chosen, chosen, chosen);
	*out = list;
	return r;
}

/* A <select> whose first choice is any; options is taken over. */
static void filter(json_t *fields, const struct request *rq, const char *name, const char *ja,
		   const char *en, json_t *options)
{
	CLEANUP(mem_freep) char *id = view_field_id(name);
	const char *chosen = request_query(rq, name);
	json_t *one;
	size_t i;

	json_array_foreach (options, i, one)
		json_object_set_new(one, "on",
				    json_boolean(text_equal(json_text(one, "value"), chosen)));
	json_array_append_new(fields, json_pack("{s:s, s:s, s:o, s:o}", "id", id, "name", name,
						"label", view_words(ja, en), "options", options));
}

/* From and to, of the issue and of the end; *typed_any: one of them was asked for. */
static json_t *days(const struct request *rq, bool *typed_any)
{
	static const char *const words[API_QUERY_DAYS][2] = {
		{ "発行日（この日から）", "Issued from" },
		{ "発行日（この日まで）", "Issued until" },
		{ "有効期限（この日から）", "Label ends from" },
		{ "有効期限（この日まで）", "Label ends until" },
	};
	json_t *fields = json_array();

	for (size_t i = 0; i < API_QUERY_DAYS; i++) {
		const char *name = api_query_day_names[i], *typed = request_query(rq, name);
		CLEANUP(mem_freep) char *id = view_field_id(name);

		*typed_any = *typed_any || (typed && *typed);
		json_array_append_new(fields,
				      json_pack("{s:s, s:s, s:o, s:s}", "id", id, "name", name,
						"label", view_words(words[i][0], words[i][1]),
						"value", typed ? typed : ""));
	}
	return fields;
}

static int add_filters(struct web *web, const struct request *rq, json_t *view, struct err *err)
{
	const char *chosen = request_query(rq, "category");
	json_t *fields = json_array(), *found = NULL;
	bool by_day = false;
	int r = categories(web, chosen && *chosen ? chosen : NULL, &found, err);

	filter(fields, rq, "level", "レベル", "Level", levels(web));
	filter(fields, rq, "status", "状態", "Status", statuses());
	filter(fields, rq, "category", "製品類型", "Category", found);
	json_object_set_new(view, "filters", fields);
	json_object_set_new(view, "days", days(rq, &by_day));
	json_object_set_new(view, "by_day", json_boolean(by_day));
	return r;
}

/* ---- the hits ---- */

/* What matched, when it is nothing that stands in the row anyway. */
static json_t *found_by(const json_t *label, const json_t *product)
{
	const json_t *found = json_object_get(label, "found");
	const char *kind = json_text(found, "kind"), *text = json_text(found, "text");
	const json_t *name = json_object_get(product, "name");

	if (!text || text_equal(kind, "number") || text_equal(text, json_text(name, "ja")))
		return json_null();
	return json_pack("{s:o, s:s}", "kind", label_words_found(kind), "text", text);
}

static int add_hit(struct web *web, const struct request *rq, const json_t *hit, json_t *list,
		   struct err *err)
{
	CLEANUP(json_done) json_t *row = NULL;
	json_t *label = NULL;
	int r = api_label_row(web, rq->now, json_text(hit, "number"), &row, err);

	if (r == 0)
		r = api_label_short(web, row, &label, err);
	if (r < 0)
		return r;
	json_object_set(label, "found", json_object_get(hit, "found"));
	json_object_set_new(label, "found_by", found_by(label, json_object_get(label, "product")));
	json_object_set_new(label, "standing", label_words_status(json_text(label, "status")));
	json_object_set_new(label, "stars", label_words_stars(json_int(label, "level", 0)));
	json_array_append_new(list, label);
	return 0;
}

/* That imported lists have something, too: elsewhere, as it is no label of this registry. */
static int mention(struct web *web, const char *text, json_t *view, struct err *err)
{
	json_t *lists = NULL;
	int r = page_lists_mention(web, text, &lists, err);

	if (r == 0)
		json_object_set_new(view, "lists", lists);
	return r;
}

static int look(struct web *web, const struct request *rq, struct search_query *q, json_t *view,
		struct err *err)
{
	CLEANUP(json_done) json_t *page = NULL;
	CLEANUP(json_done) json_t *late = NULL;
	json_t *list = json_array(), *hit;
	int64_t count = 0;
	bool more = false;
	size_t i;
	int r = label_today_late(web, rq->now, &late, err);

	q->late = late;
	json_object_set_new(view, "labels", list);
	if (r == 0)
		r = search_find(web->store, q, &page, err);
	if (r == 0)
		r = search_count(web->store, q, COUNT_MOST, &count, &more, err);
	if (r < 0)
		return r;
	json_array_foreach (json_object_get(page, "hits"), i, hit) {
		r = add_hit(web, rq, hit, list, err);
		if (r < 0)
			return r == E_MISSING ? err_set(err, E_VERIFY, "search and labels differ")
					      : r;
	}
	json_object_set_new(view, "count", json_integer(count));
	json_object_set_new(view, "none", json_boolean(count == 0 && !more));
	json_object_set_new(view, "capped", json_boolean(more));
	q->late = NULL;
	json_object_set_new(view, "pager", view_pager(rq, NULL, json_text(page, "next")));
	return q->text && !q->after ? mention(web, q->text, view, err) : 0;
}

/* A query that cannot be looked for: the form again, with why. */
static void refuse(json_t *view, struct response *rs, const struct api_query_problem *why)
{
	CLEANUP(mem_freep) char *id = view_field_id(why->field);
	bool has_field = !text_equal(why->field, "after");

	rs->status = 400;
	json_object_set_new(view, "problems",
			    json_pack("{s:[{s:o, s:s?}]}", "list", "text",
				      view_words(why->ja, why->en), "id",
				      !has_field                    ? NULL
				      : text_equal(why->field, "q") ? "q"
								    : id));
}

/* The same query for the files: what is in the address but page and language. */
static char *file_address(const char *path, const struct request *rq)
{
	static const char *const not_theirs[] = { "after", "before", "lang" };
	struct request plain = *rq;
	CLEANUP(json_done) json_t *query = json_copy(json_lend(rq->query));

	for (size_t i = 0; i < ARRAY_LEN(not_theirs); i++)
		json_object_del(query, not_theirs[i]);
	plain.query = query;
	plain.path = path;
	return view_here(&plain, NULL, NULL);
}

int page_labels(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	CLEANUP(mem_freep) char *csv = file_address("/labels.csv", rq);
	CLEANUP(mem_freep) char *ndjson = file_address("/labels.ndjson", rq);
	CLEANUP(json_done) json_t *view = view_new(web, rq, "ラベルを探す", "Find labels");
	struct api_query_problem why;
	struct search_query q;
	bool good = api_query_read(&q, rq, &why);
	int r = store_begin_read(web->store, err);

	if (r == 0)
		r = add_filters(web, rq, view, err);
	q.limit = HITS;
	if (r == 0 && good) {
		r = look(web, rq, &q, view, err);
		good = !api_query_refused(r, &why);
		r = good ? r : 0;
	}
	store_rollback(web->store);
	if (r < 0)
		return r;
	json_object_set_new(view, "q",
			    json_string(request_query(rq, "q") ? request_query(rq, "q") : ""));
	json_object_set_new(view, "maker", q.maker ? json_string(q.maker) : json_null());
	json_object_set_new(view, "found", json_boolean(good));
	json_object_set_new(view, "asked", json_boolean(good && api_query_any(&q)));
	json_object_set_new(view, "csv", json_string(csv));
	json_object_set_new(view, "ndjson", json_string(ndjson));
	rs->cache = RESPONSE_PUBLIC;
	if (!good)
		refuse(view, rs, &why);
	return view_render(web, rq, rs, "labels", steal(view), err);
}
