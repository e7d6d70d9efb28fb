#include "web/workdesk.h"

#include "base/day.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "scheme/facts.h"
#include "store/store.h"
#include "web/label_today.h"
#include "web/view.h"
#include "web/workdesk_findings.h"
#include "web/workdesk_history.h"
#include "web/workdesk_moves.h"
#include "workflow/form_check.h"
#include "workflow/settings.h"

#define LEVEL_MAX 4

const char *workdesk_base(const struct request *rq)
{
	return text_starts(rq->path, "/officer/") ? "/officer" : "/maker";
}

enum role workdesk_role(const struct request *rq)
{
	const char *name = rq->account ? json_text(rq->account, "role") : NULL;
	int role = name ? role_find(name) : -1;

	/* The table of routes lets nobody else in. */
	assert(role >= 0);
	return (enum role)role;
}

static bool may_see(const struct request *rq, enum machine machine, const json_t *row)
{
	enum role role = workdesk_role(rq);

	if (role == ROLE_OFFICER || role == ROLE_AUDITOR)
		return machine != MACHINE_APPLICATION || facts_owner_sees(row);
	return role == ROLE_MAKER &&
	       json_int(row, "organisation", 0) == json_int(rq->account, "organisation", -1);
}

/* Somebody else's is not there: that it exists would tell something already. */
static int seen(const struct request *rq, enum machine machine, json_t **row)
{
	if (may_see(rq, machine, *row))
		return 0;
	json_decref(*row);
	*row = NULL;
	return E_MISSING;
}

int workdesk_application(struct web *web, const struct request *rq, json_t **row, struct err *err)
{
	const char *text = request_at(rq, "id");
	int64_t id;

	*row = NULL;
	if (!text || num_i64(text, 1, INT64_MAX, &id) < 0)
		return E_MISSING;
	int r = store_row(web->store, "application_by_id", STORE_VALUES(STORE_INT(id)), row, err);
	return r < 0 ? r : seen(rq, MACHINE_APPLICATION, row);
}

int workdesk_application_of(struct web *web, const json_t *row, json_t **application,
			    struct err *err)
{
	return store_row(web->store, "application_by_id",
			 STORE_VALUES(STORE_INT(json_int(row, "application", 0))), application,
			 err);
}

int workdesk_registration(struct web *web, const struct request *rq, json_t **row, struct err *err)
{
	const char *number = request_at(rq, "number");

	*row = NULL;
	int r = store_row(web->store, "registration_by_number", STORE_VALUES(STORE_TEXT(number)),
			  row, err);
	if (r == 0)
		label_today(web, rq->now, "state", *row);
	return r < 0 ? r : seen(rq, MACHINE_LABEL, row);
}

bool workdesk_writable(const struct request *rq, const json_t *row)
{
	const struct transition *save = workflow_find(MACHINE_APPLICATION, json_text(row, "state"),
						      "save", (unsigned)json_int(row, "level", 1));
	enum role role = workdesk_role(rq);

	if (!save || !(save->roles & ROLE_BIT(role)))
		return false;
	return role == ROLE_MAKER || !text_equal(json_text(row, "received_as"), "online");
}

json_t *workdesk_words(const char *ja, const char *en)
{
	ja = ja && *ja ? ja : NULL;
	en = en && *en ? en : NULL;
	if (!ja && !en)
		return view_words("（名称未入力）", "(no name yet)");
	return view_words(ja ? ja : en, en ? en : ja);
}

json_t *workdesk_verdict(const char *verdict)
{
	static const struct {
		const char *verdict, *ja, *en;
	} words[] = {
		{ "pass", "適合", "met" },
		{ "fail", "不適合", "not met" },
		{ "not_applicable", "対象外", "not applicable" },
		{ "waived", "免除", "waived" },
		{ "needs_human", "人の判断が必要", "needs a person" },
		{ "inconclusive", "判定できず", "inconclusive" },
		{ "error", "検査の失敗", "could not be examined" },
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (text_equal(words[i].verdict, verdict))
			return view_words(words[i].ja, words[i].en);
	return view_words("未記入", "not answered");
}

json_t *workdesk_state(enum machine machine, const char *name)
{
	static const struct {
		const char *name, *kind;
	} kinds[] = {
		{ "issued", "good" },    { "valid", "good" },       { "answered", "good" },
		{ "returned", "care" },  { "accepted", "care" },    { "extension_pending", "care" },
		{ "suspended", "care" }, { "not_accepted", "bad" }, { "refused", "bad" },
		{ "revoked", "bad" },    { "expired", "bad" },
	};
	const struct workflow_state *state = workflow_state_find(machine, name);
	const char *kind = "info";

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (text_equal(kinds[i].name, name))
			kind = kinds[i].kind;
	return json_pack("{s:s, s:o, s:s, s:b}", "name", name ? name : "", "label",
			 state ? view_words(state->ja, state->en) : json_null(), "kind", kind,
			 "end", state && state->end);
}

/* ---- an application ---- */

static json_t *numbers(const json_t *row)
{
	static const struct {
		const char *column, *ja, *en;
	} kinds[] = {
		{ "application_number", "申請番号", "Application number" },
		{ "acceptance_number", "受理番号", "Acceptance number" },
		{ "provisional_number", "仮登録番号", "Provisional number" },
		{ "registration_number", "登録番号", "Registration number" },
		{ "renews", "継続元の登録番号", "Continues" },
	};
	json_t *list = json_array();

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (json_text(row, kinds[i].column))
			json_array_append_new(list,
					      json_pack("{s:o, s:s}", "label",
							view_words(kinds[i].ja, kinds[i].en),
							"value", json_text(row, kinds[i].column)));
	return list;
}

/* Which of the steps below a state belongs to; -1: an end without a label. */
static int step_of(const char *state)
{
	static const struct {
		const char *state;
		int step;
	} steps[] = { { "draft", 0 },     { "numbered", 0 }, { "returned", 0 },
		      { "submitted", 1 }, { "inquiry", 2 },  { "accepted", 3 },
		      { "paid", 4 },      { "proposed", 4 }, { "issued", 6 } };

	for (size_t i = 0; i < ARRAY_LEN(steps); i++)
		if (text_equal(steps[i].state, state))
			return steps[i].step;
	return -1;
}

static json_t *track(const struct web *web, const json_t *row, const json_t *history)
{
	unsigned level = (unsigned)json_int(row, "level", 1);
	bool third = settings_third_party(web->settings, level);
	const char *const names[][2] = {
		{ "申請書の作成", "Write the application" },
		{ "提出・形式確認", "Hand in, form check" },
		{ "関係機関への確認", "Authorities confirm" },
		{ "受理・手数料", "Acceptance, fee" },
		{ third ? "認証の決定" : "発行の決定", third ? "Certification" : "Decision" },
		{ "ラベル発行", "Label issued" },
	};
	const json_t *last = json_array_get(history, json_array_size(history) - 1);
	int at = step_of(json_text(row, "state"));
	bool stopped = at < 0;
	json_t *list = json_array();

	/* Where it was when it ended. */
	if (stopped && last)
		at = step_of(json_text(last, "from_state"));
	for (int i = 0; i < (int)ARRAY_LEN(names); i++)
		json_array_append_new(list, json_pack("{s:o, s:s}", "label",
						      view_words(names[i][0], names[i][1]), "mark",
						      i < at    ? "done"
						      : i > at  ? "next"
						      : stopped ? "stopped"
								: "now"));
	return list;
}

static json_t *stars(unsigned level)
{
	static const char *const text[] = { "", "★", "★★", "★★★", "★★★★" };

	return json_string(text[level <= LEVEL_MAX ? level : 0]);
}

static json_t *named(const json_t *what)
{
	const json_t *name = what ? json_object_get(what, "name") : NULL;

	return name ? json_incref(json_lend(name)) : json_null();
}

static json_t *case_of(struct web *web, const struct request *rq, const json_t *row)
{
	unsigned level = (unsigned)json_int(row, "level", 1);
	const char *route = json_text(row, "route"), *due = json_text(row, "due");
	const json_t *name =
	    json_object_get(json_object_get(json_object_get(row, "body"), "product"), "name");
	const json_t *routes = json_object_get(web->settings->doc, "routes");
	char today[DAY_TEXT_MAX];
	CLEANUP(mem_freep)
	char *path =
	    mem_format("%s/applications/%" PRId64, workdesk_base(rq), json_int(row, "id", 0));
	json_t *out = json_pack(
	    "{s:I, s:I, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:b}", "id",
	    (json_int_t)json_int(row, "id", 0), "version", (json_int_t)json_int(row, "version", 0),
	    "path", path, "product", workdesk_words(json_text(name, "ja"), json_text(name, "en")),
	    "organisation",
	    workdesk_words(json_text(row, "organisation_ja"), json_text(row, "organisation_en")),
	    "stars", stars(level), "level", named(settings_level(web->settings, level)), "route",
	    named(route ? json_object_get(routes, route) : NULL), "state",
	    workdesk_state(MACHINE_APPLICATION, json_text(row, "state")), "writable",
	    workdesk_writable(rq, row));
	static const char *const copied[] = { "submitted", "due",     "received_as",
					      "opened",    "changed", "registration_number" };

	for (size_t i = 0; i < ARRAY_LEN(copied); i++)
		if (json_object_get(row, copied[i]))
			json_object_set(out, copied[i], json_object_get(row, copied[i]));
	day_of(today, rq->now);
	json_object_set_new(out, "overdue", json_boolean(due && day_compare(due, today) < 0));
	return out;
}

static void show_fee(json_t *view, const json_t *fee)
{
	if (!fee)
		return;
	json_object_set_new(view, "fee", json_copy(json_lend(fee)));
	json_object_set_new(json_object_get(view, "fee"), "open",
			    json_boolean(!json_text(fee, "paid_on")));
	json_object_set_new(json_object_get(view, "fee"), "known",
			    json_boolean(json_int(fee, "yen", -1) >= 0));
}

/* Why it was returned or ended: the last step's reason belongs at the top. */
static json_t *told(const json_t *history)
{
	json_t *last = json_array_get(history, json_array_size(history) - 1);

	return last && json_text(last, "reason") ? json_incref(last) : json_null();
}

/* Where to ask for a new look at links that could not be opened; null when there are none. */
static json_t *look_again(const struct request *rq, const json_t *findings, const char *path)
{
	size_t i;
	json_t *one;

	json_array_foreach (json_lend(findings), i, one)
		if (text_equal(json_text(one, "code"), "link_broken") &&
		    workdesk_role(rq) != ROLE_AUDITOR) {
			CLEANUP(mem_freep) char *to = mem_format("%s/links", path);

			return json_string(to);
		}
	return json_null();
}

int workdesk_show_application(struct web *web, const struct request *rq, const json_t *row,
			      json_t *view, struct err *err)
{
	CLEANUP(json_done) json_t *facts = NULL;
	CLEANUP(json_done) json_t *history = NULL;
	CLEANUP(json_done) json_t *messages = NULL;
	CLEANUP(mem_freep) char *id = mem_format("%" PRId64, json_int(row, "id", 0));
	int r = workdesk_facts(web, rq, MACHINE_APPLICATION, row, &facts, err);

	if (r == 0)
		r = workdesk_history(web, rq, MACHINE_APPLICATION, id, &history, err);
	if (r == 0)
		r = workdesk_history_messages(web, rq, json_int(row, "id", 0), &messages, err);
	if (r < 0)
		return r;
	json_t *application = case_of(web, rq, row);
	json_object_set_new(view, "application", application);
	json_object_set_new(view, "numbers", numbers(row));
	json_object_set_new(view, "steps", track(web, row, history));
	json_object_set(view, "history", history);
	json_object_set_new(view, "told", told(history));
	json_object_set(view, "messages", messages);
	json_object_set_new(view, "groups",
			    workdesk_findings_groups(web, json_object_get(facts, "findings"),
						     json_flag(application, "writable")
							 ? json_text(application, "path")
							 : NULL));
	json_object_set_new(
	    view, "look_again",
	    look_again(rq, json_object_get(facts, "findings"), json_text(application, "path")));
	json_object_set_new(
	    view, "blocked",
	    json_boolean(form_check_blocks_submission(json_object_get(facts, "findings"))));
	CLEANUP(mem_freep) char *move = mem_format("%s/move", json_text(application, "path"));
	json_object_set_new(view, "moves",
			    workdesk_moves(rq, MACHINE_APPLICATION, row, facts, move));
	json_object_set_new(view, "checklist",
			    json_is_object(json_object_get(facts, "checklist"))
				? json_incref(json_object_get(facts, "checklist"))
				: json_null());
	json_object_set_new(view, "report",
			    json_is_object(json_object_get(row, "report"))
				? json_incref(json_object_get(row, "report"))
				: json_null());
	show_fee(view, json_is_object(json_object_get(facts, "fee")) ? json_object_get(facts, "fee")
								     : NULL);
	return 0;
}
