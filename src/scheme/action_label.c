/*
 * Notices about a label: of a change, which an officer looks at with the difference before him, and
 * reports (of an incident, say).  The officer's answer is a decision, with the second factor.  And
 * what the maker itself tells the public on its page, and the registry of its own mistakes.
 */
#include "base/mem.h"
#include "base/text.h"
#include "scheme/action.h"
#include "scheme/facts.h"
#include "scheme/mail.h"
#include "scheme/models_csv.h"
#include "scheme/move.h"
#include "scheme/publish.h"
#include "workflow/application.h"
#include "workflow/field.h"

#define LABEL_NOTICES_MAX 100 /* ours; unofficial */

#define NOTICE_MAX 5000
#define PUBLIC_NOTICE_MAX 2000
#define URL_MAX 500

static bool is_over(const json_t *registration)
{
	const struct workflow_state *state =
	    workflow_state_find(MACHINE_LABEL, json_text(registration, "state"));

	return !state || state->end;
}

static enum outcome keep_notice(struct call *c, const json_t *registration, const char *kind,
				const json_t *body)
{
	const char *number = json_text(registration, "number");
	CLEANUP(mem_freep) char *text = json_dumps(body, JSON_COMPACT);
	CLEANUP(mem_freep) char *path = mem_format("/officer/labels/%s", number);
	enum outcome o =
	    call_run(c, "notice_add",
		     STORE_VALUES(STORE_TEXT(number), STORE_TEXT(kind), STORE_TEXT("open"),
				  STORE_INT(c->now), call_account_value(c), STORE_TEXT(text)));

	if (o == OUTCOME_OK)
		o = call_audit(
		    c, &(struct trail){ .kind = "label", .subject = number, .detail = body });
	if (o == OUTCOME_OK)
		o = mail_to_role(c, "officer", MAIL_TO_DO,
				 &(struct mail_words){ .path = path, .number = number });
	json_object_set_new(c->result, "number", json_string(number));
	return o;
}

/* What has to be on the page stays there: a change may empty only what is of free choice. */
static void check_whole(struct call *c, const json_t *registration, const json_t *wanted)
{
	const char *support = json_text(wanted, "support_until");
	size_t n;
	const struct field *f = field_table(&n);

	for (size_t i = 0; i < n; i++) {
		CLEANUP(mem_freep) char *member = mem_textn(f[i].path, strcspn(f[i].path, "."));

		if (publish_may_change(member) && field_missing(&f[i], wanted))
			(void)call_problem(c, f[i].path, "入力してください。",
					   "Please fill this in.");
	}
	if (support && day_compare(support, json_text(registration, "valid_until")) < 0)
		(void)call_problem(c, "support_until",
				   "サポート期限は、ラベルの有効期限以降の日付にしてください。",
				   "Support has to last at least as long as the label.");
}

static enum outcome notify_change(struct call *c)
{
	CLEANUP(json_done) json_t *registration = NULL;
	CLEANUP(json_done) json_t *application = NULL;
	CLEANUP(json_done) json_t *wanted = NULL;
	const char *why = NULL;
	enum outcome o = move_open_registration(c, &registration);

	if (o == OUTCOME_OK)
		o = call_text(c, "why", NOTICE_MAX, true, &why);
	if (o == OUTCOME_OK)
		o = call_row(c, "application_by_id",
			     STORE_VALUES(STORE_INT(json_int(registration, "application", 0))),
			     &application);
	if (o != OUTCOME_OK)
		return o;
	if (is_over(registration))
		return OUTCOME_DENIED;
	const json_t *body = json_object_get(application, "body");
	c->problems = json_array();
	wanted = json_deep_copy(body);
	field_read(c->args, &wanted, c->problems);
	models_csv_typed(c->args, wanted, c->problems);
	(void)application_fits(wanted, c->problems);
	check_whole(c, registration, wanted);
	if (json_array_size(c->problems) > 0)
		return OUTCOME_INVALID;
	CLEANUP(json_done) json_t *change = publish_difference(body, wanted);
	if (json_object_size(change) == 0)
		return call_problem(c, "", "変更された項目がありません。", "Nothing was changed.");
	CLEANUP(json_done)
	json_t *notice = json_pack("{s:s, s:O}", "why", why, "change", change);
	return keep_notice(c, registration, "change", notice);
}

static enum outcome notify_report(struct call *c)
{
	CLEANUP(json_done) json_t *registration = NULL;
	const char *text = NULL;
	enum outcome o = move_open_registration(c, &registration);

	if (o == OUTCOME_OK)
		o = call_text(c, "text", NOTICE_MAX, true, &text);
	if (o != OUTCOME_OK)
		return o;
	CLEANUP(json_done) json_t *notice = json_pack("{s:s}", "why", text);
	return keep_notice(c, registration, "report", notice);
}

/* The application's body is the private truth, the event makes it public. */
static enum outcome apply_change(struct call *c, const json_t *change, const json_t *registration,
				 json_t *application)
{
	CLEANUP(json_done) json_t *checklist = NULL;
	CLEANUP(json_done) json_t *before = NULL;
	CLEANUP(json_done) json_t *after = NULL;
	int64_t id = json_int(application, "id", 0);
	enum outcome o =
	    call_row(c, "checklist_by_application", STORE_VALUES(STORE_INT(id)), &checklist);

	/* A label that the owner certified need not have one. */
	if (o != OUTCOME_OK && o != OUTCOME_MISSING)
		return o;
	const json_t *papers = json_object_get(checklist, "body");
	before = publish_body(application, papers, c->scheme->pack);
	json_object_set_new(application, "body",
			    publish_change(json_object_get(application, "body"), change));
	after = publish_body(application, papers, c->scheme->pack);
	CLEANUP(mem_freep)
	char *text = json_dumps(json_object_get(application, "body"), JSON_COMPACT);
	o = call_change_one(
	    c, "application_save",
	    STORE_VALUES(STORE_INT(id), STORE_INT(json_int(application, "version", 0)),
			 STORE_TEXT(text), STORE_INT(json_int(application, "level", 0)),
			 STORE_TEXT(json_text(application, "route")), STORE_INT(c->now)));
	if (o != OUTCOME_OK)
		return o;
	CLEANUP(json_done)
	json_t *event = json_pack("{s:o}", "body", publish_update(before, after));
	if (json_object_get(change, "models"))
		json_object_set_new(event, "models", publish_models(application));
	return call_publish(c, "label_updated", json_text(registration, "number"), event);
}

/* What was in force when it was decided stays with it: the papers move on. */
static enum outcome close_notice(struct call *c, const json_t *notice, const json_t *application,
				 const char *outcome, const char *answer)
{
	CLEANUP(json_done) json_t *body = json_copy(json_object_get(notice, "body"));
	const json_t *change = json_object_get(body, "change");

	if (change)
		json_object_set_new(body, "before",
				    publish_before(json_object_get(application, "body"), change));
	CLEANUP(mem_freep) char *text = json_dumps(body, JSON_COMPACT);
	return call_change_one(c, "notice_decide",
			       STORE_VALUES(STORE_INT(json_int(notice, "id", 0)),
					    STORE_TEXT(outcome), STORE_TEXT(answer),
					    STORE_INT(c->now), call_account_value(c),
					    STORE_TEXT(text)));
}

/* What the answer is called in the decision; the signer publishes no change but an accepted one. */
static const char *deed_of(bool accepted, bool change)
{
	if (change)
		return accepted ? "accept_change" : "decline_change";
	return accepted ? "accept_report" : "decline_report";
}

/* Whatever the answer, it is an officer's decision. */
static enum outcome keep_answer(struct call *c, const json_t *notice, const json_t *registration,
				const char *outcome, const char *answer)
{
	if (!c->events)
		c->subject = json_pack("[{s:s, s:s?, s:{s:I, s:s}}]", "kind", "notice", "label",
				       json_text(registration, "number"), "body", "notice",
				       (json_int_t)json_int(notice, "id", 0), "outcome", outcome);
	return move_keep(
	    c, &(struct move_decision){ .papers = json_int(registration, "application", 0),
					.number = json_text(registration, "number"),
					.reason = answer });
}

static enum outcome decide_notice(struct call *c)
{
	CLEANUP(json_done) json_t *notice = NULL;
	CLEANUP(json_done) json_t *registration = NULL;
	CLEANUP(json_done) json_t *application = NULL;
	const char *outcome = call_arg(c, "outcome"), *answer = NULL;
	bool accepted = text_equal(outcome, "accepted");
	enum outcome o =
	    call_row(c, "notice_by_id", STORE_VALUES(STORE_INT(call_id(c, "id"))), &notice);

	if (o != OUTCOME_OK)
		return o;
	if (!accepted && !text_equal(outcome, "declined"))
		return call_problem(c, "outcome", "どちらかを選んでください。",
				    "Please choose one of the two.");
	const char *number = json_text(notice, "registration");
	const json_t *change = json_object_get(json_object_get(notice, "body"), "change");
	c->deed = deed_of(accepted, change != NULL);
	o = call_text(c, "answer", NOTICE_MAX, !accepted, &answer);
	if (o == OUTCOME_OK)
		o = call_decides(c);
	if (o == OUTCOME_OK)
		o = call_row(c, "registration_by_number", STORE_VALUES(STORE_TEXT(number)),
			     &registration);
	if (o == OUTCOME_OK)
		o = call_row(c, "application_by_id",
			     STORE_VALUES(STORE_INT(json_int(registration, "application", 0))),
			     &application);
	if (o == OUTCOME_OK)
		o = close_notice(c, notice, application, outcome, answer);
	if (o == OUTCOME_OK && accepted && change)
		o = apply_change(c, change, registration, application);
	if (o == OUTCOME_OK)
		o = keep_answer(c, notice, registration, outcome, answer);
	if (o == OUTCOME_OK)
		o = call_audit(
		    c, &(struct trail){
			   .kind = "label", .subject = number, .to = outcome, .reason = answer });
	json_object_set_new(c->result, "number", json_string(number));
	CLEANUP(mem_freep) char *path = mem_format("/maker/labels/%s", number);
	return o == OUTCOME_OK
		   ? mail_to_organisation(c, json_int(registration, "organisation", 0),
					  MAIL_MESSAGE,
					  &(struct mail_words){ .path = path, .number = number })
		   : o;
}

/*
 * Notices need no decision, and a dated answer has room for DATED_ANSWER_ENTRIES_MAX entries: no
 * maker can fill it up.
 */
static enum outcome room_for_notice(struct call *c, const char *number)
{
	CLEANUP(json_done) json_t *there = NULL;
	enum outcome o = call_rows(c, "label_notices", STORE_VALUES(STORE_TEXT(number)), &there);

	if (o == OUTCOME_OK && json_array_size(there) >= LABEL_NOTICES_MAX)
		return call_problem(c, "",
				    "1つのラベルに公開できるお知らせは100件までです。"
				    "事務局にご相談ください。",
				    "A label can have 100 notices. Please write to the office.");
	return o;
}

/* On the page of the label, in the maker's own words: an advisory, an update, the end of support.
 */
static enum outcome publish_notice(struct call *c)
{
	CLEANUP(json_done) json_t *registration = NULL;
	const char *ja = NULL, *en = NULL, *url = NULL, *kind = call_arg(c, "kind");
	enum outcome o = move_open_registration(c, &registration);

	if (o != OUTCOME_OK)
		return o;
	o = room_for_notice(c, json_text(registration, "number"));
	if (o != OUTCOME_OK)
		return o;
	(void)call_text(c, "text_ja", PUBLIC_NOTICE_MAX, true, &ja);
	(void)call_text(c, "text_en", PUBLIC_NOTICE_MAX, true, &en);
	(void)call_text(c, "url", URL_MAX, false, &url);
	if (!text_equal(kind, "vulnerability") && !text_equal(kind, "update") &&
	    !text_equal(kind, "other"))
		(void)call_problem(c, "kind", "種類を選んでください。", "Please choose the kind.");
	if (url && !text_starts(url, "https://") && !text_starts(url, "http://"))
		(void)call_problem(c, "url", "https:// から始まるURLを入力してください。",
				   "Please give a URL that begins with https://.");
	if (c->problems)
		return OUTCOME_INVALID;
	const char *number = json_text(registration, "number");
	CLEANUP(json_done)
	json_t *event = json_pack("{s:s, s:{s:s, s:s}, s:s?}", "kind", kind, "text", "ja", ja, "en",
				  en, "url", url);
	o = call_publish(c, "label_notice", number, event);
	if (o != OUTCOME_OK)
		return o;
	json_object_set_new(c->result, "number", json_string(number));
	return call_audit(c,
			  &(struct trail){ .kind = "label", .subject = number, .detail = event });
}

/* What the registry published of a label and was wrong.  It moves nothing: the log keeps both. */
static enum outcome correct(struct call *c)
{
	CLEANUP(json_done) json_t *registration = NULL;
	const char *ja = NULL, *en = NULL, *reason = NULL;
	enum outcome o = move_open_registration(c, &registration);

	if (o != OUTCOME_OK)
		return o;
	(void)call_text(c, "text_ja", PUBLIC_NOTICE_MAX, true, &ja);
	(void)call_text(c, "text_en", PUBLIC_NOTICE_MAX, true, &en);
	(void)call_text(c, "reason", REASON_MAX, true, &reason);
	if (c->problems)
		return OUTCOME_INVALID;
	const char *number = json_text(registration, "number");
	CLEANUP(mem_freep) char *path = mem_format("/maker/labels/%s", number);
	CLEANUP(json_done) json_t *event = json_pack("{s:{s:s, s:s}}", "text", "ja", ja, "en", en);
	json_object_set_new(c->result, "number", json_string(number));
	o = call_decides(c);
	if (o == OUTCOME_OK)
		o = call_publish(c, "correction", number, event);
	if (o == OUTCOME_OK)
		o = move_keep(
		    c, &(struct move_decision){ .papers = json_int(registration, "application", 0),
						.number = number,
						.reason = reason });
	if (o == OUTCOME_OK)
		o = call_audit(
		    c, &(struct trail){
			   .kind = "label", .subject = number, .reason = reason, .detail = event });
	return o == OUTCOME_OK
		   ? mail_to_organisation(c, json_int(registration, "organisation", 0),
					  MAIL_MESSAGE,
					  &(struct mail_words){ .path = path, .number = number })
		   : o;
}

const struct action action_label_table[] = {
	{ "label.notify_change", ROLE_BIT(ROLE_MAKER), notify_change },
	{ "label.notify_report", ROLE_BIT(ROLE_MAKER), notify_report },
	{ "label.publish_notice", ROLE_BIT(ROLE_MAKER), publish_notice },
	{ "label.correct", ROLE_BIT(ROLE_OFFICER), correct },
	{ "notice.decide", ROLE_BIT(ROLE_OFFICER), decide_notice },
	{ .name = NULL },
};
