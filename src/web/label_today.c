#include "web/label_today.h"

#include "base/day.h"
#include "base/text.h"
#include "store/store.h"
#include "workflow/settings.h"
#include "workflow/workflow.h"

static const json_t *renewal(const struct web *web)
{
	return web->settings ? json_object_get(web->settings->doc, "renewal") : NULL;
}

/* Midnight after the last day: the end is that day's, whenever the tick comes. */
static void set_since(json_t *row, const char *status)
{
	char after[DAY_TEXT_MAX];
	int64_t since = 0;

	/* After days of grace it is the end of those; nobody reads the hour of it. */
	if (!json_object_get(row, "status_since") || text_equal(status, "extension_pending"))
		return;
	if (day_add(after, json_text(row, "valid_until"), 1) == 0 && day_start(after, &since) == 0)
		json_object_set_new(row, "status_since", json_integer((json_int_t)since));
}

void label_today(const struct web *web, int64_t now, const char *member, json_t *row)
{
	const char *status = json_text(row, member);
	char today[DAY_TEXT_MAX];

	day_of(today, now);
	const char *is =
	    workflow_label_status(status, json_text(row, "valid_until"), today, renewal(web));
	if (!status || text_equal(is, status))
		return;
	set_since(row, status);
	json_object_set_new(row, member, json_string(is));
}

int label_today_late(struct web *web, int64_t now, json_t **late, struct err *err)
{
	CLEANUP(json_done) json_t *rows = NULL;
	json_t *list, *row;
	char today[DAY_TEXT_MAX];
	size_t i;

	day_of(today, now);
	int r = store_rows(web->store, "labels_late", STORE_VALUES(STORE_TEXT(today)), &rows, err);
	if (r < 0)
		return r;
	list = json_array();
	json_array_foreach (rows, i, row) {
		const char *status = json_text(row, "status");
		const char *is = workflow_label_status(status, json_text(row, "valid_until"), today,
						       renewal(web));

		if (!text_equal(is, status))
			json_array_append_new(list, json_pack("{s:O, s:s}", "label",
							      json_object_get(row, "label"),
							      "status", is));
	}
	*late = list;
	return 0;
}

int label_today_figures(struct web *web, int64_t now, json_t **out, struct err *err)
{
	int64_t grace = web->settings ? settings_days(web->settings, "renewal", "grace_days") : 0;
	char today[DAY_TEXT_MAX], graced[DAY_TEXT_MAX];

	day_of(today, now);
	int r = day_add(graced, today, -grace);
	return r < 0 ? r
		     : store_row(web->store, "label_figures",
				 STORE_VALUES(STORE_TEXT(today), STORE_TEXT(graced)), out, err);
}
