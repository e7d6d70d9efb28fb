/*
 * Order of the questions: was it held back (words, refusals, silence, or a right password that is
 * refused)?  Then who was: the account, the address, everybody.  If not: did answers get slower,
 * and does that hold for connections side by side?
 *
 * An attacker's best way is the fastest of all that were seen: one by one, eight or sixteen at
 * once, or as many as are let through before each lock.  A lock's length is only known between two
 * questions; the shorter end counts, since a verdict must not rest on a lock that may be shorter.
 */
#include "probe/guess_analysis.h"

#include "base/time.h"

#define HOUR (3600 * TIME_SECOND)
#define HELD_RUN 2                        /* so many held back in a row are no accident */
#define DELAY_MIN (400 * TIME_MS)         /* below, the device may just be slow */
#define DELAY_MORE (150 * TIME_MS)        /* but a right password shows how slow it is */
#define QUICK_ENOUGH 3                    /* fast answers to wrong passwords are no accident */
#define GROWTH_MIN (300 * TIME_MS)        /* between first and last third */
#define SHORT_LOCK (8 * TIME_SECOND)      /* a limit on the rate, no lock */
#define LOCK_FLOOR (TIME_SECOND / 4)      /* no lock is counted as shorter */
#define PER_HOUR_MAX UINT64_C(1000000000) /* a clock that stood still proves nothing */

static bool counts(const struct guess_point *p)
{
	return p->outcome == GUESS_NO;
}

static bool is_held(const struct guess_point *p)
{
	return p->outcome == GUESS_LIMITED || p->outcome == GUESS_REFUSED ||
	       p->outcome == GUESS_HUNG || p->outcome == GUESS_SILENT;
}

static bool is_guess(const struct guess_point *p)
{
	return p->phase == GUESS_SERIAL || p->phase == GUESS_PARALLEL;
}

/* The first of the points from which on it was held back one by one; NULL if it never was. */
static const struct guess_point *first_held(const struct guess_series *s)
{
	unsigned run = 0;

	for (unsigned i = 0; i < s->n; i++) {
		const struct guess_point *p = &s->point[i];

		if (p->phase != GUESS_SERIAL && p->phase != GUESS_CONTROL)
			continue;
		run = is_held(p) ? run + 1 : 0;
		if (run >= HELD_RUN ||
		    (run > 0 && p->phase == GUESS_CONTROL && s->control == GUESS_HELD))
			return &s->point[i + 1 - run];
	}
	return NULL;
}

bool guess_analysis_changed(const struct guess_series *s)
{
	return first_held(s) || s->control == GUESS_HELD || s->lock_max > 0;
}

/* ---- times ---- */

static int compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int64_t median(int64_t *times, unsigned n)
{
	if (n == 0)
		return 0;
	qsort(times, n, sizeof(*times), compare);
	return n % 2 ? times[n / 2] : (times[n / 2 - 1] + times[n / 2]) / 2;
}

/* How long wrong answers took one by one, in order; their number. */
static unsigned serial_times(const struct guess_series *s, int64_t times[static GUESS_POINTS_MAX])
{
	unsigned n = 0;

	for (unsigned i = 0; i < s->n; i++)
		if (s->point[i].phase == GUESS_SERIAL && counts(&s->point[i]))
			times[n++] = s->point[i].took;
	return n;
}

static void read_delays(struct guess_result *out, const struct guess_series *s)
{
	int64_t times[GUESS_POINTS_MAX] = { 0 };
	unsigned n = serial_times(s, times);
	unsigned third = n / 3 ? n / 3 : n;

	out->delay_first = median(times, third);
	n = serial_times(s, times);
	out->delay_last = median(times + (n - third), third);
	n = serial_times(s, times);
	out->delay = median(times, n);
}

/* ---- rates ---- */

static uint64_t per_hour(unsigned guesses, int64_t time)
{
	if (guesses == 0 || time <= 0)
		return guesses ? PER_HOUR_MAX : 0;
	uint64_t rate = (uint64_t)guesses * (uint64_t)HOUR / (uint64_t)time;

	return rate < PER_HOUR_MAX ? rate : PER_HOUR_MAX;
}

struct burst {
	unsigned guesses;
	int64_t from, to;
};

/* The guesses that counted among those of a phase with so many lanes. */
static struct burst burst_of(const struct guess_series *s, enum guess_phase phase, unsigned lanes)
{
	struct burst b = { .from = INT64_MAX };

	for (unsigned i = 0; i < s->n; i++) {
		const struct guess_point *p = &s->point[i];

		if (p->phase != phase || p->lanes != lanes)
			continue;
		b.from = p->at < b.from ? p->at : b.from;
		/* Who guesses side by side does not wait for connections that hang. */
		if (phase == GUESS_PARALLEL && !counts(p))
			continue;
		b.guesses += counts(p);
		b.to = p->at + p->took > b.to ? p->at + p->took : b.to;
	}
	return b;
}

static int64_t lock_of(const struct guess_series *s)
{
	if (s->lock_max <= 0)
		return 0;
	int64_t lock = s->recovered ? s->lock_min : s->lock_max;

	return lock > LOCK_FLOOR ? lock : LOCK_FLOOR;
}

static void take_best(struct guess_result *out, uint64_t rate, unsigned lanes)
{
	if (rate > out->per_hour || out->lanes == 0) {
		out->per_hour = rate;
		out->lanes = lanes;
	}
}

static void read_rates(struct guess_result *out, const struct guess_series *s)
{
	struct burst serial = burst_of(s, GUESS_SERIAL, 1);
	int64_t lock = lock_of(s);

	if (serial.from != INT64_MAX) {
		/* After a lock as many as are let through then, or all that were before it. */
		unsigned guesses = lock && s->after ? s->after : serial.guesses;
		int64_t time = lock && s->after ? 0 : serial.to - serial.from;

		out->serial_per_hour = per_hour(guesses, time + lock);
		take_best(out, out->serial_per_hour, 1);
	}
	for (unsigned lanes = 2; lanes <= GUESS_POINTS_MAX; lanes++) {
		struct burst b = burst_of(s, GUESS_PARALLEL, lanes);
		uint64_t rate = b.from == INT64_MAX ? 0 : per_hour(b.guesses, b.to - b.from + lock);

		if (rate > out->parallel_per_hour)
			out->parallel_per_hour = rate;
		if (rate > 0)
			take_best(out, rate, lanes);
	}
}

/* ---- the class ---- */

/* How it holds back once it does: a ban may cut the attempt that is under way. */
static enum guess_outcome way_of(const struct guess_series *s, const struct guess_point *held)
{
	const struct guess_point *next = held + 1;

	return next < s->point + s->n && is_held(next) ? next->outcome : held->outcome;
}

static enum guess_class class_of_held(const struct guess_series *s, const struct guess_point *held)
{
	if (s->other_account == GUESS_OPEN)
		return GUESS_CLASS_ACCOUNT_LOCK;
	if (held && way_of(s, held) == GUESS_HUNG)
		return GUESS_CLASS_TARPIT;
	if (s->recovered && s->lock_max <= SHORT_LOCK && held && way_of(s, held) == GUESS_LIMITED)
		return GUESS_CLASS_RATE_LIMIT;
	/* Where another address is shut out as well, it is no lock of an address. */
	if (s->other_address == GUESS_OPEN ||
	    (held && s->other_account == GUESS_HELD && s->other_address == GUESS_NOT_ASKED &&
	     s->lock_max > SHORT_LOCK))
		return GUESS_CLASS_ADDRESS_LOCK;
	if (held && (way_of(s, held) == GUESS_REFUSED || way_of(s, held) == GUESS_SILENT))
		return GUESS_CLASS_DROP;
	if (held && s->other_account == GUESS_HELD)
		return GUESS_CLASS_ADDRESS_LOCK;
	/* A right password that is refused while wrong ones are answered as ever: a lock that does
	 * not show.  Strangers are refused anyway, so nothing but the account can be meant. */
	return s->control == GUESS_HELD ? GUESS_CLASS_ACCOUNT_LOCK : GUESS_CLASS_RATE_LIMIT;
}

static bool grows(const struct guess_result *r)
{
	return r->delay_last - r->delay_first >= GROWTH_MIN &&
	       r->delay_last >= r->delay_first + r->delay_first / 2;
}

/* Wrong passwords that were answered, one by one, almost as fast as right ones. */
static unsigned quick_ones(const struct guess_series *s, int64_t right)
{
	int64_t times[GUESS_POINTS_MAX] = { 0 };
	unsigned n = serial_times(s, times), quick = 0;

	for (unsigned i = 0; i < n; i++)
		quick += times[i] - right < DELAY_MORE;
	return quick;
}

/*
 * Does a wrong password take longer than the device needs?  A right one shows what it needs: the
 * fastest of them, as others may have met a device that was busy.  So may wrong ones; but where
 * some were as fast, nothing made them wait.
 */
static bool is_delay(const struct guess_result *r, const struct guess_series *s)
{
	int64_t right = INT64_MAX;

	for (unsigned i = 0; i < s->n; i++)
		if (s->point[i].outcome == GUESS_YES && s->point[i].took < right)
			right = s->point[i].took;
	return right == INT64_MAX
		   ? r->delay >= DELAY_MIN
		   : r->delay - right >= DELAY_MORE && quick_ones(s, right) < QUICK_ENOUGH;
}

/* How many times as fast connections side by side are, against those they were. */
static bool is_shared_out(const struct guess_result *r)
{
	return r->parallel_per_hour >= 3 * r->serial_per_hour;
}

static enum guess_class class_of(const struct guess_result *r, const struct guess_series *s)
{
	const struct guess_point *held = first_held(s);

	if (guess_analysis_changed(s))
		return class_of_held(s, held);
	if (burst_of(s, GUESS_SERIAL, 1).guesses < GUESS_SERIAL_MIN)
		return GUESS_CLASS_UNCLEAR;
	if (grows(r))
		return GUESS_CLASS_DELAY_GROWS;
	if (!is_delay(r, s))
		return GUESS_CLASS_NONE;
	return is_shared_out(r) ? GUESS_CLASS_DELAY_PER_CONNECTION : GUESS_CLASS_DELAY;
}

/* The right password was refused: a lock that does not show. */
static bool is_refused_control(const struct guess_series *s, const struct guess_point *p)
{
	return p->phase == GUESS_CONTROL && s->control == GUESS_HELD && p->outcome != GUESS_YES;
}

/* Guesses that counted before the device held back; if it did at once, those of the calibration. */
static unsigned before(const struct guess_series *s)
{
	const struct guess_point *held = first_held(s);
	unsigned n = 0, learned = 0;

	for (unsigned i = 0; i < s->n; i++) {
		const struct guess_point *p = &s->point[i];

		if (p == held || is_refused_control(s, p))
			break;
		n += is_guess(p) && counts(p);
		learned += p->phase == GUESS_CALIBRATE && counts(p);
	}
	return n > 0 ? n : learned;
}

/* From the first guess until it held back: a guard may act late, and all until then counted. */
static int64_t elapsed(const struct guess_series *s)
{
	int64_t from = INT64_MAX, to = 0;

	for (unsigned i = 0; i < s->n; i++) {
		const struct guess_point *p = &s->point[i];

		if (p == first_held(s) || is_refused_control(s, p))
			break;
		if (!is_guess(p))
			continue;
		from = p->at < from ? p->at : from;
		to = p->at + p->took > to ? p->at + p->took : to;
	}
	return to > from ? to - from : 0;
}

void guess_analysis_run(struct guess_result *out, const struct guess_series *s)
{
	*out = (struct guess_result){ 0 };
	for (unsigned i = 0; i < s->n; i++)
		out->attempts += is_guess(&s->point[i]);
	read_delays(out, s);
	read_rates(out, s);
	out->changed_after = guess_analysis_changed(s) ? before(s) : 0;
	if (out->changed_after > 0 && s->after == 0)
		take_best(out, per_hour(out->changed_after, elapsed(s) + lock_of(s)), 1);
	out->class = class_of(out, s);
}

const char *guess_analysis_class(enum guess_class c)
{
	static const char *const names[] = {
		"none",       "delay",        "delay_per_connection", "delay_grows",
		"rate_limit", "account_lock", "address_lock",         "drop",
		"tarpit",     "unclear",
	};

	return names[c];
}

const char *guess_analysis_phase(enum guess_phase p)
{
	static const char *const names[] = { "calibrate", "serial", "control",
					     "parallel",  "scope",  "recovery" };

	return names[p];
}

const char *guess_analysis_outcome(enum guess_outcome o)
{
	static const char *const names[] = { "no",   "yes",    "limited", "refused",
					     "hung", "silent", "unclear" };

	return names[o];
}
