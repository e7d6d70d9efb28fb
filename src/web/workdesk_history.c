#include "web/workdesk_history.h"

#include "base/text.h"
#include "store/store.h"
#include "web/view.h"
#include "web/workdesk.h"

static json_t *who(const struct request *rq, const json_t *row)
{
	const char *role = json_text(row, "account_role"), *name = json_text(row, "account_name");

	if (!role)
		role = json_text(row, "role");
	if (!role)
		return view_words("自動処理", "the clock");
	if (workdesk_role(rq) == ROLE_MAKER && !text_equal(role, "maker"))
		return view_words("事務局", "the office");
	return view_words(name, name);
}

/* The move of the table, or one of the actions beside it. */
static json_t *what(enum machine machine, const json_t *row)
{
	static const struct {
		const char *action, *ja, *en;
	} others[] = {
		{ "application.open", "申請書の作成を開始", "Application begun" },
		{ "checklist.hand_in", "チェックリストを提出", "Checklist handed in" },
		{ "label.correct", "公開した内容を訂正", "Correction published" },
		{ "label.notify_change", "変更を届出", "Change notified" },
		{ "label.notify_report", "事務局に報告", "Report to the office" },
		{ "label.publish_notice", "お知らせを公開", "Public notice" },
		{ "notice.decide", "届出に回答", "Notice answered" },
	};
	const char *action = json_text(row, "action");
	const char *dot = action ? strchr(action, '.') : NULL;
	size_t n;
	const struct transition *table = workflow_table(&n);

	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		if (text_equal(others[i].action, action))
			return view_words(others[i].ja, others[i].en);
	for (size_t i = 0; dot && i < n; i++)
		if (table[i].machine == machine && text_equal(table[i].action, dot + 1) &&
		    text_equal(table[i].from, json_text(row, "from_state")))
			return view_words(table[i].ja, table[i].en);
	return view_words("状態の変更", "Change of state");
}

/* A notice is answered with a word that is no state of the machine. */
static json_t *state_of(enum machine machine, const json_t *row)
{
	const char *to = json_text(row, "to_state");

	return to && workflow_state_find(machine, to) ? workdesk_state(machine, to) : json_null();
}

int workdesk_history(struct web *web, const struct request *rq, enum machine machine,
		     const char *subject, json_t **out, struct err *err)
{
	CLEANUP(json_done) json_t *rows = NULL;
	json_t *list, *row;
	size_t i;
	int r = store_rows(web->store,
			   machine == MACHINE_LABEL ? "label_history" : "application_history",
			   STORE_VALUES(STORE_TEXT(subject)), &rows, err);

	if (r < 0)
		return r;
	list = json_array();
	json_array_foreach (rows, i, row)
		json_array_append_new(list, json_pack("{s:O, s:o, s:o, s:o, s:s?, s:s?, s:s?}",
						      "at", json_object_get(row, "at"), "what",
						      what(machine, row), "state",
						      state_of(machine, row), "who", who(rq, row),
						      "reason", json_text(row, "reason"),
						      "from_state", json_text(row, "from_state"),
						      "to_state", json_text(row, "to_state")));
	*out = list;
	return 0;
}

int workdesk_history_messages(struct web *web, const struct request *rq, int64_t application,
			      json_t **out, struct err *err)
{
	CLEANUP(json_done) json_t *rows = NULL;
	json_t *list, *row;
	size_t i;
	bool maker = workdesk_role(rq) == ROLE_MAKER;
	int r =
	    store_rows(web->store, "messages_of", STORE_VALUES(STORE_INT(application)), &rows, err);

	if (r < 0)
		return r;
	list = json_array();
	json_array_foreach (rows, i, row)
		json_array_append_new(
		    list, json_pack("{s:O, s:s, s:o, s:b}", "at", json_object_get(row, "at"),
				    "text", json_text(row, "body"), "who", who(rq, row), "own",
				    maker == text_equal(json_text(row, "role"), "maker")));
	*out = list;
	return 0;
}
