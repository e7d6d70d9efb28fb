/* One label of the maker's: status, days left, artwork, renewal, withdrawal, notices, history. */
#include "base/day.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/store.h"
#include "web/label_words.h"
#include "web/api_label.h"
#include "web/page_artwork_choice.h"
#include "web/pages.h"
#include "web/view.h"
#include "web/workdesk.h"
#include "web/workdesk_findings.h"
#include "web/workdesk_history.h"
#include "web/workdesk_moves.h"
#include "workflow/settings.h"

static json_t *label(const struct web *web, const struct request *rq, const json_t *row)
{
	const char *until = json_text(row, "valid_until"), *state = json_text(row, "state");
	const json_t *renewal = json_object_get(web->settings->doc, "renewal");
	char today[DAY_TEXT_MAX], from[DAY_TEXT_MAX] = "";
	int64_t left = -1;
	bool valid = text_equal(state, "valid");

	day_of(today, rq->now);
	if (until && day_between(today, until, &left) < 0)
		left = -1;
	if (until && day_add(from, until, -json_int(renewal, "window_days", 0)) < 0)
		from[0] = '\0';
	return json_pack(
	    "{s:s, s:I, s:o, s:O, s:s?, s:s?, s:I, s:b, s:s?, s:s}", "number",
	    json_text(row, "number"), "version", (json_int_t)json_int(row, "version", 0), "state",
	    workdesk_state(MACHINE_LABEL, state), "level", json_object_get(row, "level"), "issued",
	    json_text(row, "issued"), "valid_until", until, "left", (json_int_t)left, "running",
	    left >= 0 && (valid || text_equal(state, "extension_pending")), "renewable_from",
	    valid && from[0] && day_compare(today, from) < 0 ? from : NULL, "today", today);
}

static json_t *notice_state(const char *state)
{
	if (text_equal(state, "accepted"))
		return json_pack("{s:o, s:s}", "label", view_words("受理", "accepted"), "kind",
				 "good");
	if (text_equal(state, "declined"))
		return json_pack("{s:o, s:s}", "label", view_words("不受理", "declined"), "kind",
				 "bad");
	return json_pack("{s:o, s:s}", "label", view_words("事務局が確認中", "being looked at"),
			 "kind", "care");
}

static json_t *notice(const json_t *row, const json_t *document)
{
	const json_t *body = json_object_get(row, "body");
	const json_t *change = json_object_get(body, "change");
	const char *state = json_text(row, "state");
	/* The papers move on: what was decided is compared with what was in force then. */
	const json_t *against =
	    text_equal(state, "open") ? document : json_object_get(body, "before");

	return json_pack("{s:O, s:O, s:o, s:b, s:s?, s:s?, s:o}", "id", json_object_get(row, "id"),
			 "at", json_object_get(row, "at"), "state", notice_state(state), "change",
			 text_equal(json_text(row, "kind"), "change"), "why",
			 json_text(body, "why"), "answer", json_text(row, "answer"), "difference",
			 against && change ? workdesk_findings_difference(against, change)
					   : json_array());
}

static int notices(struct web *web, const json_t *row, json_t *view, struct err *err)
{
	CLEANUP(json_done) json_t *rows = NULL;
	CLEANUP(json_done) json_t *application = NULL;
	json_t *list = json_array(), *one;
	size_t i;

	json_object_set_new(view, "notices", list);
	int r = store_rows(web->store, "notices_of",
			   STORE_VALUES(STORE_TEXT(json_text(row, "number"))), &rows, err);
	if (r == 0)
		r = workdesk_application_of(web, row, &application, err);
	if (r < 0)
		return r;
	json_array_foreach (rows, i, one)
		json_array_append_new(list, notice(one, json_object_get(application, "body")));
	const json_t *name = json_object_get(
	    json_object_get(json_object_get(application, "body"), "product"), "name");
	json_object_set_new(view, "product",
			    workdesk_words(json_text(name, "ja"), json_text(name, "en")));
	return 0;
}

/* Of a label that has become public and is in force; else there is nothing to download. */
static int artwork(struct web *web, const struct request *rq, const char *number, json_t *view,
		   struct err *err)
{
	CLEANUP(json_done) json_t *public = NULL;
	int r = api_label_row(web, rq->now, number, &public, err);

	if (r == 0 && api_label_in_force(json_text(public, "status")))
		json_object_set_new(view, "files", page_artwork_choice(web, rq, public));
	return r == E_MISSING ? 0 : r;
}

static int show(struct web *web, const struct request *rq, const json_t *row, json_t *view,
		struct err *err)
{
	CLEANUP(json_done) json_t *facts = NULL;
	const char *number = json_text(row, "number");
	CLEANUP(mem_freep) char *path = mem_format("%s/labels/%s", workdesk_base(rq), number);
	CLEANUP(mem_freep) char *move = mem_format("%s/move", path);
	json_t *history = NULL, *statuses = NULL, *public = NULL;
	int r = workdesk_facts(web, rq, MACHINE_LABEL, row, &facts, err);

	if (r == 0)
		r = workdesk_history(web, rq, MACHINE_LABEL, number, &history, err);
	json_object_set_new(view, "history", history);
	if (r == 0)
		r = store_rows(web->store, "label_statuses", STORE_VALUES(STORE_TEXT(number)),
			       &statuses, err);
	json_object_set_new(view, "statuses", statuses);
	if (r == 0)
		r = store_rows(web->store, "label_notices", STORE_VALUES(STORE_TEXT(number)),
			       &public, err);
	json_object_set_new(view, "public", public);
	if (r == 0)
		r = notices(web, row, view, err);
	if (r == 0)
		r = artwork(web, rq, number, view, err);
	if (r < 0)
		return r;
	json_t *one;
	size_t i;
	json_array_foreach (statuses, i, one)
		json_object_set_new(one, "state",
				    workdesk_state(MACHINE_LABEL, json_text(one, "status")));
	json_array_foreach (public, i, one)
		json_object_set_new(one, "kind_words", label_words_notice(json_text(one, "kind")));
	json_object_set_new(view, "label", label(web, rq, row));
	json_object_set_new(view, "path", json_string(path));
	json_object_set_new(view, "application", json_integer(json_int(row, "application", 0)));
	json_object_set_new(view, "moves", workdesk_moves(rq, MACHINE_LABEL, row, facts, move));
	return 0;
}

int page_maker_label(struct web *web, const struct request *rq, struct response *rs,
		     struct err *err)
{
	CLEANUP(json_done) json_t *row = NULL;
	const char *done = rq->form ? NULL : request_query(rq, "done");
	int r = workdesk_registration(web, rq, &row, err);

	if (r < 0)
		return r;
	CLEANUP(mem_freep) char *ja = mem_format("ラベル %s", json_text(row, "number"));
	CLEANUP(mem_freep) char *en = mem_format("Label %s", json_text(row, "number"));
	json_t *view = view_new(web, rq, ja, en);
	r = show(web, rq, row, view, err);
	if (r < 0) {
		json_decref(view);
		return r;
	}
	json_object_set_new(view, "done", done ? json_string(done) : json_null());
	return view_render(web, rq, rs, "maker_label", view, err);
}
