/* The three paces: names, limits that make sense together, and rests that end. */
#include "tap.h"

#include "base/err.h"
#include "base/time.h"
#include "net/pace.h"

static void names(void **state)
{
	static const char *const rows[] = { "gentle", "normal", "fast" };
	static const char *const strange[] = { "", "Gentle", "slow", "fas", "fastest" };
	enum pace p = PACE_GENTLE;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		TAP_INT(rows[i], pace_find(rows[i], &p), 0);
		TAP_INT(rows[i], p, i);
		TAP_TEXT(rows[i], pace_name(p), rows[i]);
	}
	p = PACE_NORMAL;
	for (size_t i = 0; i < ARRAY_LEN(strange); i++)
		TAP_INT(strange[i], pace_find(strange[i], &p), E_MISSING);
	assert_int_equal(pace_find(NULL, &p), E_MISSING);
	assert_int_equal(p, PACE_NORMAL);
}

/* Faster is never gentler in any respect. */
static void limits_are_ordered(void **state)
{
	(void)state;
	for (enum pace p = PACE_GENTLE; p <= PACE_FAST; p++) {
		const struct pace_limits *l = pace_limits(p);

		TAP_CHECK(pace_name(p), l->window_start > 0 && l->window_start <= l->window_max);
		TAP_CHECK(pace_name(p), l->answer_min > 0 && l->answer_min <= l->answer_max);
		if (p == PACE_GENTLE)
			continue;
		const struct pace_limits *gentler = pace_limits((enum pace)(p - 1));
		TAP_CHECK(pace_name(p), l->window_max > gentler->window_max);
		TAP_CHECK(pace_name(p), l->answer_max < gentler->answer_max);
		TAP_CHECK(pace_name(p), l->rest_percent < gentler->rest_percent);
	}
}

static void rests(void **state)
{
	static const struct {
		enum pace pace;
		int64_t took, least, most;
	} rows[] = {
		{ PACE_GENTLE, 20 * TIME_MS, 20 * TIME_MS, 500 * TIME_MS },
		{ PACE_NORMAL, 80 * TIME_MS, 20 * TIME_MS, 500 * TIME_MS },
		{ PACE_FAST, 3600 * TIME_SECOND, 0, 500 * TIME_MS },
		{ PACE_GENTLE, 0, 0, 500 * TIME_MS },
		{ PACE_GENTLE, -TIME_SECOND, 0, 500 * TIME_MS },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int64_t start = time_now(&time_system);

		pace_rest(rows[i].pace, rows[i].took);
		int64_t slept = time_now(&time_system) - start;
		TAP_CHECK(pace_name(rows[i].pace), slept >= rows[i].least);
		TAP_CHECK(pace_name(rows[i].pace), slept < rows[i].most);
	}
	/* A device that took for ever is not waited for as long again. */
	int64_t start = time_now(&time_system);
	pace_rest(PACE_GENTLE, INT64_MAX);
	int64_t slept = time_now(&time_system) - start;
	assert_true(slept >= PACE_REST_MAX && slept < 2 * PACE_REST_MAX);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(names),
	cmocka_unit_test(limits_are_ordered),
	cmocka_unit_test(rests),
};

TAP_MAIN(tests)
