/*
 * cmocka with TAP on stdout whatever the environment says, and checks that name the row of the
 * table they failed in.  A test that cannot run here says TAP_SKIP: cmocka's own skip() prints
 * "not ok", which prove counts as a failure.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/base.h"
#include "base/text.h"

#include <cmocka.h>

/* tests is an array of cmocka_unit_test(fn). */
#define TAP_MAIN(tests) TAP_MAIN_WITHIN(tests, NULL, NULL)

/* The same between a setup and a teardown for the whole group. */
#define TAP_MAIN_WITHIN(tests, setup, teardown)                                     \
	int main(void)                                                              \
	{                                                                           \
		if (setenv("CMOCKA_MESSAGE_OUTPUT", "TAP", 1) < 0)                  \
			return 1;                                                   \
		return cmocka_run_group_tests_name(#tests, tests, setup, teardown); \
	}

#define TAP_SKIP(why)                               \
	do {                                        \
		print_message("# skip: %s\n", why); \
		return;                             \
	} while (0)

/* what names the row; the others show what they got. */
#define TAP_CHECK(what, condition)                                        \
	do {                                                              \
		if (!(condition))                                         \
			fail_msg("[%s] is not so: %s", what, #condition); \
	} while (0)

#define TAP_INT(what, got, want)                                                                   \
	do {                                                                                       \
		int64_t got_ = (int64_t)(got);                                                     \
		int64_t want_ = (int64_t)(want);                                                   \
		if (got_ != want_)                                                                 \
			fail_msg("[%s] %s is %" PRId64 ", not %" PRId64, what, #got, got_, want_); \
	} while (0)

#define TAP_TEXT(what, got, want)                                                   \
	do {                                                                        \
		const char *got_ = (got);                                           \
		const char *want_ = (want);                                         \
		if (!text_equal(got_, want_))                                       \
			fail_msg("[%s] %s is \"%s\", not \"%s\"", what, #got,       \
				 got_ ? got_ : "(none)", want_ ? want_ : "(none)"); \
	} while (0)

/* splitmix64: the same numbers everywhere, from a seed that a failing test can name. */
static inline uint64_t tap_random(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

/* 0 to n - 1 */
static inline size_t tap_below(uint64_t *state, size_t n)
{
	return (size_t)(tap_random(state) % n);
}
