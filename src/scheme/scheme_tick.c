/*
 * What time does by itself.  The clock signs as nobody; each label is a transaction of its own, so
 * that one that cannot be moved does not hold up the others.
 */
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "scheme/account.h"
#include "scheme/action.h"
#include "scheme/facts.h"
#include "scheme/issue.h"
#include "scheme/mail.h"
#include "scheme/publisher.h"
#include "workflow/settings.h"
#include "workflow/workflow.h"

#define HOUR INT64_C(3600)
#define PRESS_KEPT (24 * HOUR)
#define DAY_SECONDS (24 * HOUR)

static struct call clock_call(struct scheme *s, const char *action)
{
	struct call c = { .scheme = s,
			  .store = s->store,
			  .now = time_unix(s->clock),
			  .action = action,
			  .role = ROLE_SYSTEM };

	day_of(c.today, c.now);
	return c;
}

/* In a transaction; its outcome as a code. */
static int within(struct call *c, enum outcome (*run)(struct call *c, const json_t *row),
		  const json_t *row)
{
	int r = store_begin(c->store, &c->err);
	enum outcome o = r == 0 ? run(c, row) : OUTCOME_BROKEN;

	if (o == OUTCOME_OK)
		o = publisher_keep(c);

	if (o == OUTCOME_OK && store_commit(c->store, &c->err) < 0)
		o = OUTCOME_BROKEN;
	store_rollback(c->store);
	json_decref(c->problems);
	json_decref(c->events);
	c->problems = c->events = NULL;
	if (o == OUTCOME_OK)
		return 0;
	log_error("clock", "%s: %s", c->action, c->err.code ? c->err.text : call_outcome(o));
	return c->err.code ? c->err.code : E_FORMAT;
}

/* ---- the end of a label ---- */

static enum outcome expire(struct call *c, const json_t *row)
{
	const char *number = json_text(row, "number"), *end = json_text(row, "valid_until");
	const struct transition *t = workflow_find(MACHINE_LABEL, json_text(row, "state"), "expire",
						   (unsigned)json_int(row, "level", 1));
	CLEANUP(mem_freep) char *path = mem_format("/maker/labels/%s", number);
	CLEANUP(json_done) json_t *facts = NULL;
	struct workflow_refusal why = { 0 };
	enum outcome o;

	const struct facts gather = call_facts(c);
	o = call_outcome_of(c, facts_of_registration(&gather, row, &facts, &c->err));
	if (o != OUTCOME_OK)
		return o;
	/* While an extension is pending there are days of grace. */
	if (!t || !(t->roles & ROLE_BIT(ROLE_SYSTEM)) || !workflow_guard(t->guard, facts, &why))
		return OUTCOME_OK;
	o = call_change_one(c, "registration_move",
			    STORE_VALUES(STORE_TEXT(number), STORE_INT(json_int(row, "version", 0)),
					 STORE_TEXT(t->to), STORE_TEXT(end), STORE_INT(c->now)));
	if (o == OUTCOME_OK)
		o = issue_status(c, number, t->to, end, NULL, NULL);
	if (o == OUTCOME_OK)
		o = call_audit(
		    c, &(struct trail){
			   .kind = "label", .subject = number, .from = t->from, .to = t->to });
	const struct workflow_state *to = workflow_state_find(MACHINE_LABEL, t->to);
	return o == OUTCOME_OK
		   ? mail_to_organisation(c, json_int(row, "organisation", 0), MAIL_MOVED,
					  &(struct mail_words){ .path = path,
								.number = number,
								.state_ja = to->ja,
								.state_en = to->en })
		   : o;
}

/* Those whose days are over by the calendar alone; the condition has the last word. */
static int over(struct call *c, json_t **rows)
{
	int64_t grace = settings_days(c->scheme->settings, "renewal", "grace_days");
	char graced[DAY_TEXT_MAX];
	int r = day_add(graced, c->today, -grace);

	return r < 0 ? err_set(&c->err, r, "there is no day %" PRId64 " days ago", grace)
		     : store_rows(c->store, "registrations_over",
				  STORE_VALUES(STORE_TEXT(c->today), STORE_TEXT(graced)), rows,
				  &c->err);
}

static int expire_all(struct scheme *s)
{
	CLEANUP(mem_freep) char *before = NULL;

	for (;;) {
		struct call c = clock_call(s, "label.expire");
		CLEANUP(json_done) json_t *rows = NULL;
		size_t i;
		json_t *row;
		int r = over(&c, &rows);
		const char *first = json_text(json_array_get(rows, 0), "number");

		/* One that does not move comes again: it must not hold us for ever. */
		if (r < 0 || !first || text_equal(first, before))
			return r;
		json_array_foreach (rows, i, row) {
			int one = within(&c, expire, row);

			r = r == 0 ? one : r;
		}
		if (r < 0)
			return r;
		mem_free(before);
		before = mem_text(first);
	}
}

void scheme_tick_day(struct scheme *s)
{
	char today[DAY_TEXT_MAX];

	day_of(today, time_unix(s->clock));
	if (text_equal(today, s->day))
		return;
	/* Whatever becomes of it: the log says so, and the tick tries again. */
	(void)snprintf(s->day, sizeof(s->day), "%s", today);
	(void)expire_all(s);
}

/* ---- reminders ---- */

static enum outcome remind(struct call *c, const json_t *row)
{
	const char *number = json_text(row, "number"), *end = json_text(row, "valid_until");
	int64_t days = json_int(row, "days", 0), left = 0;
	CLEANUP(mem_freep) char *path = mem_format("/maker/labels/%s", number);
	enum outcome o = call_run(
	    c, "reminder_add",
	    STORE_VALUES(STORE_TEXT(number), STORE_TEXT(end), STORE_INT(days), STORE_INT(c->now)));

	if (o == OUTCOME_OK && day_between(c->today, end, &left) < 0)
		o = call_broken(c, E_FORMAT);
	return o == OUTCOME_OK ? mail_to_organisation(
				     c, json_int(row, "organisation", 0), MAIL_REMINDER,
				     &(struct mail_words){
					 .path = path, .number = number, .day = end, .days = left })
			       : o;
}

/* The shortest notice first: a label that is late for all of them gets one mail. */
static int remind_all(struct scheme *s)
{
	const json_t *all = json_at(s->settings->doc, "/reminders/days");
	int r = 0;

	for (size_t k = json_array_size(all); k-- > 0;) {
		struct call c = clock_call(s, "label.remind");
		int64_t days = json_integer_value(json_array_get(all, k));
		CLEANUP(json_done) json_t *rows = NULL;
		char until[DAY_TEXT_MAX];
		size_t i;
		json_t *row;

		if (day_add(until, c.today, days) < 0)
			continue;
		r = store_rows(
		    s->store, "registrations_ending",
		    STORE_VALUES(STORE_TEXT(c.today), STORE_TEXT(until), STORE_INT(days)), &rows,
		    &c.err);
		json_array_foreach (rows, i, row) {
			json_object_set_new(row, "days", json_integer(days));
			int one = within(&c, remind, row);
			r = r == 0 ? one : r;
		}
	}
	return r;
}

/* ---- what nobody needs any more ---- */

static enum outcome tidy(struct call *c, const json_t *none)
{
	enum outcome o = call_run(
	    c, "sessions_tidy", STORE_VALUES(STORE_INT(c->now), STORE_INT(c->now - SESSION_IDLE)));

	(void)none;
	if (o == OUTCOME_OK)
		o = call_run(c, "links_tidy", STORE_VALUES(STORE_INT(c->now)));
	if (o == OUTCOME_OK)
		o = call_run(c, "rates_tidy", STORE_VALUES(STORE_INT(c->now - DAY_SECONDS)));
	return o == OUTCOME_OK
		   ? call_run(c, "presses_tidy", STORE_VALUES(STORE_INT(c->now - PRESS_KEPT)))
		   : o;
}

int scheme_tick(struct scheme *s, int64_t *next, struct err *err)
{
	struct call c = clock_call(s, "clock.tidy");
	int64_t midnight = 0;
	int r = expire_all(s), reminded = remind_all(s), tidied = within(&c, tidy, NULL);

	/* At the latest in an hour; and right when the day begins in Tokyo. */
	if (day_start(c.today, &midnight) < 0)
		midnight = c.now;
	midnight += DAY_SECONDS;
	*next = midnight < c.now + HOUR ? midnight : c.now + HOUR;
	r = r < 0 ? r : reminded < 0 ? reminded : tidied;
	return r < 0 ? err_set(err, r, "not all that was due could be done; see the log") : 0;
}
