/* An application's way to its label, and what each step brings with it. */
#include "base/mem.h"
#include "base/text.h"
#include "scheme/facts.h"
#include "scheme/issue.h"
#include "scheme/mail.h"
#include "scheme/move.h"
#include "workflow/settings.h"

/* ---- numbers ---- */

#define NUMBERS_TRIED 100000

static enum outcome next_number(struct call *c, const struct move *m, const char *kind, char **out)
{
	char year[5];
	int64_t seq = 0;
	enum outcome o;

	memcpy(year, c->today, 4);
	year[4] = '\0';
	o = call_count(c, kind, year, &seq);
	if (o == OUTCOME_OK)
		*out = settings_number(c->scheme->settings, kind, c->today,
				       (unsigned)json_int(m->row, "level", 1), seq);
	return o;
}

/*
 * One that nobody has.  A database that was restored counts from where it was, while labels were
 * issued since, which it knows from the log.
 */
static enum outcome free_number(struct call *c, const struct move *m, const char *kind, char **out)
{
	for (unsigned i = 0; i < NUMBERS_TRIED; i++) {
		CLEANUP(json_done) json_t *label = NULL;
		CLEANUP(mem_freep) char *number = NULL;
		enum outcome o = next_number(c, m, kind, &number);

		if (o != OUTCOME_OK)
			return o;
		o = call_row(c, "label_by_number", STORE_VALUES(STORE_TEXT(number)), &label);
		if (o == OUTCOME_MISSING)
			*out = steal(number);
		if (o != OUTCOME_OK)
			return o == OUTCOME_MISSING ? OUTCOME_OK : o;
	}
	(void)err_set(&c->err, E_LIMIT, "no %s number is free", kind);
	return OUTCOME_BROKEN;
}

static enum outcome give_number(struct call *c, struct move *m, const char *kind,
				const char *statement, char **out)
{
	CLEANUP(mem_freep) char *number = NULL;
	int64_t id = json_int(m->row, "id", 0);
	enum outcome o = free_number(c, m, kind, &number);

	if (o != OUTCOME_OK)
		return o;
	o = call_change_one(c, statement, STORE_VALUES(STORE_INT(id), STORE_TEXT(number)));
	if (o != OUTCOME_OK)
		return o;
	json_object_set_new(c->result, kind, json_string(number));
	if (out)
		*out = steal(number);
	return OUTCOME_OK;
}

static enum outcome give_numbers(struct call *c, struct move *m)
{
	static const struct {
		unsigned effect;
		const char *kind, *statement, *column;
	} numbers[] = {
		{ EFFECT_APPLICATION_NUMBER, "application", "application_number",
		  "application_number" },
		{ EFFECT_ACCEPTANCE_NUMBER, "acceptance", "acceptance_number",
		  "acceptance_number" },
		{ EFFECT_PROVISIONAL_NUMBER, "provisional", "provisional_number",
		  "provisional_number" },
	};

	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		CLEANUP(mem_freep) char *number = NULL;
		enum outcome o;

		if (!(m->t->effects & numbers[i].effect) || json_text(m->row, numbers[i].column))
			continue;
		o = give_number(c, m, numbers[i].kind, numbers[i].statement, &number);
		if (o != OUTCOME_OK)
			return o;
		json_object_set_new(m->row, numbers[i].column, json_string(number));
	}
	return OUTCOME_OK;
}

/* ---- inquiries and fees ---- */

/* By when the next step should be done; false where there is no deadline. */
static bool days_later(struct call *c, const char *deadline, char out[static DAY_TEXT_MAX])
{
	int64_t days = deadline ? settings_days(c->scheme->settings, "due", deadline) : 0;

	return days > 0 && day_add(out, c->today, days) == 0;
}

/* Whose turn it is in a state, and how long: the settings' name for it. */
static const char *deadline_of(const char *state)
{
	static const struct {
		const char *state, *deadline;
	} deadlines[] = {
		{ "submitted", "form_check_days" }, { "returned", "returned_days" },
		{ "inquiry", "inquiry_days" },      { "accepted", "fee_days" },
		{ "paid", "decision_days" },        { "proposed", "decision_days" },
	};

	for (size_t i = 0; i < ARRAY_LEN(deadlines); i++)
		if (text_equal(deadlines[i].state, state))
			return deadlines[i].deadline;
	return NULL;
}

static enum outcome ask_authorities(struct call *c, const struct move *m)
{
	const json_t *authorities = json_object_get(c->scheme->settings->doc, "authorities");
	char due[DAY_TEXT_MAX];
	size_t i;
	json_t *authority;
	enum outcome o = OUTCOME_OK;

	if (!days_later(c, "inquiry_days", due))
		return call_broken(c, E_MISSING);
	json_array_foreach (json_lend(authorities), i, authority) {
		const char *id = json_text(authority, "id");

		if (o == OUTCOME_OK)
			o = call_run(c, "inquiry_add",
				     STORE_VALUES(STORE_INT(json_int(m->row, "id", 0)),
						  STORE_TEXT(id), STORE_TEXT("asked"),
						  STORE_INT(c->now), STORE_TEXT(due)));
		if (o == OUTCOME_OK)
			o = mail_to_authority(
			    c, id, MAIL_TO_DO,
			    &(struct mail_words){ .path = "/authority",
						  .number =
						      json_text(m->row, "application_number") });
	}
	return o;
}

static enum outcome write_fee(struct call *c, const struct move *m)
{
	const char *submitted = json_text(m->row, "submitted");
	const json_t *rule =
	    settings_fee(c->scheme->settings, (unsigned)json_int(m->row, "level", 1),
			 json_text(m->row, "route"), submitted ? submitted : c->today);
	struct store_value yen = rule ? STORE_INT(json_int(rule, "yen", 0)) : STORE_NULL;

	return call_run(c, "fee_due",
			STORE_VALUES(STORE_INT(json_int(m->row, "id", 0)), yen,
				     STORE_TEXT(rule ? json_text(rule, "source") : NULL),
				     STORE_INT(rule && json_flag(rule, "official")),
				     STORE_INT(c->now)));
}

/* ---- what an action asks for besides ---- */

/* A day of the calendar, today at the latest. */
static bool is_past_day(const struct call *c, const char *day)
{
	return day && day_valid(day) && day_compare(day, c->today) <= 0;
}

static enum outcome record_fee(struct call *c, const struct move *m)
{
	const json_t *fee = json_object_get(m->facts, "fee");
	const char *paid_on = call_arg(c, "paid_on");
	int64_t yen = json_int(fee, "yen", -1);

	if (!is_past_day(c, paid_on))
		return call_problem(c, "paid_on", "入金日を確認してください（今日まで）。",
				    "Please check the day of payment: today at the latest.");
	if (yen < 0)
		yen = call_id(c, "yen");
	if (yen <= 0)
		return call_problem(
		    c, "yen", "この区分には手数料の定めがありません。金額を入力してください。",
		    "There is no rule for this fee. Please enter the amount.");
	return call_change_one(c, "fee_paid",
			       STORE_VALUES(STORE_INT(json_int(m->row, "id", 0)), STORE_INT(yen),
					    STORE_TEXT(paid_on), call_account_value(c)));
}

static enum outcome record_report(struct call *c, const struct move *m)
{
	const char *sha256 = call_arg(c, "report_sha256"), *name = NULL;
	const char *on = call_arg(c, "report_on");
	enum outcome o = call_text(c, "report_name", 200, true, &name);

	if (!sha256 || strlen(sha256) != 64 || strspn(sha256, "0123456789abcdef") != 64)
		o = call_problem(c, "report_sha256", "64桁の16進数（小文字）で入力してください。",
				 "64 hexadecimal digits in lower case, please.");
	if (!is_past_day(c, on))
		o = call_problem(c, "report_on", "報告書の日付を確認してください（今日まで）。",
				 "Please check the report's date: today at the latest.");
	if (o != OUTCOME_OK)
		return o;
	CLEANUP(json_done)
	json_t *report = json_pack("{s:s, s:s, s:s, s:s}", "sha256", sha256, "name", name, "on", on,
				   "received_on", c->today);
	CLEANUP(mem_freep) char *text = json_dumps(report, JSON_COMPACT);
	return call_run(c, "application_report",
			STORE_VALUES(STORE_INT(json_int(m->row, "id", 0)), STORE_TEXT(text)));
}

static enum outcome submit(struct call *c, const struct move *m)
{
	return call_run(c, "application_submitted",
			STORE_VALUES(STORE_INT(json_int(m->row, "id", 0)), STORE_TEXT(c->today)));
}

static enum outcome ask_provisional(struct call *c, const struct move *m)
{
	return call_run(c, "provisional_ask", STORE_VALUES(STORE_INT(json_int(m->row, "id", 0))));
}

static enum outcome do_besides(struct call *c, const struct move *m)
{
	static const struct {
		const char *action;
		enum outcome (*run)(struct call *c, const struct move *m);
	} besides[] = {
		{ "submit", submit },
		{ "record_fee", record_fee },
		{ "record_report", record_report },
		{ "ask_provisional", ask_provisional },
	};

	for (size_t i = 0; i < ARRAY_LEN(besides); i++)
		if (text_equal(besides[i].action, m->t->action))
			return besides[i].run(c, m);
	return OUTCOME_OK;
}

/* ---- the step ---- */

static enum outcome do_effects(struct call *c, struct move *m)
{
	enum outcome o = give_numbers(c, m);

	if (o == OUTCOME_OK && (m->t->effects & EFFECT_INQUIRIES))
		o = ask_authorities(c, m);
	if (o == OUTCOME_OK && (m->t->effects & EFFECT_INQUIRIES_CLOSED))
		o = move_inquiry_close(c, m->row);
	if (o == OUTCOME_OK && (m->t->effects & EFFECT_FEE_DUE))
		o = write_fee(c, m);
	if (o == OUTCOME_OK && (m->t->effects & EFFECT_REGISTRATION_NUMBER)) {
		CLEANUP(mem_freep) char *number = NULL;

		o = give_number(c, m, "registration", "registration_number", &number);
		if (o == OUTCOME_OK)
			json_object_set_new(m->row, "registration_number", json_string(number));
	}
	if (o == OUTCOME_OK && (m->t->effects & EFFECT_LABEL_ISSUED))
		o = issue_label(c, m->row);
	return o;
}

static enum outcome change_state(struct call *c, const struct move *m)
{
	char due[DAY_TEXT_MAX];
	bool has_due = days_later(c, deadline_of(m->t->to), due);

	return call_change_one(c, "application_move",
			       STORE_VALUES(STORE_INT(json_int(m->row, "id", 0)),
					    STORE_INT(json_int(m->row, "version", 0)),
					    STORE_TEXT(m->t->to), STORE_TEXT(has_due ? due : NULL),
					    STORE_INT(c->now)));
}

static enum outcome take_step(struct call *c, struct move *m)
{
	const char *id = json_text(c->result, "id"), *number;
	enum outcome o = do_besides(c, m);

	if (o == OUTCOME_OK)
		o = do_effects(c, m);
	if (o == OUTCOME_OK)
		o = change_state(c, m);
	number = json_text(m->row, "application_number");
	return o == OUTCOME_OK
		   ? move_finish(
			 c, m,
			 &(struct move_told){ .organisation = json_int(m->row, "organisation", 0),
					      .place = "applications",
					      .id = id,
					      .number = number ? number : id })
		   : o;
}

/*
 * Until it is handed in, what a maker fills in himself is the maker's: an officer takes only those
 * steps for him on what came by mail or on paper.  (What is an officer's alone, as to note a
 * withdrawal, is another matter.)
 */
static bool is_makers_own(const struct call *c, const struct move *m)
{
	unsigned level = (unsigned)json_int(m->row, "level", 1);

	return c->role == ROLE_OFFICER && m->t && (m->t->roles & ROLE_BIT(ROLE_MAKER)) &&
	       workflow_find(MACHINE_APPLICATION, m->t->from, "save", level) &&
	       text_equal(json_text(m->row, "received_as"), "online");
}

/* The condition looks at the day of the report that is being handed in. */
static void add_report(const struct call *c, struct move *m)
{
	const char *on = call_arg(c, "report_on");

	if (m->t && text_equal(m->t->action, "record_report") && is_past_day(c, on))
		json_object_set_new(m->facts, "report_on", json_string(on));
}

enum outcome move_application(struct call *c)
{
	CLEANUP(move_done) struct move m = { .t = NULL };
	enum outcome o = move_open(c, MACHINE_APPLICATION, &m);

	if (o != OUTCOME_OK)
		return o;
	CLEANUP(mem_freep) char *id = mem_format("%" PRId64, json_int(m.row, "id", 0));
	json_object_set_new(c->result, "id", json_string(id));
	if (is_makers_own(c, &m))
		return OUTCOME_DENIED;
	add_report(c, &m);
	o = move_allowed(c, m.t, m.facts, &m.reason);
	return o == OUTCOME_OK ? take_step(c, &m) : o;
}
