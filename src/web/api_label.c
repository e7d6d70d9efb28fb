#include "web/api_label.h"

#include "base/base64.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/search.h"
#include "store/store.h"
#include "web/api.h"
#include "web/label_today.h"
#include "web/pages.h"
#include "workflow/settings.h"

int api_label_row(struct web *web, int64_t now, const char *number, json_t **row, struct err *err)
{
	int r =
	    store_row(web->store, "label_by_number", STORE_VALUES(STORE_TEXT(number)), row, err);

	if (r == 0)
		label_today(web, now, "status", *row);
	return r;
}

bool api_label_in_force(const char *status)
{
	return text_equal(status, "valid") || text_equal(status, "extension_pending");
}

/* Copied by reference: what there is not is null. */
static void lend(json_t *to, const char *name, const json_t *from, const char *member)
{
	json_t *value = json_object_get(from, member);

	json_object_set_new(to, name, value ? json_incref(value) : json_null());
}

static const char *base_url(const struct web *web)
{
	return web->settings ? json_text(web->settings->doc, "base_url") : NULL;
}

/* What both forms begin with. */
static json_t *begin(struct web *web, const json_t *row, int64_t models)
{
	static const char *const same[] = { "number", "level", "status" };
	static const char *const days[] = { "issued", "valid_until", "support_until" };
	CLEANUP(mem_freep) char *page = api_page(base_url(web), json_text(row, "number"));
	const json_t *body = json_object_get(row, "body");
	json_t *out = json_object();

	for (size_t i = 0; i < ARRAY_LEN(same); i++)
		lend(out, same[i], row, same[i]);
	json_object_set_new(out, "status_since", api_time(json_int(row, "status_since", 0)));
	for (size_t i = 0; i < ARRAY_LEN(days); i++)
		lend(out, days[i], row, days[i]);
	json_object_set_new(
	    out, "attester",
	    json_string(json_int(row, "level", 0) <= 2 ? "applicant" : "scheme_owner"));
	lend(out, "applicant", body, "applicant");
	json_object_set_new(out, "models_count", json_integer(models));
	json_object_set_new(out, "page", json_string(page));
	lend(out, "seq", row, "changed");
	json_object_set_new(out, "changed_at", api_time(json_int(row, "changed_at", 0)));
	return out;
}

static int count_models(struct web *web, const json_t *row, int64_t *count, struct err *err)
{
	return store_int(web->store, "label_models_count",
			 STORE_VALUES(STORE_TEXT(json_text(row, "number"))), count, err);
}

int api_label_short(struct web *web, const json_t *row, json_t **out, struct err *err)
{
	const json_t *body = json_object_get(row, "body");
	const json_t *product = json_object_get(body, "product");
	int64_t models;
	int r = count_models(web, row, &models, err);

	if (r < 0)
		return r;
	json_t *label = begin(web, row, models);
	json_t *some = json_object();
	lend(some, "name", product, "name");
	lend(some, "category", product, "category");
	json_object_set_new(label, "product", some);
	lend(label, "criteria", body, "criteria");
	*out = label;
	return 0;
}

/* ---- the whole ---- */

static int add_statuses(struct web *web, json_t *label, const char *number, struct err *err)
{
	CLEANUP(json_done) json_t *rows = NULL;
	json_t *row, *list = json_array();
	size_t i;
	int r =
	    store_rows(web->store, "label_statuses", STORE_VALUES(STORE_TEXT(number)), &rows, err);

	json_object_set_new(label, "statuses", list);
	json_array_foreach (rows, i, row) {
		const char *ja = json_text(row, "reason_ja"), *en = json_text(row, "reason_en");
		json_t *one = json_object();

		lend(one, "seq", row, "seq");
		json_object_set_new(one, "at", api_time(json_int(row, "at", 0)));
		lend(one, "status", row, "status");
		lend(one, "valid_until", row, "valid_until");
		json_object_set_new(one, "reason",
				    ja && en ? json_pack("{s:s, s:s}", "ja", ja, "en", en)
					     : json_null());
		json_array_append_new(list, one);
	}
	return r;
}

static int add_notices(struct web *web, json_t *label, const char *number, struct err *err)
{
	CLEANUP(json_done) json_t *rows = NULL;
	json_t *row, *list = json_array();
	size_t i;
	int r =
	    store_rows(web->store, "label_notices", STORE_VALUES(STORE_TEXT(number)), &rows, err);

	json_object_set_new(label, "notices", list);
	json_array_foreach (rows, i, row) {
		json_t *one = json_object(), *text = json_object();

		lend(one, "seq", row, "seq");
		json_object_set_new(one, "at", api_time(json_int(row, "at", 0)));
		lend(one, "kind", row, "kind");
		lend(text, "ja", row, "ja");
		lend(text, "en", row, "en");
		json_object_set_new(one, "text", text);
		lend(one, "url", row, "url");
		json_array_append_new(list, one);
	}
	return r;
}

int api_label_whole(struct web *web, const json_t *row, int64_t most, json_t **out, struct err *err)
{
	static const char *const members[] = { "product",    "route",
					       "criteria",   "result",
					       "evaluator",  "vulnerability_report_url",
					       "update_url", "security_information" };
	CLEANUP(json_done) json_t *label = NULL;
	const char *number = json_text(row, "number");
	json_t *models = NULL;
	int64_t count;
	int r = count_models(web, row, &count, err);

	if (r < 0)
		return r;
	label = begin(web, row, count);
	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		lend(label, members[i], json_object_get(row, "body"), members[i]);
	r = store_rows(web->store, "page_models", STORE_VALUES(STORE_TEXT(number), STORE_INT(most)),
		       &models, err);
	if (r < 0)
		return r;
	json_object_set_new(label, "models", models);
	r = add_statuses(web, label, number, err);
	if (r == 0)
		r = add_notices(web, label, number, err);
	if (r == 0)
		*out = steal(label);
	return r;
}

/* ---- what somebody meant ---- */

int api_label_meant(struct web *web, const char *number, char **out, bool *same, struct err *err)
{
	CLEANUP(json_done) json_t *page = NULL;
	const struct search_query q = { .text = number, .limit = 1 };
	struct err said = { 0 };
	int r = search_find(web->store, &q, &page, &said);

	*out = NULL;
	*same = false;
	/* No text that could be a number. */
	if (r == E_LIMIT || r == E_FORMAT || r == E_MISSING)
		return 0;
	if (r < 0)
		return err_set(err, r, "%s", said.text);
	const json_t *hit = json_array_get(json_object_get(page, "hits"), 0);
	const json_t *found = json_object_get(hit, "found");
	if (!text_equal(json_text(found, "kind"), "number") ||
	    !text_equal(json_text(found, "rank"), "same"))
		return 0;
	const char *text = json_text(hit, "number");
	*same = text_equal_nocase(bytes_of(number), text);
	*out = mem_text(text);
	return 0;
}

/* ---- the handler ---- */

int api_label(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	CLEANUP(json_done) json_t *row = NULL;
	json_t *label = NULL;
	int r = store_begin_read(web->store, err);

	if (r == 0)
		r = api_label_row(web, rq->now, request_at(rq, "number"), &row, err);
	if (r == 0)
		r = api_label_whole(web, row, INT64_MAX, &label, err);
	store_rollback(web->store);
	return r < 0 ? r : api_answer(rs, label, err);
}

/* The signer's answer as it is; what cannot be asked is a problem. */
int api_label_answer(struct web *web, const struct request *rq, struct response *rs,
		     struct err *err)
{
	CLEANUP(mem_freep)
	char *filename = mem_format("%s-answer.cose", request_at(rq, "number"));
	const char *text = json_text(rq->answer, "answer");

	(void)web;
	rs->cors = true;
	if (!text) {
		response_problem(rs, 400, json_text(json_array_get(rq->problems, 0), "en"));
		return 0;
	}
	if (base64_decode(&rs->body, bytes_of(text)) < 0)
		return err_set(err, E_FORMAT, "the signer's answer is no base 64");
	rs->type = "application/cose";
	rs->filename = steal(filename);
	rs->cache = RESPONSE_MINUTE;
	return 0;
}
