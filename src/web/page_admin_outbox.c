/*
 * What mail went out and what did not.  The text of a mail is not shown: it may hold a link that
 * lets its reader in.
 */
#include "base/err.h"
#include "base/text.h"
#include "store/store.h"
#include "web/page_admin_frame.h"
#include "web/pages.h"
#include "web/view.h"

static const struct {
	const char *name, *ja, *en;
} lists[] = {
	{ "all", "すべて", "All" },
	{ "waiting", "送信待ち", "Waiting" },
	{ "failed", "失敗", "Failed" },
	{ "sent", "送信済み", "Sent" },
};

static const char *wanted(const struct request *rq)
{
	const char *name = request_query(rq, "state");

	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		if (text_equal(lists[i].name, name))
			return lists[i].name;
	return lists[0].name;
}

static void dress(json_t *row)
{
	bool sent = !json_is_null(json_object_get(row, "sent"));
	bool failed = !sent && json_text(row, "problem");
	bool over = !sent && json_int(row, "abandoned", 0) > 0;

	json_object_set_new(row, "badge", json_string(sent ? "good" : failed ? "bad" : "info"));
	json_object_set_new(row, "shape", json_string(sent ? "○" : failed ? "▲" : "…"));
	json_object_set_new(row, "state",
			    sent     ? view_words("送信済み", "sent")
			    : over   ? view_words("送信を断念", "given up")
			    : failed ? view_words("失敗", "failed")
				     : view_words("送信待ち", "waiting"));
	json_object_set_new(row, "failed", json_boolean(failed));
	json_object_set_new(row, "may_retry", json_boolean(json_int(row, "may_retry", 0)));
	json_object_set_new(row, "language_words",
			    page_admin_frame_words(json_text(row, "language")));
}

int page_admin_outbox(struct web *web, const struct request *rq, struct response *rs,
		      struct err *err)
{
	CLEANUP(json_done) json_t *rows = NULL;
	const char *list = wanted(rq);
	json_t *tabs, *row;
	size_t i;
	int r = store_rows(
	    web->store, "admin_outbox",
	    STORE_VALUES(STORE_INT(page_admin_frame_number(rq, "after")), STORE_TEXT(list)), &rows,
	    err);

	if (r < 0)
		return r;
	json_array_foreach (rows, i, row)
		dress(row);
	json_t *view = page_admin_frame(web, rq, "送信メール", "Outbox");
	tabs = json_array();
	for (i = 0; i < ARRAY_LEN(lists); i++)
		json_array_append_new(tabs, json_pack("{s:s, s:o, s:b}", "name", lists[i].name,
						      "label", view_words(lists[i].ja, lists[i].en),
						      "current", text_equal(lists[i].name, list)));
	json_object_set_new(view, "tabs", tabs);
	page_admin_frame_rows(rq, view, rows);
	return view_render(web, rq, rs, "admin_outbox", view, err);
}
