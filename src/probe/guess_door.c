#include "probe/guess_door.h"

#include "base/text.h"
#include "base/time.h"
#include "net/stream.h"
#include "probe/guess_away.h"
#include "probe/guess_source.h"
#include "probe/probe.h"

#define HELD_ENOUGH 3 /* in a row: more would only anger the device */
#define LOST_MAX 4    /* connections that came to nothing are made up for */
#define HUNG_ENOUGH 2 /* in a row, taken and never answered: each of them takes its full time */
#define STRANGER_SECRETS 2
#define LEARN_WAIT (3 * TIME_SECOND)
#define LEARN_WAIT_MAX (160 * TIME_SECOND) /* at a door, for what was locked before */
#define LATE_WAIT (6 * TIME_SECOND)        /* what reads logs, as fail2ban does, needs a while */
#define AFTER_MAX 3                        /* guesses right after a lock */
#define WAIT_FIRST (TIME_SECOND / 2)
#define BURST_WAIT_MAX (30 * TIME_SECOND) /* a longer lock is not waited for twice */
#define ALIVE_TIME (4 * TIME_SECOND)
#define KEPT 8                      /* attempts after a long row, for who was held back by it */
#define BUSY_WAIT (TIME_SECOND / 2) /* for one that takes a connection at a time */

static void wait_for(struct guess *g, int64_t time)
{
	int64_t left = g->deadline - time_now(&time_system);

	time_sleep(time < left ? time : left);
}

/* ---- is the device well? ---- */

static bool connects(struct guess *g, uint16_t port)
{
	CLEANUP(stream_done) struct stream s = { 0 };

	return stream_open(&s, &g->door->cx->target, port,
			   probe_deadline(g->door->cx, ALIVE_TIME)) == 0;
}

/* Another open port, by which to tell a device in trouble from one that shuts us out here. */
static uint16_t other_port(struct guess *g)
{
	size_t i;
	json_t *o;

	json_array_foreach (g->door->cx->observations, i, o)
		if (text_equal(json_text(o, "kind"), "service") &&
		    text_equal(json_text(o, "proto"), "tcp") && probe_port(o) != g->door->at.port &&
		    connects(g, probe_port(o)))
			return probe_port(o);
	return 0;
}

/* One that bans our address shuts the other ports too, at once and by itself: that is no harm. */
static void check_well(struct guess *g, uint16_t port, enum guess_outcome last)
{
	if (g->trouble || port == 0 || guess_ask_held(last))
		return;
	bool well = connects(g, port);

	/* Once more: one connection may get lost. */
	if (!well)
		well = connects(g, port);
	if (!well)
		g->trouble = "weakened";
}

/* One that restarts is not asked any more. */
static void check_gaps(struct guess *g)
{
	if (!g->trouble && guess_away_between(g))
		g->trouble = "weakened";
}

/* ---- the steps ---- */

static enum guess_outcome ask(struct guess *g, enum guess_phase phase, const char *account,
			      const char *secret, const struct addr *from)
{
	struct guess_question q = { .phase = phase,
				    .account = account,
				    .secret = secret,
				    .from = from,
				    .whose = secret ? "the right pair (control)"
						    : "a made-up password" };

	return guess_ask(g, &q, NULL);
}

static bool is_answered(const struct login_print *p)
{
	return !oracle_is_limit(p) && (p->end == LOGIN_ANSWERED || p->says != LOGIN_SAYS_NOTHING);
}

/* Give the device time; false: it had enough.  Each wait is twice as long as the one before. */
static bool be_patient(struct guess *g, int64_t *pause)
{
	int64_t left = LEARN_WAIT_MAX - g->waited;

	if (g->trouble || left <= 0)
		return false;
	*pause = *pause < left ? *pause : left;
	wait_for(g, *pause);
	g->waited += *pause;
	*pause *= 2;
	return true;
}

/*
 * Nothing is learned from a door that holds us back, for what earlier probes did or for its own
 * reasons: it is given time, and asked again.
 */
static bool learn(struct guess *g, enum oracle_sample what, const char *account, const char *secret)
{
	struct guess_question q = { .phase = GUESS_CALIBRATE,
				    .account = account,
				    .secret = secret,
				    .whose = what == ORACLE_VALID ? "the right pair (control)"
								  : "a wrong pair (control)" };
	struct login_print print = { .says = LOGIN_SAYS_NOTHING };
	int64_t pause = LEARN_WAIT;
	unsigned hung = 0;

	do {
		hung = guess_ask(g, &q, &print) == GUESS_HUNG ? hung + 1 : 0;
		if (hung >= HUNG_ENOUGH && !g->trouble)
			g->trouble = "no_answer";
	} while (!g->trouble && !is_answered(&print) && be_patient(g, &pause));
	if (!g->trouble)
		oracle_learn(&g->door->oracle, what, &print);
	return !g->trouble;
}

static bool learn_nobody(struct guess *g)
{
	struct door_try nobody = { .whose = "nobody (control)" };
	struct login_print print = { .says = LOGIN_SAYS_NOTHING };
	int64_t pause = LEARN_WAIT;

	do {
		g->trouble = door_ask(g->door, &nobody, &print);
	} while (!g->trouble && !is_answered(&print) && be_patient(g, &pause));
	if (!g->trouble)
		oracle_learn(&g->door->oracle, ORACLE_NONE, &print);
	return !g->trouble;
}

/* Tries of earlier probes may have locked the account, and a lock may not show: give it time. */
static void learn_right(struct guess *g)
{
	struct door *d = g->door;
	bool tried = ledger_wrong(d->ledger, d->at.port, d->at.mechanism, d->account) > 0;
	int64_t pause = 2 * LEARN_WAIT;

	for (;;) {
		struct oracle before = d->oracle;

		if (!learn(g, ORACLE_VALID, d->account, d->secret))
			return;
		g->trouble = oracle_trouble(&d->oracle);
		if (!text_equal(g->trouble, "no_control") || !tried)
			return;
		g->trouble = NULL;
		if (!be_patient(g, &pause)) {
			g->trouble = "no_control";
			return;
		}
		d->oracle = before;
	}
}

static void calibrate(struct guess *g)
{
	struct door *d = g->door;

	if (!learn_nobody(g))
		return;
	for (unsigned i = 0; i < STRANGER_SECRETS && oracle_wants_more(&d->oracle); i++)
		if (!learn(g, ORACLE_STRANGER, DOOR_STRANGER, NULL))
			return;
	if (d->account && !learn(g, ORACLE_WRONG, d->account, NULL))
		return;
	if (d->secret)
		learn_right(g);
	else
		g->trouble = oracle_trouble(&d->oracle);
}

/* Nobody answered: that may be the one connection before, not yet closed. */
static void give_time(struct guess *g, enum guess_outcome o)
{
	if (guess_ask_held(o) && o != GUESS_LIMITED)
		wait_for(g, BUSY_WAIT);
}

static enum guess_outcome serial(struct guess *g)
{
	enum guess_outcome last = GUESS_NO;
	unsigned held = 0, lost = 0;

	for (unsigned i = 0; i < GUESS_SERIAL_MIN + lost && held < HELD_ENOUGH && !g->trouble;
	     i++) {
		last = ask(g, GUESS_SERIAL, g->account, NULL, NULL);
		held = guess_ask_held(last) ? held + 1 : 0;
		lost += held > 0 && last != GUESS_LIMITED && lost < LOST_MAX;
		give_time(g, last);
	}
	return last;
}

/* The right password, now.  Without one: whether a wrong one is still looked at. */
static void control(struct guess *g)
{
	const char *secret = g->door->secret;
	enum guess_outcome o = ask(g, GUESS_CONTROL, g->account, secret, NULL);

	/* A connection that is lost is no lock: that has to happen twice. */
	if (!g->trouble && guess_ask_held(o) && o != GUESS_LIMITED) {
		give_time(g, o);
		o = ask(g, GUESS_CONTROL, g->account, secret, NULL);
	}
	if (g->trouble)
		return;
	if (guess_ask_held(o) || (secret && o == GUESS_NO))
		g->series.control = GUESS_HELD;
	else if (o == GUESS_NO || o == GUESS_YES)
		g->series.control = GUESS_OPEN;
}

static enum guess_held held_of(const struct guess *g, enum guess_outcome o, enum guess_outcome open)
{
	if (g->trouble || o == GUESS_UNCLEAR)
		return GUESS_NOT_ASKED;
	return o == open ? GUESS_OPEN : GUESS_HELD;
}

/* Is it held back in words or by silence, or does only the right password show it? */
static bool is_hidden(const struct guess *g)
{
	return g->series.n > 0 && g->series.point[g->series.n - 1].outcome == GUESS_NO;
}

static void ask_other_door(struct guess *g, struct door *others, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		struct door *o = &others[i];
		struct login_print print;
		struct door_try t = { .account = g->account,
				      .secret = g->door->secret,
				      .whose = "the right pair (another door)",
				      .kind = LEDGER_CONTROL };

		if ((o->at.port == g->door->at.port &&
		     text_equal(o->at.mechanism, g->door->at.mechanism)) ||
		    !o->mechanism || !text_equal(o->account, g->account) || !o->secret ||
		    door_ask(o, &t, &print))
			continue;
		g->series.other_door =
		    print.says == LOGIN_SAYS_YES ? GUESS_OPEN
		    : print.says == LOGIN_SAYS_NO || print.says == LOGIN_SAYS_WAIT
			? GUESS_HELD
			: GUESS_NOT_ASKED;
		return;
	}
}

static void scope(struct guess *g, bool hidden, struct door *others, unsigned n)
{
	struct guess_series *s = &g->series;
	const char *secret = g->door->secret;
	struct addr other;

	/* A stranger is always refused: he tells something only where it shows. */
	if (!hidden)
		s->other_account =
		    held_of(g, ask(g, GUESS_SCOPE, DOOR_STRANGER, NULL, NULL), GUESS_NO);
	if (guess_source_find(&other, &g->door->cx->target, g->door->at.port))
		s->other_address =
		    held_of(g, ask(g, GUESS_SCOPE, g->account, hidden ? secret : NULL, &other),
			    hidden ? GUESS_YES : GUESS_NO);
	if (secret)
		ask_other_door(g, others, n);
}

/* When was it held back first?  The lock is no older. */
static int64_t held_since(const struct guess *g)
{
	for (unsigned i = 0; i < g->series.n; i++)
		if (guess_ask_held(g->series.point[i].outcome) &&
		    g->series.point[i].phase != GUESS_CALIBRATE)
			return g->start + g->series.point[i].at;
	return time_now(&time_system);
}

/* Attempts that are left, but for the right password at the end. */
static unsigned left_of(const struct guess *g)
{
	return g->series.n + 1 < GUESS_POINTS_MAX ? GUESS_POINTS_MAX - 1 - g->series.n : 0;
}

/* The next space: close ones tell a lock's length better, wide ones reach further with few. */
static int64_t next_pause(int64_t asked, unsigned attempts)
{
	int64_t pause = attempts >= 18 ? asked / 3 : attempts >= 13 ? asked * 2 / 3 : asked;

	return pause > WAIT_FIRST ? pause : WAIT_FIRST;
}

static void recovery(struct guess *g, bool hidden)
{
	const unsigned attempts = left_of(g);
	struct guess_series *s = &g->series;
	const char *secret = hidden ? g->door->secret : NULL;
	int64_t since = held_since(g);
	int64_t pause = WAIT_FIRST;

	s->lock_max = 1;
	for (;;) {
		int64_t before = time_now(&time_system) - since;

		if (before + pause > GUESS_LOCK_WAIT)
			pause = GUESS_LOCK_WAIT - before;
		/* Without attempts left the lock is known to last as long as it was seen. */
		if (pause <= 0 || left_of(g) == 0)
			return;
		wait_for(g, pause);
		int64_t asked = time_now(&time_system) - since;
		enum guess_outcome o = ask(g, GUESS_RECOVERY, g->account, secret, NULL);

		if (g->trouble)
			return;
		s->lock_max = asked;
		s->recovered = o == (hidden ? GUESS_YES : GUESS_NO);
		if (s->recovered)
			break;
		s->lock_min = asked;
		pause = next_pause(asked, attempts);
	}
	/* How many are let through before it holds back again? */
	for (unsigned n = 1; !hidden && n <= AFTER_MAX && left_of(g) > 0; n++) {
		enum guess_outcome o = ask(g, GUESS_RECOVERY, g->account, NULL, NULL);

		if (guess_ask_held(o)) {
			s->after = n;
			break;
		}
	}
}

static void parallel(struct guess *g, unsigned lanes)
{
	if (!g->trouble && guess_ask_many(g, lanes) < lanes && !g->trouble)
		g->trouble = "budget";
}

/*
 * A right password, given as a control, begins the device's count anew, which an attacker cannot.
 * So what the budget leaves makes the row since the last control as long as it can be.  They are no
 * part of the speed one by one.
 */
static void row(struct guess *g)
{
	enum guess_outcome o = GUESS_NO;

	while (!g->trouble && left_of(g) > KEPT && !guess_ask_held(o))
		o = ask(g, GUESS_PARALLEL, g->account, NULL, NULL);
}

/* After a lock: are more let through when they come together? */
static void burst(struct guess *g)
{
	if (!g->series.recovered || g->series.lock_max > BURST_WAIT_MAX ||
	    left_of(g) < GUESS_LANES_FEW)
		return;
	wait_for(g, g->series.lock_max);
	parallel(g, GUESS_LANES_FEW);
	wait_for(g, g->series.lock_max + TIME_SECOND);
}

static void held_back(struct guess *g, struct door *others, unsigned n)
{
	struct ledger_try entry = door_ledger_try(g->door, g->account, LEDGER_GUESS);
	bool hidden = is_hidden(g);

	ledger_lock(g->door->ledger, &entry);
	scope(g, hidden, others, n);
	if (!g->trouble && guess_away(g))
		g->trouble = "away";
	if (!g->trouble)
		recovery(g, hidden);
}

/* Counters start anew with a right password; what it answers shows nothing more. */
static void restore(struct guess *g)
{
	const char *trouble = g->trouble;
	enum guess_held before = g->series.control;

	if (!g->door->secret || text_equal(trouble, "budget"))
		return;
	g->trouble = NULL;
	enum guess_outcome o = ask(g, GUESS_RECOVERY, g->account, g->door->secret, NULL);
	if (!g->trouble && o != GUESS_UNCLEAR)
		g->series.restored = o == GUESS_YES ? GUESS_OPEN : GUESS_HELD;
	g->trouble = trouble;
	g->series.control = before;
}

void guess_door(struct guess *g, struct door *others, unsigned n_others)
{
	uint16_t alive = other_port(g);
	enum guess_outcome last;

	calibrate(g);
	if (g->trouble)
		return;
	last = serial(g);
	check_well(g, alive, last);
	check_gaps(g);
	if (!g->trouble)
		control(g);
	if (!g->trouble && !guess_analysis_changed(&g->series)) {
		parallel(g, GUESS_LANES_FEW);
		check_well(g, alive, GUESS_NO);
		parallel(g, GUESS_LANES_MANY);
		check_well(g, alive, GUESS_NO);
		row(g);
		if (!g->trouble)
			control(g);
		/* Some guards act late.  Nothing is said to be unguarded before they had their
		 * time. */
		if (!g->trouble && !guess_analysis_changed(&g->series)) {
			wait_for(g, LATE_WAIT);
			control(g);
		}
		if (!g->trouble && guess_analysis_changed(&g->series))
			held_back(g, others, n_others);
	} else if (!g->trouble) {
		held_back(g, others, n_others);
		if (!g->trouble)
			burst(g);
	}
	check_gaps(g);
	restore(g);
}
