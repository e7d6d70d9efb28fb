/* The window of a sweep: how it grows, what brings it down, and how long it waits. */
#include "tap.h"

#include "base/time.h"
#include "net/pace.h"
#include "net/window.h"

#define MAX 1024
#define NOW (100 * TIME_SECOND)

static struct window fresh(void)
{
	struct window w;

	window_init(&w, pace_limits(PACE_NORMAL), MAX);
	return w;
}

static void begins(void **state)
{
	const struct pace_limits *limits = pace_limits(PACE_NORMAL);
	struct window w = fresh();

	(void)state;
	assert_int_equal(w.size, limits->window_start);
	assert_true(window_timeout(&w, false) == limits->answer_max);
	assert_true(window_timeout(&w, true) == limits->answer_max);
	window_init(&w, limits, 8);
	assert_int_equal(w.size, 8);
}

static void timeouts(void **state)
{
	static const struct {
		const char *what;
		int64_t took, least, most;
	} rows[] = {
		{ "a cable: the pace's least", 1 * TIME_MS, 200 * TIME_MS, 200 * TIME_MS },
		{ "a slow radio: what it takes, and some more", 150 * TIME_MS, 151 * TIME_MS,
		  450 * TIME_MS },
		{ "a satellite", 900 * TIME_MS, 901 * TIME_MS, 2000 * TIME_MS },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct window w = fresh();

		for (int n = 0; n < 50; n++)
			window_answered(&w, rows[i].took + (n % 3) * rows[i].took / 50, NOW);
		TAP_CHECK(rows[i].what, window_timeout(&w, false) >= rows[i].least);
		TAP_CHECK(rows[i].what, window_timeout(&w, false) <= rows[i].most);
		TAP_CHECK(rows[i].what, window_timeout(&w, true) >= window_timeout(&w, false));
	}
	/* Which of the kernel's SYNs was answered is not known then. */
	struct window w = fresh();
	window_answered(&w, TIME_MS, NOW);
	window_answered(&w, 3000 * TIME_MS, NOW);
	assert_true(w.mean == TIME_MS);
}

static void grows(void **state)
{
	struct window w = fresh();
	unsigned before;

	(void)state;
	before = w.size;
	window_answered(&w, TIME_MS, NOW);
	assert_int_equal(w.size, before + 1);
	/* Silence that proves to be the device's choice doubles it. */
	before = w.size;
	window_quiet(&w, before, NOW);
	assert_int_equal(w.size, 2 * before);
	for (int i = 0; i < 100; i++)
		window_quiet(&w, MAX, NOW + i * TIME_SECOND);
	assert_int_equal(w.size, MAX);
	window_answered(&w, TIME_MS, NOW);
	assert_int_equal(w.size, MAX);
}

static void shrinks(void **state)
{
	struct window w = fresh();

	(void)state;
	for (int i = 0; i < 100; i++)
		window_quiet(&w, MAX, NOW);
	window_lost(&w, 1, NOW);
	assert_int_equal(w.size, MAX - MAX / 8);
	window_lost(&w, 2, NOW);
	assert_int_equal(w.size, (MAX - MAX / 8) / 2);
	/* From there it grows by the clock, not by the answer. */
	unsigned before = w.size;
	for (int i = 0; i < 1000; i++)
		window_answered(&w, TIME_MS, NOW);
	assert_true(w.size <= before + 1 + before / 32);
	for (unsigned i = 3; i < 50; i++)
		window_lost(&w, i, NOW);
	assert_int_equal(w.size, WINDOW_MIN);
	/* Gone and back: quickly up to half of what it took. */
	window_resume(&w, NOW);
	for (int i = 0; i < 2 * MAX; i++)
		window_answered(&w, TIME_MS, NOW);
	assert_true(w.size >= MAX / 2 && w.size <= MAX / 2 + 1 + MAX / 64);
}

/* One loss in eight is where it settles: less brings it up, more brings it down. */
static void settles(void **state)
{
	static const struct {
		const char *what;
		int every;
		bool up;
	} rows[] = {
		{ "one in fifty", 50, true },
		{ "one in ten", 10, true },
		{ "one in three", 3, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct window w = fresh();

		window_lost(&w, 1, NOW);
		w.size = w.threshold = MAX / 4;
		for (int n = 1; n <= 600; n++) {
			int64_t now = NOW + 3 * n * TIME_SECOND;

			if (n % rows[i].every == 0)
				window_lost(&w, 1, now);
			else
				window_quiet(&w, 100, now);
		}
		TAP_CHECK(rows[i].what, rows[i].up ? w.size > MAX / 2 : w.size < MAX / 8);
	}
}

/* Answers that get slow are a queue of our making; the news of it counts once. */
static void slow_answers(void **state)
{
	struct window w = fresh();

	(void)state;
	for (int i = 0; i < 300; i++)
		window_answered(&w, TIME_MS, NOW + i);
	unsigned before = w.size;
	for (int i = 0; i < 300; i++)
		window_answered(&w, 400 * TIME_MS, NOW + 300);
	assert_true(w.size < before && w.size >= before / 2 - 1);
}

static void limits(void **state)
{
	struct window w = fresh();

	(void)state;
	window_limit(&w, 10);
	assert_int_equal(w.size, 10);
	window_quiet(&w, MAX, NOW);
	assert_int_equal(w.size, 10);
	window_limit(&w, 0);
	assert_int_equal(w.size, WINDOW_MIN);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(begins),  cmocka_unit_test(timeouts), cmocka_unit_test(grows),
	cmocka_unit_test(shrinks), cmocka_unit_test(settles),  cmocka_unit_test(slow_answers),
	cmocka_unit_test(limits),
};

TAP_MAIN(tests)
