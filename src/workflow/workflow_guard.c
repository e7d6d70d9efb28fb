/*
 * The conditions.  What they read of the facts (a member that is not there lets nothing pass):
 *
 *   today            YYYY-MM-DD
 *   actor            id of the account that acts
 *   application      {level, body, provisional_asked, provisional_number}
 *                      body: the document (application.schema.json)
 *   findings         of form_check, today
 *   inquiries        list of {state, answer}: answer "no_objection" or "objection"
 *   fee              {paid_on}
 *   decisions        list of {action, by}, oldest first; by: id of an account
 *   evaluation_body  {id, levels, accredited_from, accredited_until, suspended_from,
 *                      suspended_until}: the row of the body that the application names; levels
 *                      is a list or a text as "3,4"; the days are the first and the last one, null
 *                      is open
 *   report           {on, received_on, sha256}; on: the day that stands on it
 *   report_on        that day of a report that is being handed in; absent: none is
 *   label            {valid_until}
 *   hearing          {opened_on, held_on}: the newest
 *   renewal          of the settings: {window_days, grace_days}
 */
#include "base/day.h"
#include "base/text.h"
#include "workflow/eligibility.h"
#include "workflow/form_check.h"
#include "workflow/workflow.h"

static bool no(struct workflow_refusal *why, const char *ja, const char *en)
{
	*why = (struct workflow_refusal){ .ja = ja, .en = en };
	return false;
}

/* A valid day that the facts hold, or NULL. */
static const char *day_at(const json_t *object, const char *key)
{
	const char *day = json_text(object, key);

	return day && day_valid(day) ? day : NULL;
}

static bool eligible(const json_t *facts, struct workflow_refusal *why)
{
	const json_t *body = json_object_get(json_object_get(facts, "application"), "body");
	struct eligibility_reason reason;

	if (eligibility_judge(json_object_get(body, "eligibility"), &reason) == ELIGIBILITY_YES)
		return true;
	return no(why, reason.ja, reason.en);
}

static bool form(const json_t *facts, struct workflow_refusal *why, bool checked)
{
	const json_t *findings = json_object_get(facts, "findings");

	if (!json_is_array(findings))
		return no(why, "形式確認がまだ行われていません。",
			  "The form check has not been made.");
	if (form_check_blocks_submission(findings))
		return no(why, "形式確認に、提出を妨げる指摘があります。",
			  "The form check has findings that keep it from being handed in.");
	if (checked && form_check_blocks(findings))
		return no(why, "形式確認に、先へ進めない指摘があります。",
			  "The form check has findings that keep it from going on.");
	return true;
}

static bool inquiries_clear(const json_t *facts, struct workflow_refusal *why)
{
	const json_t *list = json_object_get(facts, "inquiries");
	size_t i;
	json_t *one;

	if (json_array_size(list) == 0)
		return no(why, "関係機関への照会がまだ行われていません。",
			  "The authorities have not been asked yet.");
	json_array_foreach (list, i, one) {
		if (!text_equal(json_text(one, "state"), "answered"))
			return no(why, "まだ回答していない関係機関があります。",
				  "Not every authority has answered yet.");
		if (!text_equal(json_text(one, "answer"), "no_objection"))
			return no(why, "支障があると回答した関係機関があります。",
				  "An authority objects.");
	}
	return true;
}

static bool inquiry_objection(const json_t *facts, struct workflow_refusal *why)
{
	size_t i;
	json_t *one;

	json_array_foreach (json_object_get(facts, "inquiries"), i, one)
		if (text_equal(json_text(one, "state"), "answered") &&
		    text_equal(json_text(one, "answer"), "objection"))
			return true;
	return no(why, "支障があると回答した関係機関はありません。", "No authority objects.");
}

static bool fee_paid(const json_t *facts, struct workflow_refusal *why)
{
	return day_at(json_object_get(facts, "fee"), "paid_on") ||
	       no(why, "手数料の納付が記録されていません。", "The fee is not recorded as paid.");
}

static bool provisional(const json_t *facts, struct workflow_refusal *why, bool wanted)
{
	const json_t *application = json_object_get(facts, "application");

	if (!json_is_object(application))
		return no(why, "申請がありません。", "There is no application.");
	if (json_text(application, "provisional_number"))
		return no(why, "仮登録番号は付与済みです。",
			  "A provisional number has been given already.");
	if (wanted && !json_flag(application, "provisional_asked"))
		return no(why, "仮登録番号は申し込まれていません。",
			  "Nobody asked for a provisional number.");
	if (!wanted && json_flag(application, "provisional_asked"))
		return no(why, "仮登録番号は申込み済みです。",
			  "A provisional number has been asked for already.");
	return true;
}

/* Is today at or after from (absent: never) and not after until (absent: for ever)? */
static bool within(const char *today, const json_t *row, const char *from, const char *until)
{
	const char *first = day_at(row, from);
	const json_t *last = json_object_get(row, until);

	if (!first || day_compare(today, first) < 0)
		return false;
	if (!last || json_is_null(last))
		return true;
	return day_at(row, until) && day_compare(today, day_at(row, until)) <= 0;
}

/* A list of numbers, or a text of digits between commas. */
static bool has_level(const json_t *levels, int64_t level)
{
	const char *text = json_string_value(levels);
	const char digit = (char)('0' + level);
	size_t i;
	json_t *one;

	json_array_foreach (levels, i, one)
		if (json_is_integer(one) && json_integer_value(one) == level)
			return true;
	return text && level >= 1 && level <= 4 && strchr(text, digit);
}

static bool accredited(const json_t *facts, const char *day, struct workflow_refusal *why)
{
	const json_t *body = json_object_get(facts, "evaluation_body");
	int64_t level = json_int(json_object_get(facts, "application"), "level", 0);

	if (!json_is_object(body))
		return no(why, "評価機関が登録簿にありません。",
			  "The evaluation body is not in the register.");
	if (!day || !within(day, body, "accredited_from", "accredited_until"))
		return no(why, "評価機関は、この日に認定を受けていません。",
			  "The evaluation body is not accredited on this day.");
	if (json_text(body, "suspended_from") &&
	    within(day, body, "suspended_from", "suspended_until"))
		return no(why, "評価機関の認定は、この日に停止されています。",
			  "The evaluation body's accreditation is suspended on this day.");
	return has_level(json_object_get(body, "levels"), level) ||
	       no(why, "評価機関の認定範囲に、このレベルが含まれていません。",
		  "The evaluation body is not accredited for this level.");
}

/*
 * What counts is the day of the report: a body that was accredited then may have given it up since.
 * While no report is being handed in, the question is whether one of any day up to now could be.
 */
static bool evaluated(const json_t *facts, struct workflow_refusal *why)
{
	const json_t *body = json_object_get(facts, "evaluation_body");
	const char *on = day_at(facts, "report_on"), *today = day_at(facts, "today");
	const char *last = day_at(body, "accredited_until");

	if (!on)
		on = last && today && day_compare(last, today) < 0 ? last : today;
	return accredited(facts, on, why);
}

static bool report_handed_in(const json_t *facts, struct workflow_refusal *why)
{
	const json_t *report = json_object_get(facts, "report");

	if (!day_at(report, "received_on"))
		return no(why, "評価報告書が提出されていません。",
			  "The evaluation report has not been handed in.");
	return accredited(facts, day_at(report, "on"), why);
}

static bool second_person(const json_t *facts, struct workflow_refusal *why)
{
	int64_t actor = json_int(facts, "actor", 0), proposer = 0;
	size_t i;
	json_t *one;

	/* The last proposal counts: an earlier one was declined. */
	json_array_foreach (json_object_get(facts, "decisions"), i, one)
		if (text_equal(json_text(one, "action"), "propose_certification"))
			proposer = json_int(one, "by", 0);
	if (actor <= 0 || proposer <= 0)
		return no(why, "認証の提案者が分かりません。",
			  "It is not known who proposed the certification.");
	return actor != proposer || no(why, "提案した人とは別の人が決定しなければなりません。",
				       "Somebody other than the proposer has to decide.");
}

static bool hearing_open(const json_t *facts, struct workflow_refusal *why)
{
	const json_t *hearing = json_object_get(facts, "hearing");

	return (day_at(hearing, "opened_on") && !json_text(hearing, "held_on")) ||
	       no(why, "通知済みで未記録の聴聞がありません。",
		  "No hearing has been called that is still to be recorded.");
}

static bool hearing_held(const json_t *facts, struct workflow_refusal *why)
{
	return day_at(json_object_get(facts, "hearing"), "held_on") ||
	       no(why, "聴聞の記録がありません。取消しは聴聞の後に限ります。",
		  "No hearing is recorded; a label is revoked only after one.");
}

/* Days from the label's last day to today; negative before it. */
static bool days_past_end(const json_t *facts, int64_t *days)
{
	const char *end = day_at(json_object_get(facts, "label"), "valid_until");
	const char *today = day_at(facts, "today");

	return end && today && day_between(end, today, days) == 0;
}

static bool term_over(const json_t *facts, struct workflow_refusal *why, const char *grace)
{
	int64_t days = 0;
	int64_t more = grace ? json_int(json_object_get(facts, "renewal"), grace, -1) : 0;

	if (!days_past_end(facts, &days) || days <= 0 || more < 0)
		return no(why, "有効期限はまだ過ぎていません。",
			  "The label's last day has not passed.");
	return days > more || no(why, "有効期限後の猶予期間中です。",
				 "The days of grace after the label's end have not passed.");
}

static bool renewable(const json_t *facts, struct workflow_refusal *why)
{
	int64_t days = 0;
	int64_t window = json_int(json_object_get(facts, "renewal"), "window_days", -1);

	if (!days_past_end(facts, &days) || window < 0 || days < -window)
		return no(why, "延長を申請できる期間は、まだ始まっていません。",
			  "It is too early to ask for renewal.");
	return days <= 0 || no(why, "有効期限が過ぎているため、延長を申請できません。",
			       "The label's last day has passed: it cannot be renewed any more.");
}

bool workflow_guard(enum guard guard, const json_t *facts, struct workflow_refusal *why)
{
	switch (guard) {
	case GUARD_NONE:
		return true;
	case GUARD_ELIGIBLE:
		return eligible(facts, why);
	case GUARD_FORM_COMPLETE:
		return form(facts, why, false);
	case GUARD_FORM_CHECKED:
		return form(facts, why, true);
	case GUARD_INQUIRIES_CLEAR:
		return inquiries_clear(facts, why);
	case GUARD_INQUIRY_OBJECTION:
		return inquiry_objection(facts, why);
	case GUARD_FEE_PAID:
		return fee_paid(facts, why);
	case GUARD_PROVISIONAL_NONE:
		return provisional(facts, why, false);
	case GUARD_PROVISIONAL_ASKED:
		return provisional(facts, why, true);
	case GUARD_EVALUATION_BODY:
		return accredited(facts, day_at(facts, "today"), why);
	case GUARD_EVALUATED:
		return evaluated(facts, why);
	case GUARD_REPORT_HANDED_IN:
		return report_handed_in(facts, why);
	case GUARD_SECOND_PERSON:
		return second_person(facts, why);
	case GUARD_HEARING_OPEN:
		return hearing_open(facts, why);
	case GUARD_HEARING_HELD:
		return hearing_held(facts, why);
	case GUARD_TERM_OVER:
		return term_over(facts, why, NULL);
	case GUARD_GRACE_OVER:
		return term_over(facts, why, "grace_days");
	case GUARD_RENEWABLE:
		return renewable(facts, why);
	case GUARDS:
		break;
	}
	return no(why, "不明な条件です。", "There is no such condition.");
}

const char *workflow_guard_name(enum guard guard)
{
	static const char *const names[GUARDS] = {
		[GUARD_NONE] = "",
		[GUARD_ELIGIBLE] = "eligible",
		[GUARD_FORM_COMPLETE] = "form_complete",
		[GUARD_FORM_CHECKED] = "form_checked",
		[GUARD_INQUIRIES_CLEAR] = "inquiries_clear",
		[GUARD_INQUIRY_OBJECTION] = "inquiry_objection",
		[GUARD_FEE_PAID] = "fee_paid",
		[GUARD_PROVISIONAL_NONE] = "provisional_none",
		[GUARD_EVALUATION_BODY] = "evaluation_body",
		[GUARD_REPORT_HANDED_IN] = "report_handed_in",
		[GUARD_SECOND_PERSON] = "second_person",
		[GUARD_HEARING_HELD] = "hearing_held",
		[GUARD_TERM_OVER] = "term_over",
		[GUARD_RENEWABLE] = "renewable",
		[GUARD_PROVISIONAL_ASKED] = "provisional_asked",
		[GUARD_GRACE_OVER] = "grace_over",
		[GUARD_HEARING_OPEN] = "hearing_open",
		[GUARD_EVALUATED] = "evaluated",
	};

	return names[guard];
}
