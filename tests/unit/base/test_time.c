/* RFC 3339 both ways against the calendar, and deadlines with a clock that stands still. */
#include "tap.h"

#include "base/err.h"
#include "base/time.h"

#define LAST INT64_C(253402300799)

static void parsing(void **state)
{
	static const struct {
		const char *text;
		int r;
		int64_t expected;
	} rows[] = {
		{ "1970-01-01T00:00:00Z", 0, 0 },
		{ "2026-11-21T20:50:00Z", 0, 1795294200 },
		{ "2026-11-21t20:50:00z", 0, 1795294200 },
		{ "2026-11-21T20:50:00.5Z", 0, 1795294200 },
		{ "2026-11-21T20:50:00.999999999999Z", 0, 1795294200 },
		{ "2026-11-22T05:50:00+09:00", 0, 1795294200 },
		{ "2026-11-21T15:20:00-05:30", 0, 1795294200 },
		{ "2026-11-21T20:50:00-00:00", 0, 1795294200 },
		{ "1970-01-01T09:00:00+09:00", 0, 0 },
		{ "1969-12-31T23:00:00-01:00", 0, 0 },
		{ "9999-12-31T23:59:59Z", 0, LAST },
		{ "2024-02-29T00:00:00Z", 0, 1709164800 },
		{ "2000-02-29T00:00:00Z", 0, 951782400 },
		{ "2016-12-31T23:59:60Z", 0, 1483228800 },
		{ "2017-01-01T08:59:60+09:00", 0, 1483228800 },
		{ "1969-12-31T23:59:59Z", E_LIMIT, -1 },
		{ "1970-01-01T00:59:59+01:00", E_LIMIT, -1 },
		{ "9999-12-31T23:59:59-00:01", E_LIMIT, -1 },
		{ "0000-01-01T00:00:00Z", E_LIMIT, -1 },
		{ "2023-02-29T00:00:00Z", E_FORMAT, -1 },
		{ "2100-02-29T00:00:00Z", E_FORMAT, -1 },
		{ "2026-04-31T00:00:00Z", E_FORMAT, -1 },
		{ "2026-01-32T00:00:00Z", E_FORMAT, -1 },
		{ "2026-01-00T00:00:00Z", E_FORMAT, -1 },
		{ "2026-00-01T00:00:00Z", E_FORMAT, -1 },
		{ "2026-13-01T00:00:00Z", E_FORMAT, -1 },
		{ "2026-01-01T24:00:00Z", E_FORMAT, -1 },
		{ "2026-01-01T00:60:00Z", E_FORMAT, -1 },
		{ "2026-01-01T00:00:61Z", E_FORMAT, -1 },
		{ "2026-01-01T00:00:60Z", E_FORMAT, -1 },
		{ "2016-12-31T23:59:60+09:00", E_FORMAT, -1 },
		{ "2026-01-01T00:00:00+24:00", E_FORMAT, -1 },
		{ "2026-01-01T00:00:00+00:60", E_FORMAT, -1 },
		{ "2026-01-01T00:00:00+0000", E_FORMAT, -1 },
		{ "2026-01-01T00:00:00", E_FORMAT, -1 },
		{ "2026-01-01T00:00:00.Z", E_FORMAT, -1 },
		{ "2026-01-01T00:00:00,5Z", E_FORMAT, -1 },
		{ "2026-01-01T00:00Z", E_FORMAT, -1 },
		{ "2026-01-01 00:00:00Z", E_FORMAT, -1 },
		{ "2026-1-01T00:00:00Z", E_FORMAT, -1 },
		{ "26-01-01T00:00:00Z", E_FORMAT, -1 },
		{ "+2026-01-01T00:00:00Z", E_FORMAT, -1 },
		{ "2026-01-01T00:00:00Zx", E_FORMAT, -1 },
		{ " 2026-01-01T00:00:00Z", E_FORMAT, -1 },
		{ "2026\r01\r01T00:00:00Z", E_FORMAT, -1 },
		{ "", E_FORMAT, -1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int64_t t = -1;
		TAP_INT(rows[i].text, time_parse(rows[i].text, &t), rows[i].r);
		TAP_INT(rows[i].text, t, rows[i].expected);
	}
}

static void every_prefix_is_refused(void **state)
{
	static const char whole[] = "2026-11-21T20:50:00.25+09:00";

	(void)state;
	for (size_t n = 0; n < sizeof(whole) - 1; n++) {
		char part[sizeof(whole)] = { 0 };
		int64_t t = -1;
		memcpy(part, whole, n);
		TAP_INT(part, time_parse(part, &t), E_FORMAT);
		TAP_INT(part, t, -1);
	}
}

static void dates(void **state)
{
	static const struct {
		const char *text;
		int r;
		int64_t expected;
	} rows[] = {
		{ "1970-01-01", 0, 0 },
		{ "2026-11-21", 0, 1795219200 },
		{ "9999-12-31", 0, LAST - 86399 },
		{ "2024-02-29", 0, 1709164800 },
		{ "2023-02-29", E_FORMAT, -1 },
		{ "1969-12-31", E_LIMIT, -1 },
		{ "2026-11-21T", E_FORMAT, -1 },
		{ "2026-11-2", E_FORMAT, -1 },
		{ "2026/11/21", E_FORMAT, -1 },
		{ "", E_FORMAT, -1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int64_t t = -1;
		TAP_INT(rows[i].text, time_parse_date(rows[i].text, &t), rows[i].r);
		TAP_INT(rows[i].text, t, rows[i].expected);
	}
}

static void formatting(void **state)
{
	static const struct {
		int64_t t;
		const char *expected;
	} rows[] = {
		{ 0, "1970-01-01T00:00:00Z" },         { 1795294200, "2026-11-21T20:50:00Z" },
		{ LAST, "9999-12-31T23:59:59Z" },      { -1, "1970-01-01T00:00:00Z" },
		{ LAST + 1, "9999-12-31T23:59:59Z" },  { INT64_MIN, "1970-01-01T00:00:00Z" },
		{ INT64_MAX, "9999-12-31T23:59:59Z" },
	};
	char text[TIME_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		time_format(text, rows[i].t);
		TAP_TEXT(rows[i].expected, text, rows[i].expected);
	}
}

static void formatting_and_parsing_are_inverse(void **state)
{
	uint64_t seed = 1;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		int64_t t = (int64_t)(tap_random(&seed) % (uint64_t)(LAST + 1));
		int64_t back = -1;
		char text[TIME_TEXT_MAX];
		time_format(text, t);
		assert_int_equal(time_parse(text, &back), 0);
		assert_int_equal(back, t);
	}
}

static int64_t fixed(void *context)
{
	return *(const int64_t *)context;
}

static void deadlines(void **state)
{
	static const struct {
		const char *what;
		int64_t now;
		int64_t deadline;
		int expected;
	} rows[] = {
		{ "passed", 10, 9, 0 },
		{ "now", 10, 10, 0 },
		{ "rounded up", 10, 11, 1 },
		{ "exact", 0, TIME_MS, 1 },
		{ "a nanosecond more", 0, TIME_MS + 1, 2 },
		{ "limit", 0, INT_MAX * TIME_MS, INT_MAX },
		{ "limit + 1", 0, INT_MAX * TIME_MS + 1, INT_MAX },
		{ "never", 0, INT64_MAX, INT_MAX },
		{ "widest", INT64_MIN, INT64_MAX, INT_MAX },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int64_t now = rows[i].now;
		struct time_clock clock = { fixed, fixed, &now };
		TAP_INT(rows[i].what, time_left_ms(&clock, rows[i].deadline), rows[i].expected);
		TAP_INT(rows[i].what, time_unix(&clock), now);
	}
}

static void the_system_clock_moves_on(void **state)
{
	(void)state;
	int64_t before = time_now(&time_system);
	assert_true(time_now(&time_system) >= before);
	assert_true(time_unix(&time_system) > 1700000000);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(parsing),
	cmocka_unit_test(every_prefix_is_refused),
	cmocka_unit_test(dates),
	cmocka_unit_test(formatting),
	cmocka_unit_test(formatting_and_parsing_are_inverse),
	cmocka_unit_test(deadlines),
	cmocka_unit_test(the_system_clock_moves_on),
};

TAP_MAIN(tests)
