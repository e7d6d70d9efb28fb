#include "web/page_officer_parts.h"

#include "base/day.h"
#include "base/err.h"
#include "base/num.h"
#include "base/text.h"
#include "store/store.h"
#include "web/page_officer_frame.h"
#include "web/view.h"
#include "web/workdesk.h"
#include "workflow/settings.h"

/* ---- the checklist ---- */

static const json_t *row_of(const json_t *rows, const char *criterion)
{
	size_t i;
	json_t *row;

	json_array_foreach (json_lend(rows), i, row)
		if (text_equal(json_text(row, "criterion"), criterion))
			return row;
	return NULL;
}

/* A badge's class: what is met, what stops, what a person should read. */
static const char *kind_of(const char *verdict)
{
	static const struct {
		const char *verdict, *kind;
	} kinds[] = {
		{ "pass", "good" },
		{ "not_applicable", "info" },
		{ "waived", "info" },
		{ "fail", "bad" },
	};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (text_equal(kinds[i].verdict, verdict))
			return kinds[i].kind;
	return "care";
}

json_t *page_officer_parts_criteria(const struct web *web, const json_t *checklist)
{
	const json_t *rows = json_object_get(json_object_get(checklist, "body"), "rows");
	json_t *list = json_array(), *criterion;
	size_t i;

	json_array_foreach (json_object_get(web->pack, "criteria"), i, criterion) {
		const json_t *row = row_of(rows, json_text(criterion, "id"));
		const char *verdict = json_text(row, "verdict");
		json_t *because = json_object_get(row, "because");

		json_array_append_new(
		    list, json_pack("{s:s, s:O?, s:o, s:s, s:O?, s:I, s:b}", "id",
				    json_text(criterion, "id"), "title",
				    json_object_get(criterion, "title"), "verdict",
				    workdesk_verdict(verdict), "kind", kind_of(verdict), "because",
				    because, "evidence",
				    (json_int_t)json_array_size(json_object_get(row, "evidence")),
				    "provisional", json_flag(row, "provisional")));
	}
	return list;
}

/* ---- inquiries ---- */

json_t *page_officer_parts_answer(const char *answer)
{
	if (text_equal(answer, "no_objection"))
		return view_words("支障なし", "No objection");
	if (text_equal(answer, "objection"))
		return view_words("支障あり", "Objection");
	return json_null();
}

json_t *page_officer_parts_authority(const struct web *web, const char *id)
{
	size_t i;
	json_t *authority;

	json_array_foreach (json_object_get(web->settings->doc, "authorities"), i, authority)
		if (text_equal(json_text(authority, "id"), id))
			return json_incref(json_object_get(authority, "name"));
	return json_string(id ? id : "");
}

int page_officer_parts_inquiries(struct web *web, const struct request *rq, int64_t application,
				 json_t **out, struct err *err)
{
	CLEANUP(json_done) json_t *rows = NULL;
	char today[DAY_TEXT_MAX];
	size_t i;
	json_t *row;
	int r = store_rows(web->store, "officer_inquiries", STORE_VALUES(STORE_INT(application)),
			   &rows, err);

	if (r < 0)
		return r;
	day_of(today, rq->now);
	json_array_foreach (rows, i, row) {
		const char *state = json_text(row, "state"), *answer = json_text(row, "answer");
		bool open = text_equal(state, "asked");

		json_object_set_new(row, "authority",
				    page_officer_parts_authority(web, json_text(row, "authority")));
		json_object_set_new(row, "badge", workdesk_state(MACHINE_INQUIRY, state));
		json_object_set_new(row, "open", json_boolean(open));
		json_object_set_new(row, "mark",
				    open ? page_officer_frame_mark(json_text(row, "due"), today)
					 : json_null());
		json_object_set_new(row, "objects", json_boolean(text_equal(answer, "objection")));
		json_object_set_new(row, "answer", page_officer_parts_answer(answer));
		/* Not by the authority itself: it came on paper. */
		json_object_set_new(
		    row, "paper",
		    json_boolean(text_equal(json_text(row, "answered_by_role"), "officer")));
	}
	*out = steal(rows);
	return 0;
}

/* ---- decisions ---- */

static json_t *what(enum machine machine, const char *action)
{
	/* Answers to notices (scheme/action_label.c). */
	static const struct {
		const char *action, *ja, *en;
	} answers[] = {
		{ "correct", "公開した内容の訂正", "Correction published" },
		{ "accept_change", "変更の届出を受理", "Notice of change accepted" },
		{ "decline_change", "変更の届出を不受理", "Notice of change declined" },
		{ "accept_report", "報告を受理", "Report accepted" },
		{ "decline_report", "報告を不受理", "Report declined" },
	};
	size_t n;
	const struct transition *table = workflow_table(&n);

	for (size_t i = 0; i < ARRAY_LEN(answers); i++)
		if (text_equal(answers[i].action, action))
			return view_words(answers[i].ja, answers[i].en);
	for (size_t i = 0; i < n; i++)
		if (table[i].machine == machine && text_equal(table[i].action, action))
			return view_words(table[i].ja, table[i].en);
	return json_string(action ? action : "");
}

/* Which half of a decision that two people take. */
static json_t *half(const char *action)
{
	if (text_equal(action, "propose_certification"))
		return view_words("第1段階", "first half");
	if (text_equal(action, "certify") || text_equal(action, "decline"))
		return view_words("第2段階", "second half");
	return json_null();
}

json_t *page_officer_parts_decisions(enum machine machine, const json_t *rows)
{
	json_t *list = json_array(), *row;
	size_t i;

	json_array_foreach (json_lend(rows), i, row) {
		const char *action = json_text(row, "action");

		json_array_append_new(list, json_pack("{s:o, s:o, s:s?, s:O, s:s?, s:s?}", "what",
						      what(machine, action), "half", half(action),
						      "by", json_text(row, "account_name"), "at",
						      json_object_get(row, "at"), "reason",
						      json_text(row, "reason"), "digest",
						      json_text(row, "digest")));
	}
	return list;
}

/* ---- the evaluation body ---- */

int page_officer_parts_evaluator(struct web *web, const struct request *rq, const json_t *row,
				 json_t **out, struct err *err)
{
	CLEANUP(json_done) json_t *body = NULL;
	CLEANUP(json_done) json_t *facts = NULL;
	struct workflow_refusal why = { 0 };
	char today[DAY_TEXT_MAX];
	const char *text =
	    json_text(json_object_get(json_object_get(row, "body"), "evaluation_body"), "id");
	int64_t id, level = json_int(row, "level", 1);
	int r = E_MISSING;

	*out = json_null();
	if (!settings_third_party(web->settings, (unsigned)level))
		return 0;
	if (text && num_i64(text, 1, INT64_MAX, &id) == 0)
		r = store_row(web->store, "organisation_by_id", STORE_VALUES(STORE_INT(id)), &body,
			      err);
	if (r < 0 && r != E_MISSING)
		return r;
	if (body && !text_equal(json_text(body, "kind"), "evaluator")) {
		json_decref(body);
		body = NULL;
	}
	/* Once there is a report its day counts. */
	const char *on = json_text(json_object_get(row, "report"), "on");
	day_of(today, rq->now);
	facts = json_pack("{s:{s:I}, s:s, s:O?}", "application", "level", (json_int_t)level,
			  "today", on ? on : today, "evaluation_body", body);
	bool accredited = workflow_guard(GUARD_EVALUATION_BODY, facts, &why);
	*out = json_pack(
	    "{s:o, s:s?, s:s?, s:s?, s:b, s:o}", "name",
	    body ? workdesk_words(json_text(body, "name_ja"), json_text(body, "name_en"))
		 : view_words("（登録簿にありません）", "(not in the register)"),
	    "levels", json_text(body, "levels"), "from", json_text(body, "accredited_from"),
	    "until", json_text(body, "accredited_until"), "accredited", accredited, "why",
	    accredited ? json_null() : view_words(why.ja, why.en));
	return 0;
}
