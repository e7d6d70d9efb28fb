/*
 * Days of the calendar as the scheme counts them: a day in Asia/Tokyo (UTC+9, no summer time since
 * 1951), written YYYY-MM-DD.
 */
#pragma once

#include "base/base.h"

#define DAY_TEXT_MAX 11 /* 2026-11-21 and its NUL */
#define DAY_TIME_MAX 20 /* 2026-11-21 23:59:59 and its NUL */

/* The day in Tokyo on which this second lies. */
void day_of(char out[static DAY_TEXT_MAX], int64_t unix_seconds);
/* The second as clocks in Tokyo show it: "2026-11-21 23:59:59". */
void day_time(char out[static DAY_TIME_MAX], int64_t unix_seconds);
/* The second at which the day begins in Tokyo; E_FORMAT, E_LIMIT as time_parse_date. */
int day_start(const char *day, int64_t *unix_seconds) MUST_USE;
bool day_valid(const char *day);
/* Days, months, years later (or earlier); 31 January and a month is the last of February. */
int day_add(char out[static DAY_TEXT_MAX], const char *day, int64_t days) MUST_USE;
int day_add_months(char out[static DAY_TEXT_MAX], const char *day, int64_t months) MUST_USE;
/* Negative, 0, positive: a is before, the same, after b.  Both valid. */
int day_compare(const char *a, const char *b);
/* Whole days from a to b. */
int day_between(const char *a, const char *b, int64_t *days) MUST_USE;
