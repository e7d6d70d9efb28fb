/*
 * Counting goes by proleptic Gregorian day numbers (days since 1970-01-01); texts go through
 * base/time, which refuses what is no date.
 */
#include "base/day.h"

#include "base/err.h"
#include "base/time.h"

#define DAY 86400
#define TOKYO (INT64_C(9) * 3600)
#define LAST_DAY INT64_C(2932896) /* 9999-12-31 */
#define MONTHS_MAX (INT64_C(12) * 10000)

static void write_day(char out[static DAY_TEXT_MAX], int64_t number)
{
	char text[TIME_TEXT_MAX];

	time_format(text, number * DAY);
	memcpy(out, text, DAY_TEXT_MAX - 1);
	out[DAY_TEXT_MAX - 1] = '\0';
}

static int read_day(const char *day, int64_t *number)
{
	int64_t seconds;
	int r = day ? time_parse_date(day, &seconds) : E_FORMAT;

	if (r < 0)
		return r;
	*number = seconds / DAY;
	return 0;
}

/* Seconds as Tokyo counts them, within the days that can be written. */
static int64_t in_tokyo(int64_t unix_seconds)
{
	/* Before the addition, so that it cannot pass the end. */
	int64_t t = unix_seconds < 0 ? 0 : unix_seconds;

	return (t > LAST_DAY * DAY ? LAST_DAY * DAY : t) + TOKYO;
}

void day_of(char out[static DAY_TEXT_MAX], int64_t unix_seconds)
{
	write_day(out, in_tokyo(unix_seconds) / DAY);
}

void day_time(char out[static DAY_TIME_MAX], int64_t unix_seconds)
{
	char text[TIME_TEXT_MAX];

	time_format(text, in_tokyo(unix_seconds));
	(void)snprintf(out, DAY_TIME_MAX, "%.10s %.8s", text, text + 11);
}

int day_start(const char *day, int64_t *unix_seconds)
{
	int64_t number;
	int r = read_day(day, &number);

	if (r < 0)
		return r;
	*unix_seconds = number * DAY - TOKYO;
	return 0;
}

bool day_valid(const char *day)
{
	int64_t number;

	return read_day(day, &number) == 0;
}

int day_add(char out[static DAY_TEXT_MAX], const char *day, int64_t days)
{
	int64_t number;
	int r = read_day(day, &number);

	if (r < 0)
		return r;
	if (days > LAST_DAY - number || days < -number)
		return E_LIMIT;
	write_day(out, number + days);
	return 0;
}

int day_add_months(char out[static DAY_TEXT_MAX], const char *day, int64_t months)
{
	int64_t number;
	int r = read_day(day, &number);

	if (r < 0)
		return r;
	if (months > MONTHS_MAX || months < -MONTHS_MAX)
		return E_LIMIT;
	time_t t = number * DAY;
	struct tm tm = { 0 };
	(void)gmtime_r(&t, &tm);
	int64_t month = ((int64_t)tm.tm_year + 1900) * 12 + tm.tm_mon + months;
	if (month < INT64_C(1970) * 12 || month >= INT64_C(10000) * 12)
		return E_LIMIT;
	/* The day before the first of the month after is the month's last. */
	struct tm next = { .tm_year = (int)((month + 1) / 12 - 1900),
			   .tm_mon = (int)((month + 1) % 12),
			   .tm_mday = 1 };
	int64_t last = timegm(&next) / DAY - 1;
	struct tm first = { .tm_year = (int)(month / 12 - 1900),
			    .tm_mon = (int)(month % 12),
			    .tm_mday = 1 };
	int64_t wanted = timegm(&first) / DAY + tm.tm_mday - 1;
	write_day(out, wanted < last ? wanted : last);
	return 0;
}

int day_compare(const char *a, const char *b)
{
	/* Four, two and two digits: the order of the texts is that of the days. */
	return strcmp(a, b);
}

int day_between(const char *a, const char *b, int64_t *days)
{
	int64_t from, to;
	int r = read_day(a, &from);

	if (r == 0)
		r = read_day(b, &to);
	if (r < 0)
		return r;
	*days = to - from;
	return 0;
}
