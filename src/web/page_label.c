/*
 * The page of a label, to which its code leads: what it says is the answer of /v1/labels/NUMBER
 * with words around it, so nothing can stand here that does not stand there.
 */
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "store/store.h"
#include "web/api.h"
#include "web/api_accept.h"
#include "web/api_criteria.h"
#include "web/api_label.h"
#include "web/label_words.h"
#include "web/page_answer.h"
#include "web/page_artwork_choice.h"
#include "web/pages.h"
#include "web/template_value.h"
#include "web/verify_view.h"
#include "web/view.h"
#include "workflow/country.h"
#include "workflow/settings.h"

#define MODELS_FIRST 50

/* ---- what was assessed ---- */

/* The words for a verdict stand in the template: there are many rows, and pages are made often. */
static json_t *result_row(const struct web *web, const char *id, const char *verdict,
			  const json_t *because)
{
	const json_t *criterion = api_criteria_find(web->pack, id);
	json_t *row = json_object();

	json_object_set_new(row, "id", json_string(id));
	json_object_set_new(row, "verdict", json_string(verdict));
	json_object_set_new(row, "known", json_boolean(criterion != NULL));
	if (criterion)
		json_object_set(row, "title", json_object_get(criterion, "title"));
	json_object_set_new(row, "because",
			    because ? json_incref(json_lend(because)) : json_null());
	return row;
}

static bool has_row(const json_t *result, const char *id)
{
	json_t *row;
	size_t i;

	json_array_foreach (json_lend(result), i, row)
		if (text_equal(json_text(row, "criterion"), id))
			return true;
	return false;
}

/* Where the route waives a criterion, what was handed in may have no row for it. */
static void add_waived(const struct web *web, const json_t *label, json_t *list)
{
	const char *pack = json_text(json_object_get(label, "criteria"), "id");
	json_t *criterion;
	size_t i;

	if (!web->settings || !text_equal(pack, json_text(web->pack, "id")))
		return;
	json_array_foreach (json_object_get(web->pack, "criteria"), i, criterion) {
		const char *id = json_text(criterion, "id");

		if (!has_row(json_object_get(label, "result"), id) &&
		    settings_waives(web->settings, json_text(label, "route"), pack, id,
				    json_text(label, "issued")))
			json_array_append_new(list, result_row(web, id, "waived", NULL));
	}
}

static void add_results(const struct web *web, const json_t *label, json_t *view)
{
	json_t *list = json_array(), *row;
	int64_t met = 0;
	size_t i;

	json_array_foreach (json_object_get(label, "result"), i, row) {
		const char *verdict = json_text(row, "verdict");

		met += text_equal(verdict, "pass");
		json_array_append_new(list, result_row(web, json_text(row, "criterion"), verdict,
						       json_object_get(row, "because")));
	}
	add_waived(web, label, list);
	json_object_set_new(view, "results_count", json_integer((json_int_t)json_array_size(list)));
	json_object_set_new(view, "results_met", json_integer(met));
	json_object_set_new(view, "results", list);
}

/* ---- words ---- */

static json_t *route_name(const struct web *web, const char *route)
{
	const json_t *routes = web->settings ? json_object_get(web->settings->doc, "routes") : NULL;
	const json_t *name = route ? json_object_get(json_object_get(routes, route), "name") : NULL;

	return name ? json_incref(json_lend(name)) : json_null();
}

static void add_words(const struct web *web, const json_t *label, json_t *view)
{
	const char *country = json_text(json_object_get(label, "product"), "country");
	const struct country *known = country ? country_find(country) : NULL;
	const char *contact = json_text(json_object_get(label, "product"), "contact");
	json_t *doc = web->settings ? web->settings->doc : NULL;
	int64_t level = json_int(label, "level", 0);

	json_object_set_new(view, "standing", label_words_status(json_text(label, "status")));
	json_object_set_new(view, "stars", label_words_stars(level));
	json_object_set_new(view, "attester", label_words_attester(level));
	json_object_set_new(view, "evaluator_words",
			    label_words_evaluator(json_text(label, "evaluator")));
	json_object_set_new(view, "route_name", route_name(web, json_text(label, "route")));
	json_object_set_new(view, "country",
			    known     ? view_words(known->ja, known->en)
			    : country ? json_string(country)
				      : json_null());
	json_object_set_new(
	    view, "contact_is_address",
	    json_boolean(contact && contact[0] != '/' && template_value_followable(contact)));
	json_object_set_new(view, "specimen",
			    json_boolean(json_flag(json_object_get(doc, "scheme"), "specimen")));
}

/* Days and hours as the template prints them: Unix seconds instead of RFC 3339. */
static json_t *with_seconds(const json_t *rows)
{
	json_t *list = json_array(), *row;
	size_t i;

	json_array_foreach (json_lend(rows), i, row) {
		json_t *one = json_copy(row);
		int64_t at = 0;

		if (time_parse(json_text(row, "at"), &at) == 0)
			json_object_set_new(one, "at", json_integer(at));
		json_array_append_new(list, one);
	}
	return list;
}

static void add_history(const json_t *label, json_t *view)
{
	json_t *statuses = with_seconds(json_object_get(label, "statuses"));
	json_t *notices = with_seconds(json_object_get(label, "notices"));
	json_t *by_maker = json_array(), *corrections = json_array(), *row;
	size_t i;

	json_array_foreach (statuses, i, row)
		json_object_set_new(row, "standing", label_words_status(json_text(row, "status")));
	/* The registry's word on its own mistakes is not among those of the maker. */
	json_array_foreach (notices, i, row) {
		const char *kind = json_text(row, "kind");
		const bool is_ours = text_equal(kind, "correction") || text_equal(kind, "withheld");

		json_object_set_new(row, "kind_words", label_words_notice(kind));
		json_array_append(is_ours ? corrections : by_maker, row);
	}
	json_decref(notices);
	/* The newest says why the status is what it is; but for one that ended this very day. */
	const json_t *newest = json_array_get(statuses, 0);
	json_t *reason = text_equal(json_text(newest, "status"), json_text(label, "status"))
			     ? json_object_get(newest, "reason")
			     : NULL;
	json_object_set_new(view, "reason", reason ? json_incref(reason) : json_null());
	json_object_set_new(view, "statuses", statuses);
	json_object_set_new(view, "notices", by_maker);
	json_object_set_new(view, "corrections", corrections);
}

/* ---- the page ---- */

/* For the script that verifies a code: the numbers of all models, if all are on the page. */
static json_t *model_numbers(const json_t *label)
{
	json_t *list = json_array(), *model;
	size_t i;

	json_array_foreach (json_object_get(label, "models"), i, model)
		json_array_append(list, json_object_get(model, "number"));
	return list;
}

static int show(struct web *web, const struct request *rq, struct response *rs, const json_t *row,
		json_t *label, struct err *err)
{
	CLEANUP(json_done) json_t *owned = label;
	const json_t *name = json_object_get(json_object_get(label, "product"), "name");
	const char *ja = json_text(name, "ja"), *en = json_text(name, "en");
	const char *number = json_text(label, "number");
	json_t *view = view_new(web, rq, ja ? ja : number, en ? en : ja ? ja : number), *value;
	const char *member;

	json_object_foreach (owned, member, value)
		json_object_set(view, member, value);
	add_words(web, label, view);
	add_results(web, label, view);
	add_history(label, view);
	bool in_force = api_label_in_force(json_text(label, "status"));
	json_object_set_new(view, "in_force", json_boolean(in_force));
	if (in_force)
		json_object_set_new(view, "artwork", page_artwork_choice(web, rq, row));
	int64_t left = json_int(label, "models_count", 0) -
		       (int64_t)json_array_size(json_object_get(label, "models"));
	json_object_set_new(view, "models_more", json_boolean(left > 0));
	json_object_set_new(view, "fields", page_answer_fields(rq));
	CLEANUP(json_done) json_t *models = model_numbers(owned);
	json_object_set_new(view, "verify", verify_view(web, rq, false, left > 0 ? NULL : models));
	rs->cache = RESPONSE_PUBLIC;
	return view_render(web, rq, rs, "label", view, err);
}

/* There is none of that number: a warning for a buyer, and a way on. */
static int missing(struct web *web, const struct request *rq, struct response *rs,
		   const char *meant, struct err *err)
{
	json_t *view =
	    view_new(web, rq, "この番号は登録されていません", "This number is not in the register");

	rs->status = 404;
	json_object_set_new(view, "number", json_string(request_at(rq, "number")));
	json_object_set_new(view, "meant", meant ? json_string(meant) : json_null());
	return view_render(web, rq, rs, "label_missing", view, err);
}

/* A code may have been read in capitals, a person may have typed it: the page has one address. */
static int find_another(struct web *web, const struct request *rq, struct response *rs,
			struct err *err)
{
	CLEANUP(mem_freep) char *meant = NULL;
	bool same;
	int r = api_label_meant(web, request_at(rq, "number"), &meant, &same, err);

	if (r < 0)
		return r;
	if (same) {
		CLEANUP(mem_freep) char *page = api_page(NULL, meant);

		response_redirect(rs, page);
		return 0;
	}
	return api_accept_json(rq->accept) ? E_MISSING : missing(web, rq, rs, meant, err);
}

static void add_links(struct response *rs, const char *number, bool json)
{
	CLEANUP(mem_freep) char *page = api_page(NULL, number);
	CLEANUP(mem_freep) char *api = mem_format("/v1/labels/%s", page + strlen("/L/"));

	api_link(rs, json ? page : api, "alternate");
}

int page_label(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	bool json = api_accept_json(rq->accept);
	bool all = json || text_equal(request_query(rq, "models"), "all");
	const char *number = request_at(rq, "number");
	CLEANUP(json_done) json_t *row = NULL;
	json_t *label = NULL;
	int r = store_begin_read(web->store, err);

	if (r == 0)
		r = api_label_row(web, rq->now, number, &row, err);
	if (r == 0)
		r = api_label_whole(web, row, all ? INT64_MAX : MODELS_FIRST, &label, err);
	if (r == E_MISSING)
		r = find_another(web, rq, rs, err);
	store_rollback(web->store);
	if (r < 0 || !label)
		return r;
	add_links(rs, number, json);
	return json ? api_answer(rs, label, err) : show(web, rq, rs, row, label, err);
}

/* /l/NUMBER: what a reader of codes made of HTTPS://HOST/L/NUMBER. */
int page_label_small(struct web *web, const struct request *rq, struct response *rs,
		     struct err *err)
{
	CLEANUP(mem_freep) char *page = api_page(NULL, request_at(rq, "number"));

	(void)web;
	(void)err;
	response_redirect(rs, page);
	return 0;
}
