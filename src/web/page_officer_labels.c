/* Labels by status, those that end first on top. */
#include "base/err.h"
#include "base/text.h"
#include "store/store.h"
#include "web/label_today.h"
#include "web/page_officer_frame.h"
#include "web/pages.h"
#include "web/view.h"
#include "workflow/settings.h"

#define ENDING_DAYS 90 /* where the settings name no window of renewal */

static const struct {
	const char *name, *ja, *en;
} lists[] = {
	{ "ending", "まもなく期限", "Ending soon" },
	{ "hearing", "聴聞の記録待ち", "Hearing to record" },
	{ "all", "すべて", "All" },
};

static const char *wanted(const struct request *rq)
{
	const char *name = request_query(rq, "state");
	const struct workflow_state *state = workflow_state_find(MACHINE_LABEL, name);

	if (state)
		return state->name;
	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		if (text_equal(lists[i].name, name))
			return lists[i].name;
	return "all";
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

static json_t *tabs_of(const json_t *counts, const char *chosen)
{
	json_t *tabs = json_array();
	size_t n;
	const struct workflow_state *states = workflow_states(&n);

	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		json_array_append_new(tabs,
				      json_pack("{s:s, s:o, s:b}", "name", lists[i].name, "label",
						view_words(lists[i].ja, lists[i].en), "current",
						text_equal(lists[i].name, chosen)));
	for (size_t i = 0; i < n; i++)
		if (states[i].machine == MACHINE_LABEL)
			json_array_append_new(
			    tabs, json_pack("{s:s, s:o, s:b, s:o}", "name", states[i].name, "label",
					    view_words(states[i].ja, states[i].en), "current",
					    text_equal(states[i].name, chosen), "count",
					    count_of(counts, states[i].name)));
	return tabs;
}

/* Only a label that is alive has an end that is near. */
static void dress(const struct web *web, int64_t now, json_t *rows)
{
	char today[DAY_TEXT_MAX];
	size_t i;
	json_t *row;

	day_of(today, now);
	json_array_foreach (rows, i, row) {
		label_today(web, now, "state", row);
		const struct workflow_state *state =
		    workflow_state_find(MACHINE_LABEL, json_text(row, "state"));

		page_officer_frame_row(row, MACHINE_LABEL,
				       state && !state->end ? "valid_until" : NULL, today);
	}
}

int page_officer_labels(struct web *web, const struct request *rq, struct response *rs,
			struct err *err)
{
	CLEANUP(json_done) json_t *counts = NULL;
	CLEANUP(json_done) json_t *rows = NULL;
	struct page_officer_frame_cursor from;
	const char *list = wanted(rq);
	int64_t window = settings_days(web->settings, "renewal", "window_days");
	char today[DAY_TEXT_MAX], last[DAY_TEXT_MAX];

	day_of(today, rq->now);
	page_officer_frame_cursor(rq, &from);
	int r = day_add(last, today, window > 0 ? window : ENDING_DAYS);
	if (r == 0)
		r = store_rows(web->store, "registration_counts", STORE_NOTHING, &counts, err);
	if (r == 0)
		r = store_rows(web->store, "officer_labels",
			       STORE_VALUES(STORE_TEXT(list), STORE_TEXT(from.day),
					    STORE_TEXT(from.id), STORE_TEXT(last)),
			       &rows, err);
	if (r < 0)
		return r;
	dress(web, rq->now, rows);
	json_t *view = page_officer_frame(web, rq, "ラベル", "Labels");
	json_object_set_new(view, "tabs", tabs_of(counts, list));
	page_officer_frame_pages(rq, view, rows, "valid_until", "number");
	json_object_set(view, "rows", rows);
	json_object_set_new(view, "has_rows", json_boolean(json_array_size(rows) > 0));
	return view_render(web, rq, rs, "officer_labels", view, err);
}
