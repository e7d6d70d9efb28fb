/* Protections and twins as tables: what was seen goes in, the class and the attacker's rate come
 * out. */
#include "tap.h"

#include "base/time.h"
#include "probe/guess_analysis.h"

#define MS TIME_MS
#define S TIME_SECOND

/* ---- series, piece by piece ---- */

static int64_t end_of(const struct guess_series *s)
{
	int64_t end = 0;

	for (unsigned i = 0; i < s->n; i++)
		if (s->point[i].at + s->point[i].took > end)
			end = s->point[i].at + s->point[i].took;
	return end;
}

static void one(struct guess_series *s, enum guess_phase phase, enum guess_outcome o, int64_t took)
{
	assert_true(s->n < GUESS_POINTS_MAX);
	s->point[s->n] = (struct guess_point){
		.at = end_of(s), .took = took, .phase = phase, .outcome = o, .lanes = 1
	};
	s->n++;
}

static void serial(struct guess_series *s, unsigned n, enum guess_outcome o, int64_t took)
{
	for (unsigned i = 0; i < n; i++)
		one(s, GUESS_SERIAL, o, took);
}

/* So many at once; all but the first let through of them have another outcome. */
static void parallel(struct guess_series *s, unsigned lanes, unsigned through,
		     enum guess_outcome rest, int64_t took)
{
	int64_t at = end_of(s);

	for (unsigned i = 0; i < lanes; i++) {
		assert_true(s->n < GUESS_POINTS_MAX);
		s->point[s->n++] = (struct guess_point){ .at = at,
							 .took = took,
							 .phase = GUESS_PARALLEL,
							 .outcome = i < through ? GUESS_NO : rest,
							 .lanes = lanes };
	}
}

static void both(struct guess_series *s, int64_t took)
{
	parallel(s, 8, 8, GUESS_NO, took);
	parallel(s, 16, 16, GUESS_NO, took);
}

static void lock(struct guess_series *s, bool recovered, int64_t min, int64_t max)
{
	s->recovered = recovered;
	s->lock_min = min;
	s->lock_max = max;
}

/* ---- devices ---- */

static void none(struct guess_series *s)
{
	serial(s, 15, GUESS_NO, 10 * MS);
	s->control = GUESS_OPEN;
	both(s, 20 * MS);
}

/* An old processor that takes its time, but not on purpose. */
static void slow(struct guess_series *s)
{
	serial(s, 15, GUESS_NO, 300 * MS);
	s->control = GUESS_OPEN;
	parallel(s, 8, 8, GUESS_NO, 2400 * MS);
	parallel(s, 16, 16, GUESS_NO, 4800 * MS);
}

static void delay_bypassed(struct guess_series *s)
{
	serial(s, 15, GUESS_NO, 1000 * MS);
	s->control = GUESS_OPEN;
	both(s, 1100 * MS);
}

static void delay_shared(struct guess_series *s)
{
	serial(s, 15, GUESS_NO, 2000 * MS);
	s->control = GUESS_OPEN;
	parallel(s, 8, 8, GUESS_NO, 16000 * MS);
	parallel(s, 16, 16, GUESS_NO, 32000 * MS);
}

static void delay_alone(struct guess_series *s)
{
	serial(s, 15, GUESS_NO, 2000 * MS);
}

static void delay_growing(struct guess_series *s)
{
	for (unsigned i = 0; i < 15; i++)
		one(s, GUESS_SERIAL, GUESS_NO, (100 + 200 * (int64_t)i) * MS);
	s->control = GUESS_OPEN;
	parallel(s, 8, 8, GUESS_NO, 3000 * MS);
}

/* One answer that took long is an accident. */
static void hiccup(struct guess_series *s)
{
	serial(s, 13, GUESS_NO, 10 * MS);
	serial(s, 1, GUESS_NO, 5000 * MS);
	serial(s, 1, GUESS_NO, 10 * MS);
	s->control = GUESS_OPEN;
	both(s, 20 * MS);
}

static void one_reset(struct guess_series *s)
{
	serial(s, 8, GUESS_NO, 10 * MS);
	serial(s, 1, GUESS_REFUSED, 10 * MS);
	serial(s, 8, GUESS_NO, 10 * MS);
	s->control = GUESS_OPEN;
	both(s, 20 * MS);
}

static void account_lock(struct guess_series *s)
{
	serial(s, 5, GUESS_NO, 10 * MS);
	serial(s, 3, GUESS_LIMITED, 10 * MS);
	s->control = GUESS_HELD;
	s->other_account = GUESS_OPEN;
	lock(s, true, 16 * S, 24 * S);
	s->after = 5;
}

/* pam_faillock: the same "no" as ever, for the right password too. */
static void hidden_lock(struct guess_series *s)
{
	serial(s, 15, GUESS_NO, 2000 * MS);
	one(s, GUESS_CONTROL, GUESS_NO, 2000 * MS);
	s->control = GUESS_HELD;
	lock(s, false, 60 * S, 60 * S);
}

static void address_lock(struct guess_series *s)
{
	serial(s, 5, GUESS_NO, 10 * MS);
	serial(s, 3, GUESS_LIMITED, 10 * MS);
	s->other_account = GUESS_HELD;
	s->other_address = GUESS_OPEN;
	lock(s, true, 30 * S, 45 * S);
}

static void too_many(struct guess_series *s)
{
	serial(s, 6, GUESS_NO, 10 * MS);
	serial(s, 3, GUESS_LIMITED, 10 * MS);
	s->control = GUESS_HELD;
	s->other_account = GUESS_HELD;
	lock(s, true, 1 * S, 2 * S);
	s->after = 1;
}

/* A lock that one second lifts, with five guesses after it: 18,000 an hour. */
static void lock_too_short(struct guess_series *s)
{
	account_lock(s);
	lock(s, true, 1 * S, 1 * S);
}

/* fail2ban with reject. */
static void banned(struct guess_series *s)
{
	serial(s, 5, GUESS_NO, 500 * MS);
	serial(s, 3, GUESS_REFUSED, 1 * MS);
	s->control = GUESS_HELD;
	s->other_account = GUESS_HELD;
	lock(s, false, 60 * S, 60 * S);
}

static void banned_by_silence(struct guess_series *s)
{
	serial(s, 5, GUESS_NO, 500 * MS);
	serial(s, 2, GUESS_SILENT, 10000 * MS);
	lock(s, false, 60 * S, 60 * S);
}

static void banned_elsewhere_open(struct guess_series *s)
{
	banned(s);
	s->other_address = GUESS_OPEN;
}

static void tarpit(struct guess_series *s)
{
	serial(s, 4, GUESS_NO, 50 * MS);
	serial(s, 2, GUESS_HUNG, 10000 * MS);
	s->control = GUESS_HELD;
	s->other_account = GUESS_HELD;
	lock(s, false, 60 * S, 60 * S);
}

/* Only many at once are held back, and only then: no protection against one by one. */
static void few_at_once(struct guess_series *s)
{
	serial(s, 15, GUESS_NO, 10 * MS);
	s->control = GUESS_OPEN;
	parallel(s, 8, 2, GUESS_REFUSED, 20 * MS);
	parallel(s, 16, 2, GUESS_REFUSED, 20 * MS);
}

/* Of many connections a few are served and the rest hang until we give up: those few count. */
static void some_hang(struct guess_series *s)
{
	serial(s, 15, GUESS_NO, 3000 * MS);
	s->control = GUESS_OPEN;
	parallel(s, 8, 8, GUESS_NO, 4000 * MS);
	for (unsigned i = 4; i < 8; i++) {
		s->point[s->n - 8 + i].outcome = GUESS_HUNG;
		s->point[s->n - 8 + i].took = 30 * S;
	}
}

/* A log is read every now and then: the ban comes when all is over. */
static void late_ban(struct guess_series *s)
{
	serial(s, 15, GUESS_NO, 10 * MS);
	one(s, GUESS_CONTROL, GUESS_YES, 10 * MS);
	parallel(s, 8, 8, GUESS_NO, 20 * MS);
	parallel(s, 16, 16, GUESS_NO, 20 * MS);
	one(s, GUESS_CONTROL, GUESS_YES, 10 * MS);
	one(s, GUESS_CONTROL, GUESS_REFUSED, 1 * MS);
	s->control = GUESS_HELD;
	s->other_account = GUESS_HELD;
	lock(s, true, 50 * S, 70 * S);
}

/* The same ban from the fourth on, that cuts the attempt under way; another address is shut as
 * well. */
static void everybody_out(struct guess_series *s)
{
	serial(s, 4, GUESS_NO, 50 * MS);
	serial(s, 1, GUESS_HUNG, 30 * S);
	serial(s, 2, GUESS_REFUSED, 1 * MS);
	s->other_account = GUESS_HELD;
	s->other_address = GUESS_HELD;
	lock(s, true, 50 * S, 70 * S);
}

/* A third of a second for a wrong one, next to nothing for the right one. */
static void small_delay(struct guess_series *s)
{
	one(s, GUESS_CALIBRATE, GUESS_YES, 100 * MS);
	serial(s, 15, GUESS_NO, 350 * MS);
	s->control = GUESS_OPEN;
	both(s, 400 * MS);
}

/* No delay, but something else made it work meanwhile: what a lab's sshd did under load. */
static void busy(struct guess_series *s)
{
	static const int64_t took[] = { 338, 567, 509, 530, 441, 344, 529, 546,
					408, 508, 568, 192, 370, 194, 308 };

	one(s, GUESS_CALIBRATE, GUESS_YES, 596 * MS);
	for (size_t i = 0; i < ARRAY_LEN(took); i++)
		one(s, GUESS_SERIAL, GUESS_NO, took[i] * MS);
	one(s, GUESS_CONTROL, GUESS_YES, 191 * MS);
	s->control = GUESS_OPEN;
	both(s, 600 * MS);
}

/* The threshold is above fifteen: it shows after many at once. */
static void late_lock(struct guess_series *s)
{
	serial(s, 15, GUESS_NO, 10 * MS);
	parallel(s, 8, 8, GUESS_NO, 20 * MS);
	one(s, GUESS_CONTROL, GUESS_LIMITED, 10 * MS);
	s->control = GUESS_HELD;
	s->other_account = GUESS_OPEN;
	lock(s, true, 32 * S, 64 * S);
}

/* A burst at once gets past a counter that is looked at too late. */
static void race(struct guess_series *s)
{
	account_lock(s);
	parallel(s, 8, 8, GUESS_LIMITED, 100 * MS);
}

/* A connection that was lost at the control, which was then let in: an accident. */
static void lost_control(struct guess_series *s)
{
	serial(s, 15, GUESS_NO, 10 * MS);
	one(s, GUESS_CONTROL, GUESS_HUNG, 30000 * MS);
	one(s, GUESS_CONTROL, GUESS_YES, 10 * MS);
	s->control = GUESS_OPEN;
	both(s, 20 * MS);
}

/* What the budget left, in a row after many at once, found the lock. */
static void long_row(struct guess_series *s)
{
	serial(s, 15, GUESS_NO, 10 * MS);
	one(s, GUESS_CONTROL, GUESS_YES, 10 * MS);
	both(s, 20 * MS);
	parallel(s, 1, 1, GUESS_NO, 10 * MS);
	parallel(s, 1, 1, GUESS_NO, 10 * MS);
	parallel(s, 1, 0, GUESS_LIMITED, 10 * MS);
	one(s, GUESS_CONTROL, GUESS_LIMITED, 10 * MS);
	s->control = GUESS_HELD;
	s->other_account = GUESS_OPEN;
	lock(s, true, 32 * S, 64 * S);
}

static void cut_short(struct guess_series *s)
{
	serial(s, 9, GUESS_NO, 10 * MS);
}

static void nothing(struct guess_series *s)
{
	(void)s;
}

static void sees(void **state)
{
	static const struct {
		const char *what;
		void (*device)(struct guess_series *s);
		enum guess_class class;
		unsigned changed_after, lanes;
		uint64_t per_hour_min, per_hour_max;
	} rows[] = {
		{ "none", none, GUESS_CLASS_NONE, 0, 16, 2880000, 2880000 },
		{ "slow", slow, GUESS_CLASS_NONE, 0, 1, 12000, 12000 },
		{ "delay, bypassed", delay_bypassed, GUESS_CLASS_DELAY_PER_CONNECTION, 0, 16, 52000,
		  53000 },
		{ "delay, shared", delay_shared, GUESS_CLASS_DELAY, 0, 1, 1800, 1800 },
		{ "delay, nothing parallel", delay_alone, GUESS_CLASS_DELAY, 0, 1, 1800, 1800 },
		{ "delay grows", delay_growing, GUESS_CLASS_DELAY_GROWS, 0, 8, 9600, 9600 },
		{ "hiccup", hiccup, GUESS_CLASS_NONE, 0, 16, 2880000, 2880000 },
		{ "one reset", one_reset, GUESS_CLASS_NONE, 0, 16, 2880000, 2880000 },
		{ "account lock", account_lock, GUESS_CLASS_ACCOUNT_LOCK, 5, 1, 1125, 1125 },
		{ "hidden lock", hidden_lock, GUESS_CLASS_ACCOUNT_LOCK, 15, 1, 600, 600 },
		{ "address lock", address_lock, GUESS_CLASS_ADDRESS_LOCK, 5, 1, 590, 600 },
		{ "429", too_many, GUESS_CLASS_RATE_LIMIT, 6, 1, 3600, 3600 },
		{ "lock of a second", lock_too_short, GUESS_CLASS_ACCOUNT_LOCK, 5, 1, 18000,
		  18000 },
		{ "banned", banned, GUESS_CLASS_ADDRESS_LOCK, 5, 1, 280, 290 },
		{ "banned by silence", banned_by_silence, GUESS_CLASS_DROP, 5, 1, 280, 290 },
		{ "banned, another address is not", banned_elsewhere_open, GUESS_CLASS_ADDRESS_LOCK,
		  5, 1, 280, 290 },
		{ "tarpit", tarpit, GUESS_CLASS_TARPIT, 4, 1, 235, 245 },
		{ "few at once", few_at_once, GUESS_CLASS_NONE, 0, 1, 360000, 360000 },
		{ "late ban", late_ban, GUESS_CLASS_ADDRESS_LOCK, 39, 1, 2700, 2810 },
		{ "everybody is shut out", everybody_out, GUESS_CLASS_DROP, 4, 1, 280, 290 },
		{ "small delay", small_delay, GUESS_CLASS_DELAY_PER_CONNECTION, 0, 16, 144000,
		  144000 },
		{ "busy with something else", busy, GUESS_CLASS_NONE, 0, 16, 96000, 96000 },
		{ "some hang", some_hang, GUESS_CLASS_DELAY_PER_CONNECTION, 0, 8, 3600, 3600 },
		{ "a lock that comes late", late_lock, GUESS_CLASS_ACCOUNT_LOCK, 23, 1, 2550,
		  2590 },
		{ "more at once than one by one", race, GUESS_CLASS_ACCOUNT_LOCK, 5, 8, 1780,
		  1800 },
		{ "lost at the control", lost_control, GUESS_CLASS_NONE, 0, 16, 2880000, 2880000 },
		{ "a lock after a long row", long_row, GUESS_CLASS_ACCOUNT_LOCK, 41, 1, 4550,
		  4620 },
		{ "cut short", cut_short, GUESS_CLASS_UNCLEAR, 0, 1, 300000, 400000 },
		{ "nothing", nothing, GUESS_CLASS_UNCLEAR, 0, 0, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct guess_series s = { 0 };
		struct guess_result r;

		rows[i].device(&s);
		guess_analysis_run(&r, &s);
		TAP_TEXT(rows[i].what, guess_analysis_class(r.class),
			 guess_analysis_class(rows[i].class));
		TAP_INT(rows[i].what, r.changed_after, rows[i].changed_after);
		TAP_INT(rows[i].what, r.lanes, rows[i].lanes);
		if (r.per_hour < rows[i].per_hour_min || r.per_hour > rows[i].per_hour_max)
			fail_msg("[%s] %" PRIu64 " an hour", rows[i].what, r.per_hour);
	}
}

static void delays(void **state)
{
	struct guess_series s = { 0 };
	struct guess_result r;

	(void)state;
	delay_growing(&s);
	guess_analysis_run(&r, &s);
	TAP_INT("median", r.delay, 1500 * MS);
	TAP_INT("first third", r.delay_first, 500 * MS);
	TAP_INT("last third", r.delay_last, 2500 * MS);
	TAP_INT("attempts", r.attempts, 23);
}

/* Whatever was seen, a class has a name and no rate comes from no guess. */
static void any_series(void **state)
{
	uint32_t seed = 7;

	(void)state;
	for (unsigned round = 0; round < 20000; round++) {
		struct guess_series s = { 0 };
		struct guess_result r;
		bool any = false;

		s.n = round % (GUESS_POINTS_MAX + 1);
		for (unsigned i = 0; i < s.n; i++) {
			seed = seed * 1664525u + 1013904223u;
			s.point[i] = (struct guess_point){
				.at = (int64_t)(seed >> 4) * 1000,
				.took = (int64_t)(seed >> 12) % 1000 * MS,
				.phase = (enum guess_phase)((seed >> 8) % 6),
				.outcome = (enum guess_outcome)((seed >> 16) % 7),
				.lanes = (seed >> 20) % 2 ? 1 : 8,
			};
			any = any || s.point[i].outcome == GUESS_NO;
		}
		s.control = (enum guess_held)((seed >> 5) % 3);
		s.other_account = (enum guess_held)((seed >> 7) % 3);
		s.lock_max = seed % 3 ? 0 : (int64_t)(seed >> 10);
		guess_analysis_run(&r, &s);
		assert_non_null(guess_analysis_class(r.class));
		if (!any)
			assert_int_equal(r.per_hour, 0);
		if (guess_analysis_changed(&s))
			assert_true(r.class >= GUESS_CLASS_RATE_LIMIT);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(sees),
	cmocka_unit_test(delays),
	cmocka_unit_test(any_series),
};

TAP_MAIN(tests)
