/*
 * Time.  Deadlines are int64_t nanoseconds of the monotonic clock (pass a deadline, not a
 * timeout); records are int64_t Unix seconds; RFC 3339 UTC appears only at the edges.  "Now" comes
 * from a struct time_clock, which tests replace.
 */
#pragma once

#include "base/base.h"

#define TIME_SECOND INT64_C(1000000000)
#define TIME_MS INT64_C(1000000)
#define TIME_TEXT_MAX 21 /* 2026-11-21T20:50:00Z and its NUL */

struct time_clock {
	int64_t (*monotonic)(void *context); /* nanoseconds */
	int64_t (*seconds)(void *context);   /* seconds */
	void *context;
};

extern const struct time_clock time_system;

int64_t time_now(const struct time_clock *clock);  /* monotonic nanoseconds */
int64_t time_unix(const struct time_clock *clock); /* Unix seconds */

/* Wait; not at all for 0 or less.  A signal cuts it short. */
void time_sleep(int64_t nanoseconds);

/* Milliseconds until the deadline for poll(2): 0 when passed, rounded up, at most INT_MAX. */
int time_left_ms(const struct time_clock *clock, int64_t deadline);

/*
 * RFC 3339 5.6.  Years 1970-9999 only: time_format shows what lies outside as the nearest second
 * within, reading gives E_LIMIT.  A leap second counts as the second after it.
 */
void time_format(char out[static TIME_TEXT_MAX], int64_t unix_seconds);

/* Any offset from UTC; fractions of a second are dropped. */
int time_parse(const char *text, int64_t *unix_seconds) MUST_USE;

/* YYYY-MM-DD, at 00:00 UTC. */
int time_parse_date(const char *text, int64_t *unix_seconds) MUST_USE;
