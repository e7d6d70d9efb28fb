/* The maker's desk: what there is to do next, the applications, the labels. */
#include "base/day.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/store.h"
#include "web/label_today.h"
#include "web/pages.h"
#include "web/view.h"
#include "web/workdesk.h"
#include "workflow/settings.h"

/* What a state means to a maker, and whether it is their turn. */
static const struct next {
	const char *state;
	bool mine;
	const char *ja, *en;
} nexts[] = {
	{ "draft", true, "申請内容を入力し、申請番号を取得してください。",
	  "Fill in the application and take an application number." },
	{ "numbered", true, "チェックリストを用意し、申請を提出してください。",
	  "Prepare the checklist and hand in the application." },
	{ "returned", true, "指摘された点を直し、再提出してください。",
	  "Correct what was pointed out and hand it in again." },
	{ "submitted", false, "事務局の形式確認を待っています。",
	  "The office is checking the form." },
	{ "inquiry", false, "関係機関の確認を待っています。", "The authorities are being asked." },
	{ "accepted", true, "手数料を納付してください。", "Please pay the fee." },
	{ "paid", false, "発行の決定を待っています。", "A decision is due." },
	{ "proposed", false, "認証の決定を待っています。", "A decision is due." },
	{ "issued", false, "ラベルが発行されました。", "The label was issued." },
	{ "not_accepted", false, "受理されませんでした。", "It was not accepted." },
	{ "refused", false, "ラベルは発行されませんでした。", "No label was issued." },
	{ "withdrawn", false, "取り下げられました。", "It was withdrawn." },
};

static json_t *application(const json_t *row, const char *today)
{
	const char *state = json_text(row, "state"), *due = json_text(row, "due");
	const char *number = json_text(row, "application_number");
	/* The last word was not ours: somebody may wait for an answer. */
	const char *last = json_text(row, "last_message_role");
	json_t *out = json_pack(
	    "{s:I, s:o, s:o, s:s?, s:b, s:b}", "id", (json_int_t)json_int(row, "id", 0), "product",
	    workdesk_words(json_text(row, "product_ja"), json_text(row, "product_en")), "state",
	    workdesk_state(MACHINE_APPLICATION, state), "number", number, "message",
	    last && !text_equal(last, "maker"), "overdue", due && day_compare(due, today) < 0);

	for (size_t i = 0; i < ARRAY_LEN(nexts); i++)
		if (text_equal(nexts[i].state, state)) {
			json_object_set_new(out, "next", view_words(nexts[i].ja, nexts[i].en));
			json_object_set_new(out, "mine", json_boolean(nexts[i].mine));
			/* Other people's deadlines are not shown here. */
			json_object_set_new(out, "due",
					    due && nexts[i].mine ? json_string(due) : json_null());
		}
	json_object_set(out, "level", json_object_get(row, "level"));
	json_object_set(out, "changed", json_object_get(row, "changed"));
	return out;
}

static json_t *label(const struct web *web, const json_t *row, const char *today)
{
	const char *until = json_text(row, "valid_until"), *state = json_text(row, "state");
	const json_t *renewal = json_object_get(web->settings->doc, "renewal");
	int64_t left = -1;

	if (until && day_between(today, until, &left) < 0)
		left = -1;
	return json_pack(
	    "{s:s, s:o, s:o, s:O, s:s?, s:I, s:b, s:b}", "number", json_text(row, "number"),
	    "product", workdesk_words(json_text(row, "product_ja"), json_text(row, "product_en")),
	    "state", workdesk_state(MACHINE_LABEL, state), "level", json_object_get(row, "level"),
	    "valid_until", until, "left", (json_int_t)left, "running",
	    left >= 0 && (text_equal(state, "valid") || text_equal(state, "extension_pending")),
	    "renewable",
	    text_equal(state, "valid") && left >= 0 && left <= json_int(renewal, "window_days", 0));
}

int page_maker(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	CLEANUP(json_done) json_t *rows = NULL;
	CLEANUP(json_done) json_t *registrations = NULL;
	int64_t organisation = json_int(rq->account, "organisation", 0);
	json_t *applications = json_array(), *labels = json_array(), *todo = json_array(), *row;
	char today[DAY_TEXT_MAX];
	size_t i;

	int r = store_rows(web->store, "maker_applications", STORE_VALUES(STORE_INT(organisation)),
			   &rows, err);
	if (r == 0)
		r = store_rows(web->store, "registrations_of",
			       STORE_VALUES(STORE_INT(organisation)), &registrations, err);
	day_of(today, rq->now);
	json_array_foreach (rows, i, row) {
		json_t *one = application(row, today);

		json_array_append_new(applications, one);
		if (json_flag(one, "mine") || json_flag(one, "message"))
			json_array_append(todo, one);
	}
	json_array_foreach (registrations, i, row) {
		label_today(web, rq->now, "state", row);
		json_array_append_new(labels, label(web, row, today));
	}
	json_t *view = view_new(web, rq, "マイページ", "My desk");
	json_object_set_new(view, "applications", applications);
	json_object_set_new(view, "labels", labels);
	json_object_set_new(view, "todo", todo);
	json_object_set_new(view, "organisation",
			    workdesk_words(json_text(rq->account, "organisation_ja"),
					   json_text(rq->account, "organisation_en")));
	if (r < 0) {
		json_decref(view);
		return r;
	}
	return view_render(web, rq, rs, "maker", view, err);
}
