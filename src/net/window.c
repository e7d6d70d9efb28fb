#include "net/window.h"

#include "base/time.h"
#include "net/pace.h"

/* Answers this much slower than the best stand in a queue that we have filled. */
#define SLOW_FACTOR 8
#define SLOW_MORE (50 * TIME_MS)
/*
 * Answers come as fast as this many attempts can fetch them, on any network a bench has; more at
 * once only overflow a queue on the way.  Silence takes a whole timeout each, and wants more.
 */
#define ENOUGH 256
/* By then the kernel has sent its second SYN (RFC 6298 2.1): which one was answered? */
#define RESENT (1000 * TIME_MS)

void window_init(struct window *w, const struct pace_limits *limits, unsigned max)
{
	*w = (struct window){ .limits = limits, .max = max };
	w->threshold = max < ENOUGH ? max : ENOUGH;
	w->size = limits->window_start < max ? limits->window_start : max;
}

int64_t window_timeout(const struct window *w, bool patient)
{
	int64_t t = w->answers ? w->mean + 4 * w->deviation : w->limits->answer_max;

	if (patient)
		t *= 2;
	if (t < w->limits->answer_min)
		t = w->limits->answer_min;
	return t > w->limits->answer_max ? w->limits->answer_max : t;
}

static void grow(struct window *w, unsigned step)
{
	w->size = step > w->max - w->size ? w->max : w->size + step;
}

/* A loss shows after the timeout: no faster than that. */
static void grow_slowly(struct window *w, int64_t now)
{
	if (now - w->grown < window_timeout(w, false))
		return;
	grow(w, 1 + w->size / 32);
	w->grown = now;
}

static void cut(struct window *w, unsigned to, int64_t now)
{
	w->size = to < WINDOW_MIN ? WINDOW_MIN : to;
	w->threshold = w->size;
	w->cut = w->grown = now;
}

static void measure(struct window *w, int64_t took)
{
	int64_t error = took - w->mean;

	if (w->answers == 0) {
		w->mean = w->best = took;
		w->deviation = took / 2;
	} else if (took < RESENT) {
		w->mean += error / 8;
		w->deviation += ((error < 0 ? -error : error) - w->deviation) / 4;
	}
	if (took < w->best)
		w->best = took;
	w->answers++;
}

void window_answered(struct window *w, int64_t took, int64_t now)
{
	measure(w, took);
	if (w->mean > SLOW_FACTOR * w->best + SLOW_MORE && w->size > w->limits->window_start) {
		if (now - took >= w->cut)
			cut(w, w->size / 2, now);
		return;
	}
	if (w->size < w->threshold)
		grow(w, 1);
	else
		grow_slowly(w, now);
}

void window_quiet(struct window *w, unsigned silent, int64_t now)
{
	/* Until the first loss there is no reason to be slow. */
	if (w->cut == 0 && w->size < w->max)
		grow(w, silent);
	else if (w->size < w->threshold)
		grow(w, silent < w->threshold - w->size ? silent : w->threshold - w->size);
	else
		grow_slowly(w, now);
}

/*
 * With the steps of grow_slowly() this settles where one attempt in eight is lost: random losses of
 * a bad radio link do not bring it down, a limit on the rate does.
 */
void window_lost(struct window *w, unsigned in_a_row, int64_t now)
{
	if (in_a_row == 1)
		w->before = w->size;
	cut(w, in_a_row > 1 ? w->size / 2 : w->size - w->size / 8, now);
}

void window_resume(struct window *w, int64_t now)
{
	cut(w, WINDOW_MIN, now);
	if (w->before / 2 > w->size)
		w->threshold = w->before / 2;
}

void window_limit(struct window *w, unsigned max)
{
	w->max = max < WINDOW_MIN ? WINDOW_MIN : max;
	if (w->size > w->max)
		w->size = w->max;
}
