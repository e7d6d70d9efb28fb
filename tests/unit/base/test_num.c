/* Numbers at their bounds, and text that is none. */
#include "tap.h"

#include "base/err.h"
#include "base/num.h"

static void unsigned_numbers(void **state)
{
	static const struct {
		const char *text;
		uint64_t min;
		uint64_t max;
		int r;
		uint64_t expected;
	} rows[] = {
		{ "0", 0, 0, 0, 0 },
		{ "7", 0, 10, 0, 7 },
		{ "007", 0, 10, 0, 7 },
		{ "10", 0, 10, 0, 10 },
		{ "11", 0, 10, E_LIMIT, 99 },
		{ "4", 5, 10, E_LIMIT, 99 },
		{ "5", 5, 10, 0, 5 },
		{ "18446744073709551615", 0, UINT64_MAX, 0, UINT64_MAX },
		{ "18446744073709551616", 0, UINT64_MAX, E_LIMIT, 99 },
		{ "99999999999999999999", 0, UINT64_MAX, E_LIMIT, 99 },
		{ "28446744073709551616", 0, UINT64_MAX, E_LIMIT, 99 },
		{ "100000000000000000000000000000000000000001", 0, UINT64_MAX, E_LIMIT, 99 },
		{ "100000000000000000000000000000000000000001x", 0, UINT64_MAX, E_FORMAT, 99 },
		{ "", 0, 10, E_FORMAT, 99 },
		{ "-1", 0, 10, E_FORMAT, 99 },
		{ "+1", 0, 10, E_FORMAT, 99 },
		{ " 1", 0, 10, E_FORMAT, 99 },
		{ "1 ", 0, 10, E_FORMAT, 99 },
		{ "1a", 0, 10, E_FORMAT, 99 },
		{ "0x1", 0, 10, E_FORMAT, 99 },
		{ "1e1", 0, 10, E_FORMAT, 99 },
		{ "\xd9\xa1", 0, 10, E_FORMAT, 99 }, /* ARABIC-INDIC DIGIT ONE */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		uint64_t v = 99;
		TAP_INT(rows[i].text, num_u64(rows[i].text, rows[i].min, rows[i].max, &v),
			rows[i].r);
		TAP_CHECK(rows[i].text, v == rows[i].expected);
	}
}

static void signed_numbers(void **state)
{
	static const struct {
		const char *text;
		int64_t min;
		int64_t max;
		int r;
		int64_t expected;
	} rows[] = {
		{ "0", 0, 0, 0, 0 },
		{ "-0", 0, 0, 0, 0 },
		{ "-5", -5, 5, 0, -5 },
		{ "-6", -5, 5, E_LIMIT, 99 },
		{ "5", -5, 5, 0, 5 },
		{ "6", -5, 5, E_LIMIT, 99 },
		{ "9223372036854775807", INT64_MIN, INT64_MAX, 0, INT64_MAX },
		{ "9223372036854775808", INT64_MIN, INT64_MAX, E_LIMIT, 99 },
		{ "-9223372036854775808", INT64_MIN, INT64_MAX, 0, INT64_MIN },
		{ "-9223372036854775809", INT64_MIN, INT64_MAX, E_LIMIT, 99 },
		{ "", 0, 0, E_FORMAT, 99 },
		{ "-", 0, 0, E_FORMAT, 99 },
		{ "--1", -5, 5, E_FORMAT, 99 },
		{ "+1", -5, 5, E_FORMAT, 99 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int64_t v = 99;
		TAP_INT(rows[i].text, num_i64(rows[i].text, rows[i].min, rows[i].max, &v),
			rows[i].r);
		TAP_INT(rows[i].text, v, rows[i].expected);
	}
}

static void bytes_need_no_nul(void **state)
{
	uint64_t v = 0;

	(void)state;
	assert_int_equal(num_u64n((struct bytes){ (const uint8_t *)"123", 2 }, 0, 100, &v), 0);
	assert_int_equal(v, 12);
	assert_int_equal(num_u64n((struct bytes){ 0 }, 0, 100, &v), E_FORMAT);
	assert_int_equal(num_u64n((struct bytes){ (const uint8_t *)"1\0", 2 }, 0, 9, &v), E_FORMAT);
}

static void sums_and_products(void **state)
{
	size_t v = 99;

	(void)state;
	assert_true(num_add(SIZE_MAX - 1, 1, &v) && v == SIZE_MAX);
	assert_false(num_add(SIZE_MAX, 1, &v));
	assert_true(num_mul(SIZE_MAX / 2, 2, &v) && v == SIZE_MAX - 1);
	assert_false(num_mul(SIZE_MAX / 2 + 1, 2, &v));
	assert_true(v == SIZE_MAX - 1);
	assert_true(num_mul(SIZE_MAX, 0, &v) && v == 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(unsigned_numbers),
	cmocka_unit_test(signed_numbers),
	cmocka_unit_test(bytes_need_no_nul),
	cmocka_unit_test(sums_and_products),
};

TAP_MAIN(tests)
