#include "probe/guess_ask.h"

#include "base/text.h"
#include "base/time.h"
#include "crypto/token.h"
#include "probe/guess_away.h"
#include "probe/guess_batch.h"
#include "probe/guess_watch.h"
#include "probe/probe.h"

void guess_ask_init(struct guess *g, struct door *d, int64_t deadline)
{
	*g = (struct guess){ .door = d, .deadline = deadline, .lines = BUF(GUESS_LINES_MAX) };
	buf_text(&g->lines, "# ms since the first, took ms, phase, at once, account, outcome\n");
}

void guess_ask_done(struct guess *g)
{
	buf_done(&g->lines);
}

bool guess_ask_held(enum guess_outcome o)
{
	return o == GUESS_LIMITED || o == GUESS_REFUSED || o == GUESS_HUNG || o == GUESS_SILENT;
}

static enum guess_outcome outcome_of(const struct oracle *o, const struct login_reply *reply)
{
	switch (oracle_say(o, &reply->print)) {
	case ORACLE_NO:
		return GUESS_NO;
	case ORACLE_YES:
		return GUESS_YES;
	case ORACLE_LIMITED:
		return GUESS_LIMITED;
	case ORACLE_UNCLEAR:
		break;
	}
	switch (reply->print.end) {
	case LOGIN_REFUSED:
	case LOGIN_CLOSED:
		return GUESS_REFUSED;
	case LOGIN_SILENT:
		return reply->connected > 0 ? GUESS_HUNG : GUESS_SILENT;
	case LOGIN_ANSWERED:
	case LOGIN_GARBAGE:
	case LOGIN_UNABLE:
		break;
	}
	return GUESS_UNCLEAR;
}

static void make_secret(char out[static GUESS_SECRET_MAX])
{
	char random[TOKEN_TEXT_MAX];

	token_new(random);
	(void)snprintf(out, GUESS_SECRET_MAX, "hoshi-%.12s", random);
}

static struct ledger_try ledger_try_of(const struct guess *g, const struct guess_question *q)
{
	struct ledger_try t = door_ledger_try(g->door, q->account, LEDGER_GUESS);

	if (q->phase == GUESS_CALIBRATE || q->phase == GUESS_CONTROL || q->secret)
		t.kind = LEDGER_CONTROL;
	t.source = q->from ? q->from->text : NULL;
	return t;
}

/* false, and why: nothing more may be asked. */
static bool may_ask(struct guess *g, const struct ledger_try *t)
{
	if (g->trouble)
		return false;
	if (time_now(&time_system) >= g->deadline)
		g->trouble = "deadline";
	else if (g->series.n >= GUESS_POINTS_MAX)
		g->trouble = "budget";
	else
		g->trouble = ledger_take(g->door->ledger, t, time_unix(&time_system));
	return !g->trouble;
}

static enum oracle_answer answer_of(enum guess_outcome o)
{
	switch (o) {
	case GUESS_NO:
		return ORACLE_NO;
	case GUESS_YES:
		return ORACLE_YES;
	case GUESS_LIMITED:
		return ORACLE_LIMITED;
	case GUESS_REFUSED:
	case GUESS_HUNG:
	case GUESS_SILENT:
	case GUESS_UNCLEAR:
		break;
	}
	return ORACLE_UNCLEAR;
}

static void record(struct guess *g, const struct guess_question *q, const struct guess_point *p)
{
	struct ledger_try t = ledger_try_of(g, q);

	ledger_note(g->door->ledger, &t, answer_of(p->outcome));
	g->series.point[g->series.n++] = *p;
	buf_format(&g->lines, "%" PRId64 " %" PRId64 " %s %u %s %s%s%s\n", p->at / TIME_MS,
		   p->took / TIME_MS, guess_analysis_phase(p->phase), p->lanes,
		   text_equal(q->account, g->account)      ? "guessed"
		   : text_equal(q->account, DOOR_STRANGER) ? "stranger"
							   : "other",
		   guess_analysis_outcome(p->outcome), q->from ? " from " : "",
		   q->from ? q->from->text : "");
}

enum guess_outcome guess_ask(struct guess *g, const struct guess_question *q,
			     struct login_print *print)
{
	CLEANUP(login_reply_done) struct login_reply reply = { 0 };
	char wrong[GUESS_SECRET_MAX];
	struct ledger_try entry = ledger_try_of(g, q);
	int64_t now;

	if (!may_ask(g, &entry))
		return GUESS_UNCLEAR;
	make_secret(wrong);
	now = time_now(&time_system);
	g->start = g->start ? g->start : now;
	struct login_try attempt = { .account = q->account,
				     .secret = q->secret ? q->secret : wrong,
				     .from = q->from,
				     .deadline = probe_deadline(g->door->cx, DOOR_TRY_TIME) };

	g->door->mechanism->attempt(&g->door->at, &attempt, &reply);
	struct guess_point p = { .at = now - g->start,
				 .took = time_now(&time_system) - now,
				 .phase = q->phase,
				 .outcome = outcome_of(&g->door->oracle, &reply),
				 .lanes = 1,
				 .connected = reply.connected > 0 };

	record(g, q, &p);
	if (print)
		*print = reply.print;
	if (g->transcripts < GUESS_TRANSCRIPTS_MAX) {
		door_keep(g->door, q->whose, attempt.secret, &reply);
		g->transcripts++;
	}
	return p.outcome;
}

unsigned guess_ask_many(struct guess *g, unsigned lanes)
{
	struct guess_question q = { .phase = GUESS_PARALLEL, .account = g->account };
	struct guess_lane lane[GUESS_BATCH_MAX] = { 0 };
	char wrong[GUESS_BATCH_MAX][GUESS_SECRET_MAX];
	struct ledger_try entry = ledger_try_of(g, &q);
	struct guess_watch watch;
	unsigned n = 0;

	while (n < lanes && g->series.n + n < GUESS_POINTS_MAX && may_ask(g, &entry)) {
		make_secret(wrong[n]);
		lane[n].attempt = (struct login_try){
			.account = q.account,
			.secret = wrong[n],
			.deadline = probe_deadline(g->door->cx, DOOR_TRY_TIME),
		};
		n++;
	}
	guess_watch_start(&watch, &g->door->cx->target, GUESS_ALIVE_PORT);
	guess_batch_run(g->door->mechanism, &g->door->at, lane, n);
	int64_t silence = guess_watch_stop(&watch);
	g->absent = silence > g->absent ? silence : g->absent;
	for (unsigned i = 0; i < n; i++) {
		struct guess_point p = { .at = lane[i].at - g->start,
					 .took = lane[i].took,
					 .phase = GUESS_PARALLEL,
					 .outcome = outcome_of(&g->door->oracle, &lane[i].reply),
					 .lanes = n,
					 .connected = lane[i].reply.connected > 0 };

		if (lane[i].ran)
			record(g, &q, &p);
		login_reply_done(&lane[i].reply);
	}
	return n;
}
