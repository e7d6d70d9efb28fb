/* A label's life after its issue. */
#include "base/mem.h"
#include "base/text.h"
#include "scheme/event.h"
#include "scheme/issue.h"
#include "scheme/move.h"

struct step {
	struct move m;
	const char *number;
	const char *reason_ja, *reason_en; /* public ones */
	char valid_until[DAY_TEXT_MAX];
};

static void step_done(struct step *s)
{
	move_done(&s->m);
}

/* Its fresh self-declaration. */
static enum outcome ask_renewal(struct call *c, const struct step *s)
{
	const char *name = NULL, *title = NULL, *support = call_arg(c, "support_until");
	enum outcome o = call_text(c, "declaration_name", 100, true, &name);

	if (call_text(c, "declaration_title", 100, true, &title) != OUTCOME_OK)
		o = OUTCOME_INVALID;
	if (!text_equal(call_arg(c, "declaration_agreed"), "yes"))
		o = call_problem(c, "declaration_agreed", "宣言への同意が必要です。",
				 "The declaration has to be agreed to.");
	if (!support || !day_valid(support) ||
	    day_compare(support, json_text(s->m.row, "valid_until")) < 0)
		o = call_problem(c, "support_until",
				 "サポート期限は、現在の有効期限以降の日付にしてください。",
				 "Support has to last at least as long as the label.");
	if (o != OUTCOME_OK)
		return o;
	CLEANUP(json_done)
	json_t *renewal = json_pack("{s:s, s:s, s:s, s:s}", "name", name, "title", title, "on",
				    c->today, "support_until", support);
	CLEANUP(mem_freep) char *text = json_dumps(renewal, JSON_COMPACT);
	return call_run(c, "registration_renewal",
			STORE_VALUES(STORE_TEXT(s->number), STORE_TEXT(text)));
}

/* What the fresh declaration says of support becomes part of the papers and of the page. */
static enum outcome extend_support(struct call *c, const struct step *s, const char *support)
{
	CLEANUP(json_done) json_t *row = NULL;
	CLEANUP(json_done)
	json_t *event = json_pack("{s:{s:s}}", "body", "support_until", support);
	int64_t id = json_int(s->m.row, "application", 0);
	enum outcome o = call_row(c, "application_by_id", STORE_VALUES(STORE_INT(id)), &row);

	if (o != OUTCOME_OK)
		return o;
	json_t *body = json_object_get(row, "body");
	json_object_set_new(body, "support_until", json_string(support));
	CLEANUP(mem_freep) char *text = json_dumps(body, JSON_COMPACT);
	o = call_change_one(c, "application_save",
			    STORE_VALUES(STORE_INT(id), STORE_INT(json_int(row, "version", 0)),
					 STORE_TEXT(text), STORE_INT(json_int(row, "level", 0)),
					 STORE_TEXT(json_text(row, "route")), STORE_INT(c->now)));
	if (o != OUTCOME_OK)
		return o;
	int r = event_add(c->store, c->now, "label_updated", s->number, event, &c->err);
	return r == 0 ? OUTCOME_OK : call_broken(c, r);
}

/* The new term begins the day after the old one ends. */
static enum outcome grant_renewal(struct call *c, struct step *s)
{
	const char *support = json_text(json_object_get(s->m.row, "renewal"), "support_until");
	char from[DAY_TEXT_MAX];
	int r = day_add(from, s->valid_until, 1);
	enum outcome o = r == 0 ? issue_last_day(c, from, s->valid_until) : call_broken(c, r);

	return o == OUTCOME_OK && support ? extend_support(c, s, support) : o;
}

static enum outcome open_hearing(struct call *c, const struct step *s)
{
	return call_run(c, "hearing_open", STORE_VALUES(STORE_TEXT(s->number), STORE_INT(c->now)));
}

static enum outcome record_hearing(struct call *c, const struct step *s)
{
	const char *held = call_arg(c, "held_on"), *record = NULL;
	enum outcome o = call_text(c, "record", 10000, true, &record);

	if (!held || !day_valid(held) || day_compare(held, c->today) > 0)
		o = call_problem(c, "held_on", "聴聞の日を確認してください（今日まで）。",
				 "Please check the day of the hearing: today at the latest.");
	if (o != OUTCOME_OK)
		return o;
	return call_change_one(
	    c, "hearing_record",
	    STORE_VALUES(STORE_TEXT(s->number), STORE_TEXT(held), STORE_TEXT(record)));
}

static enum outcome do_besides(struct call *c, struct step *s)
{
	if (text_equal(s->m.t->action, "ask_renewal"))
		return ask_renewal(c, s);
	if (s->m.t->effects & EFFECT_RENEW)
		return grant_renewal(c, s);
	if (text_equal(s->m.t->action, "open_hearing"))
		return open_hearing(c, s);
	if (text_equal(s->m.t->action, "record_hearing"))
		return record_hearing(c, s);
	return OUTCOME_OK;
}

/* Reasons that everybody reads are asked for in both languages. */
static enum outcome public_reasons(struct call *c, struct step *s)
{
	if (!(s->m.t->effects & EFFECT_LABEL_STATUS) || !s->m.t->reason)
		return OUTCOME_OK;
	enum outcome ja = call_text(c, "public_reason_ja", 500, true, &s->reason_ja);
	enum outcome en = call_text(c, "public_reason_en", 500, true, &s->reason_en);
	return ja == OUTCOME_OK ? en : ja;
}

static enum outcome change_state(struct call *c, const struct step *s)
{
	return call_change_one(
	    c, "registration_move",
	    STORE_VALUES(STORE_TEXT(s->number), STORE_INT(json_int(s->m.row, "version", 0)),
			 STORE_TEXT(s->m.t->to), STORE_TEXT(s->valid_until), STORE_INT(c->now)));
}

static enum outcome take_step(struct call *c, struct step *s)
{
	enum outcome o = do_besides(c, s);

	if (o == OUTCOME_OK)
		o = change_state(c, s);
	if (o == OUTCOME_OK && (s->m.t->effects & EFFECT_LABEL_STATUS))
		o = issue_status(c, s->number, s->m.t->to, s->valid_until, s->reason_ja,
				 s->reason_en);
	return o == OUTCOME_OK
		   ? move_finish(
			 c, &s->m,
			 &(struct move_told){ .organisation = json_int(s->m.row, "organisation", 0),
					      .place = "labels",
					      .id = s->number,
					      .number = s->number })
		   : o;
}

enum outcome move_registration(struct call *c)
{
	CLEANUP(step_done) struct step s = { .number = NULL };
	enum outcome o = move_open(c, MACHINE_LABEL, &s.m);

	if (o != OUTCOME_OK)
		return o;
	s.number = json_text(s.m.row, "number");
	(void)snprintf(s.valid_until, sizeof(s.valid_until), "%s",
		       json_text(s.m.row, "valid_until"));
	json_object_set_new(c->result, "number", json_string(s.number));
	if (s.m.t)
		o = public_reasons(c, &s);
	if (o == OUTCOME_OK)
		o = move_allowed(c, s.m.t, s.m.facts, &s.m.reason);
	return o == OUTCOME_OK ? take_step(c, &s) : o;
}
