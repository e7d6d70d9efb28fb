/* The order of the verdicts and the laws of combining them, for all pairs. */
#include "tap.h"

#include "base/err.h"
#include "judge/verdict.h"

static const enum verdict order[VERDICT_COUNT] = {
	VERDICT_FAIL,        VERDICT_ERROR, VERDICT_INCONCLUSIVE,
	VERDICT_NEEDS_HUMAN, VERDICT_PASS,  VERDICT_NOT_APPLICABLE,
};

static size_t rank_of(enum verdict v)
{
	for (size_t i = 0; i < ARRAY_LEN(order); i++)
		if (order[i] == v)
			return i;
	fail_msg("verdict %d has no rank", (int)v);
	return 0;
}

static void combining_takes_the_worse(void **state)
{
	(void)state;
	for (size_t i = 0; i < VERDICT_COUNT; i++)
		for (size_t k = 0; k < VERDICT_COUNT; k++) {
			enum verdict a = order[i], b = order[k], both = verdict_worse(a, b);

			TAP_INT(verdict_name(a), both, order[i < k ? i : k]);
			TAP_INT(verdict_name(a), both, verdict_worse(b, a));
			TAP_CHECK(verdict_name(a), rank_of(both) <= i && rank_of(both) <= k);
			for (size_t n = 0; n < VERDICT_COUNT; n++)
				TAP_INT(verdict_name(a), verdict_worse(both, order[n]),
					verdict_worse(a, verdict_worse(b, order[n])));
		}
	for (size_t i = 0; i < VERDICT_COUNT; i++) {
		TAP_INT(verdict_name(order[i]), verdict_worse(order[i], order[i]), order[i]);
		TAP_INT(verdict_name(order[i]), verdict_worse(order[i], VERDICT_FAIL),
			VERDICT_FAIL);
		TAP_INT(verdict_name(order[i]), verdict_worse(order[i], VERDICT_NOT_APPLICABLE),
			order[i]);
	}
}

static void names_are_found_again(void **state)
{
	static const char *const names[VERDICT_COUNT] = {
		"fail", "error", "inconclusive", "needs_human", "pass", "not_applicable"
	};
	static const char *const strange[] = { "", "FAIL", "passed", "not applicable", "fai" };
	enum verdict v = VERDICT_ERROR;

	(void)state;
	for (size_t i = 0; i < VERDICT_COUNT; i++) {
		TAP_TEXT(names[i], verdict_name(order[i]), names[i]);
		TAP_INT(names[i], verdict_find(names[i], &v), 0);
		TAP_INT(names[i], v, order[i]);
	}
	v = VERDICT_ERROR;
	for (size_t i = 0; i < ARRAY_LEN(strange); i++)
		TAP_INT(strange[i], verdict_find(strange[i], &v), E_MISSING);
	assert_int_equal(verdict_find(NULL, &v), E_MISSING);
	assert_int_equal(v, VERDICT_ERROR);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(combining_takes_the_worse),
	cmocka_unit_test(names_are_found_again),
};

TAP_MAIN(tests)
