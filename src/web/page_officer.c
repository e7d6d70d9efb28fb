/*
 * The officer's queue: what is his own to do first, and then each state, by the day by which it
 * should be done.
 */
#include "base/err.h"
#include "base/num.h"
#include "base/text.h"
#include "store/store.h"
#include "web/page_officer_frame.h"
#include "web/pages.h"
#include "web/view.h"
#include "web/workdesk.h"

/* Lists that go across the states. */
static const struct {
	const char *name, *ja, *en;
} lists[] = {
	{ "mine", "自分の対応待ち", "Mine to do" },
	{ "late", "期限超過", "Overdue" },
	{ "asked", "申請者からの未返信メッセージ", "Messages to answer" },
	{ "all", "すべて", "All" },
};

/* The list that is asked for; what nobody knows is the first one. */
static const char *wanted(const struct request *rq)
{
	const char *name = request_query(rq, "state");
	const struct workflow_state *state = workflow_state_find(MACHINE_APPLICATION, name);

	if (state)
		return state->name;
	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		if (text_equal(lists[i].name, name))
			return lists[i].name;
	return workdesk_role(rq) == ROLE_OFFICER ? lists[0].name : "all";
}

static void add_tab(json_t *tabs, const char *name, const char *ja, const char *en,
		    const char *chosen, json_t *count)
{
	json_array_append_new(tabs, json_pack("{s:s, s:o, s:b, s:o}", "name", name, "label",
					      view_words(ja, en), "current",
					      text_equal(name, chosen), "count", count));
}

static json_t *count_of(const json_t *counts, const char *state)
{
	size_t i;
	json_t *row;

	json_array_foreach (json_lend(counts), i, row)
		if (text_equal(json_text(row, "state"), state))
			return json_incref(json_object_get(row, "count"));
	return json_integer(0);
}

static json_t *tabs_of(const struct request *rq, const json_t *counts, const json_t *tasks,
		       const char *chosen)
{
	bool officer = workdesk_role(rq) == ROLE_OFFICER;
	json_t *tabs = json_array();
	size_t n;
	const struct workflow_state *states = workflow_states(&n);

	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		json_t *count = json_object_get(tasks, lists[i].name);

		if (officer || i > 0)
			add_tab(tabs, lists[i].name, lists[i].ja, lists[i].en, chosen,
				count ? json_incref(count) : json_null());
	}
	for (size_t i = 0; i < n; i++)
		if (states[i].machine == MACHINE_APPLICATION)
			add_tab(tabs, states[i].name, states[i].ja, states[i].en, chosen,
				count_of(counts, states[i].name));
	return tabs;
}

/* Whose turn it is, in words. */
static json_t *turn_words(const json_t *row)
{
	static const struct {
		const char *turn, *ja, *en;
	} turns[] = {
		{ "officer", "事務局", "the office" },
		{ "colleague", "別の担当者（第2段階の決定）", "another officer (second half)" },
		{ "maker", "申請者", "the applicant" },
		{ "authority", "照会先", "the authority" },
	};

	for (size_t i = 0; i < ARRAY_LEN(turns); i++)
		if (text_equal(turns[i].turn, json_text(row, "turn")))
			return view_words(turns[i].ja, turns[i].en);
	return json_null();
}

static int queue(struct web *web, const struct request *rq, const char *list, const char *today,
		 json_t **rows, struct err *err)
{
	struct page_officer_frame_cursor from;
	int64_t id = 0;
	size_t i;
	json_t *row;

	page_officer_frame_cursor(rq, &from);
	if (num_i64(from.id, 1, INT64_MAX, &id) < 0)
		id = 0;
	int r = store_rows(web->store, "officer_queue",
			   STORE_VALUES(STORE_TEXT(list), STORE_INT(json_int(rq->account, "id", 0)),
					STORE_TEXT(from.day), STORE_TEXT(today), STORE_INT(id)),
			   rows, err);
	if (r < 0)
		return r;
	json_array_foreach (*rows, i, row) {
		page_officer_frame_row(row, MACHINE_APPLICATION, "due", today);
		json_object_set_new(row, "turn_words", turn_words(row));
		json_object_set_new(
		    row, "asks", json_boolean(text_equal(json_text(row, "spoke_last"), "maker")));
	}
	return 0;
}

int page_officer(struct web *web, const struct request *rq, struct response *rs, struct err *err)
{
	CLEANUP(json_done) json_t *counts = NULL;
	CLEANUP(json_done) json_t *rows = NULL;
	CLEANUP(json_done) json_t *tasks = NULL;
	const char *list = wanted(rq);
	char today[DAY_TEXT_MAX];
	int r = store_rows(web->store, "application_counts", STORE_NOTHING, &counts, err);

	day_of(today, rq->now);
	if (r == 0)
		r = queue(web, rq, list, today, &rows, err);
	if (r == 0)
		r = store_row(
		    web->store, "officer_tasks",
		    STORE_VALUES(STORE_INT(json_int(rq->account, "id", 0)), STORE_TEXT(today)),
		    &tasks, err);
	if (r < 0)
		return r;
	json_t *view = page_officer_frame(web, rq, "申請の受付と審査", "Applications");
	json_object_set_new(view, "tabs", tabs_of(rq, counts, tasks, list));
	json_object_set(view, "tasks", tasks);
	page_officer_frame_pages(rq, view, rows, "due_key", "id");
	json_object_set(view, "rows", rows);
	json_object_set_new(view, "has_rows", json_boolean(json_array_size(rows) > 0));
	return view_render(web, rq, rs, "officer", view, err);
}
