/*
 * The calendar arithmetic is libc's (timegm, gmtime_r); what is ours is to let nothing through that
 * those would silently normalise, such as 30 February.
 */
#include "base/time.h"

#include "base/cursor.h"
#include "base/err.h"
#include "base/num.h"

#define DAY 86400
#define LAST INT64_C(253402300799) /* 9999-12-31T23:59:59Z */

static int64_t system_monotonic(void *context)
{
	struct timespec now;

	(void)context;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * TIME_SECOND + now.tv_nsec;
}

static int64_t system_seconds(void *context)
{
	struct timespec now;

	(void)context;
	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec;
}

const struct time_clock time_system = {
	.monotonic = system_monotonic,
	.seconds = system_seconds,
};

int64_t time_now(const struct time_clock *clock)
{
	return clock->monotonic(clock->context);
}

int64_t time_unix(const struct time_clock *clock)
{
	return clock->seconds(clock->context);
}

void time_sleep(int64_t nanoseconds)
{
	if (nanoseconds > 0)
		(void)nanosleep(&(struct timespec){ .tv_sec = (time_t)(nanoseconds / TIME_SECOND),
						    .tv_nsec = nanoseconds % TIME_SECOND },
				NULL);
}

int time_left_ms(const struct time_clock *clock, int64_t deadline)
{
	int64_t now = time_now(clock);

	if (deadline <= now)
		return 0;
	/* Unsigned, as INT64_MAX minus a negative time would not fit. */
	uint64_t left = (uint64_t)deadline - (uint64_t)now;
	/* Rounded up: poll must not return just before the deadline and spin. */
	uint64_t ms = left / (uint64_t)TIME_MS + (left % (uint64_t)TIME_MS != 0);
	return ms > INT_MAX ? INT_MAX : (int)ms;
}

void time_format(char out[static TIME_TEXT_MAX], int64_t unix_seconds)
{
	time_t t = unix_seconds < 0 ? 0 : unix_seconds > LAST ? LAST : unix_seconds;
	struct tm tm = { 0 };

	(void)gmtime_r(&t, &tm);
	(void)strftime(out, TIME_TEXT_MAX, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

/* A field of exactly n digits between min and max; what is wrong makes the cursor bad. */
static int field(struct cursor *c, size_t n, unsigned min, unsigned max)
{
	uint64_t v = 0;

	if (num_u64n(cursor_bytes(c, n), min, max, &v) < 0)
		cursor_skip(c, SIZE_MAX);
	return (int)v;
}

static void literal(struct cursor *c, uint8_t want)
{
	/* 'T' and 'Z' may be in lower case (RFC 3339 5.6); punctuation has no other case. */
	uint8_t got = cursor_u8(c);

	if (got != want && !(want >= 'A' && got == (want | 0x20)))
		cursor_skip(c, SIZE_MAX);
}

static int days_in(int year, int month)
{
	static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

static struct tm date(struct cursor *c)
{
	int year = field(c, 4, 0, 9999);
	literal(c, '-');
	int month = field(c, 2, 1, 12);
	literal(c, '-');
	int day = field(c, 2, 1, 31);

	if (cursor_ok(c) && day > days_in(year, month))
		cursor_skip(c, SIZE_MAX);
	return (struct tm){ .tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day };
}

static void skip_fraction(struct cursor *c)
{
	if (cursor_left(c) == 0 || c->p[0] != '.')
		return;
	cursor_skip(c, 1);
	field(c, 1, 0, 9);
	while (cursor_left(c) && c->p[0] >= '0' && c->p[0] <= '9')
		cursor_skip(c, 1);
}

/* Seconds east of UTC. */
static int64_t offset(struct cursor *c)
{
	uint8_t sign = cursor_u8(c);

	if (sign == 'Z' || sign == 'z')
		return 0;
	if (sign != '+' && sign != '-')
		cursor_skip(c, SIZE_MAX);
	int hours = field(c, 2, 0, 23);
	literal(c, ':');
	int minutes = field(c, 2, 0, 59);
	int64_t seconds = hours * 3600 + minutes * 60;
	return sign == '-' ? -seconds : seconds;
}

static int within_range(int64_t t, int64_t *out)
{
	if (t < 0 || t > LAST)
		return E_LIMIT;
	*out = t;
	return 0;
}

int time_parse(const char *text, int64_t *unix_seconds)
{
	struct cursor c = cursor_of(bytes_of(text));
	struct tm tm = date(&c);
	literal(&c, 'T');
	tm.tm_hour = field(&c, 2, 0, 23);
	literal(&c, ':');
	tm.tm_min = field(&c, 2, 0, 59);
	literal(&c, ':');
	tm.tm_sec = field(&c, 2, 0, 60);
	skip_fraction(&c);
	int64_t east = offset(&c);

	if (!cursor_done(&c))
		return E_FORMAT;
	bool leap_second = tm.tm_sec == 60;
	int64_t t = timegm(&tm) - east;
	/* A leap second ends a UTC day, whatever the clock on the wall says (RFC 3339 5.7). */
	if (leap_second && t % DAY != 0)
		return E_FORMAT;
	return within_range(t, unix_seconds);
}

int time_parse_date(const char *text, int64_t *unix_seconds)
{
	struct cursor c = cursor_of(bytes_of(text));
	struct tm tm = date(&c);

	if (!cursor_done(&c))
		return E_FORMAT;
	return within_range(timegm(&tm), unix_seconds);
}
