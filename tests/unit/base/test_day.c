/* Days in Tokyo: which day a second lies on, sums over months of every length, and the edges. */
#include "fixture.h"

#include "base/day.h"
#include "base/time.h"

static void which_day(void **state)
{
	static const struct {
		const char *utc, *day, *time;
	} rows[] = {
		{ "1970-01-01T00:00:00Z", "1970-01-01", "09:00:00" },
		{ "2026-11-21T14:59:59Z", "2026-11-21", "23:59:59" },
		{ "2026-11-21T15:00:00Z", "2026-11-22", "00:00:00" },
		{ "2026-11-21T00:00:00+09:00", "2026-11-21", "00:00:00" },
		{ "2027-12-31T15:00:00Z", "2028-01-01", "00:00:00" },
		{ "2028-02-28T15:00:00Z", "2028-02-29", "00:00:00" },
		{ "9999-12-31T23:59:59Z", "9999-12-31", "09:00:00" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int64_t t = 0;
		char day[DAY_TEXT_MAX], time[DAY_TIME_MAX];

		assert_int_equal(time_parse(rows[i].utc, &t), 0);
		day_of(day, t);
		TAP_TEXT(rows[i].utc, day, rows[i].day);
		day_time(time, t);
		TAP_CHECK(rows[i].utc, memcmp(time, day, DAY_TEXT_MAX - 1) == 0);
		TAP_TEXT(rows[i].utc, time + DAY_TEXT_MAX, rows[i].time);
	}
	char day[DAY_TEXT_MAX];
	day_of(day, INT64_MAX);
	assert_string_equal(day, "9999-12-31");
	day_of(day, INT64_MIN);
	assert_string_equal(day, "1970-01-01");
}

static void a_day_begins_where_the_last_one_ends(void **state)
{
	static const char *const wrong[] = {
		"",           "2026-2-1",    "2026-02-29", "2026-13-01",    "2026-00-10",
		"2026-01-32", "2026-01-01 ", "20260101",   "２０２６-01-01"
	};
	char day[DAY_TEXT_MAX] = "1970-01-02", again[DAY_TEXT_MAX];
	int64_t t = 0, before = -INT64_C(9) * 3600;

	(void)state;
	assert_int_equal(day_start("1970-01-01", &t), 0);
	assert_int_equal(t, before);
	for (size_t i = 0; i < 40000; i++) {
		assert_int_equal(day_start(day, &t), 0);
		assert_int_equal(t - before, 86400);
		day_of(again, t);
		assert_string_equal(again, day);
		day_of(again, t - 1 < 0 ? 0 : t - 1);
		assert_true(day_compare(again, day) < 0);
		before = t;
		assert_int_equal(day_add(day, day, 1), 0);
	}
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		TAP_CHECK(wrong[i], !day_valid(wrong[i]));
		TAP_CHECK(wrong[i], day_start(wrong[i], &t) == E_FORMAT);
		TAP_CHECK(wrong[i], day_add(day, wrong[i], 1) == E_FORMAT);
		TAP_CHECK(wrong[i], day_add_months(day, wrong[i], 1) == E_FORMAT);
		TAP_CHECK(wrong[i], day_between("2026-01-01", wrong[i], &t) == E_FORMAT);
	}
	assert_false(day_valid(NULL));
	assert_int_equal(day_start("1969-12-31", &t), E_LIMIT);
}

static void sums(void **state)
{
	static const struct {
		const char *day;
		int64_t days, months;
		int r;
		const char *sum;
	} rows[] = {
		{ "2026-11-21", 0, 24, 0, "2028-11-21" },
		{ "2024-02-29", 0, 24, 0, "2026-02-28" },
		{ "2024-02-29", 0, 48, 0, "2028-02-29" },
		{ "2026-01-31", 0, 1, 0, "2026-02-28" },
		{ "2028-01-31", 0, 1, 0, "2028-02-29" },
		{ "2026-10-31", 0, 1, 0, "2026-11-30" },
		{ "2026-12-31", 0, 2, 0, "2027-02-28" },
		{ "2026-12-15", 0, 0, 0, "2026-12-15" },
		{ "2026-03-31", 0, -1, 0, "2026-02-28" },
		{ "2026-01-15", 0, -12, 0, "2025-01-15" },
		{ "1970-01-15", 0, -1, E_LIMIT, "" },
		{ "9999-11-30", 0, 1, 0, "9999-12-30" },
		{ "9999-12-01", 0, 1, E_LIMIT, "" },
		{ "2026-01-01", 0, INT64_MAX, E_LIMIT, "" },
		{ "2026-01-01", 0, INT64_MIN, E_LIMIT, "" },
		{ "2026-12-31", 1, 0, 0, "2027-01-01" },
		{ "2026-03-01", -1, 0, 0, "2026-02-28" },
		{ "2026-11-21", 90, 0, 0, "2027-02-19" },
		{ "1970-01-01", -1, 0, E_LIMIT, "" },
		{ "9999-12-31", 1, 0, E_LIMIT, "" },
		{ "2026-01-01", INT64_MAX, 0, E_LIMIT, "" },
		{ "2026-01-01", INT64_MIN, 0, E_LIMIT, "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(mem_freep)
		char *what = mem_format("%s %" PRId64 " %" PRId64, rows[i].day, rows[i].days,
					rows[i].months);
		char day[DAY_TEXT_MAX] = "";
		int r = rows[i].days ? day_add(day, rows[i].day, rows[i].days)
				     : day_add_months(day, rows[i].day, rows[i].months);

		TAP_INT(what, r, rows[i].r);
		TAP_TEXT(what, day, rows[i].sum);
	}
}

static void differences(void **state)
{
	int64_t days = 0;

	(void)state;
	assert_int_equal(day_between("2026-11-21", "2028-11-21", &days), 0);
	assert_int_equal(days, 731);
	assert_int_equal(day_between("2026-11-21", "2026-11-21", &days), 0);
	assert_int_equal(days, 0);
	assert_int_equal(day_between("2026-11-21", "2026-11-20", &days), 0);
	assert_int_equal(days, -1);
	assert_true(day_compare("2026-09-30", "2026-10-01") < 0);
	assert_true(day_compare("2026-10-01", "2026-10-01") == 0);
	assert_true(day_compare("2027-01-01", "2026-12-31") > 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(which_day),
	cmocka_unit_test(a_day_begins_where_the_last_one_ends),
	cmocka_unit_test(sums),
	cmocka_unit_test(differences),
};

TAP_MAIN(tests)
