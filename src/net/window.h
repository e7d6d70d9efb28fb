/*
 * How many attempts a sweep has in flight, and how long each waits for its answer.  Pure: told what
 * happened and when, it answers with a size and a timeout.
 *
 * The size follows the thought of TCP's congestion window (RFC 5681): fast growth up to a
 * threshold, slow growth above, halved on loss.  The timeout follows RFC 6298.  Silence alone is no
 * loss, for a firewall that drops looks like that: only a port that has answered before, asked
 * again and now silent, proves one.
 */
#pragma once

#include "base/base.h"

struct pace_limits;

#define WINDOW_MIN 4

struct window {
	const struct pace_limits *limits;
	unsigned size, max;
	unsigned threshold;
	unsigned before; /* its size before the losses in a row began */
	unsigned answers;
	int64_t mean, deviation, best; /* of round trips, nanoseconds; best is the smallest seen */
	int64_t grown, cut;            /* when it last was */
};

void window_init(struct window *w, const struct pace_limits *limits, unsigned max);

/* Nanoseconds to wait for an answer.  patient: twice as long, within the same bounds. */
int64_t window_timeout(const struct window *w, bool patient);

/* An attempt was answered after that time. */
void window_answered(struct window *w, int64_t took, int64_t now);

/* So many attempts were silent, and a port that answers by habit still did: silence is no loss. */
void window_quiet(struct window *w, unsigned silent, int64_t now);

/* A port that answers by habit did not, for the first time or once more in a row. */
void window_lost(struct window *w, unsigned in_a_row, int64_t now);

/* It was gone for a while and is back: begin small, and fast up to half of what it took before. */
void window_resume(struct window *w, int64_t now);

/* There are resources for so many only. */
void window_limit(struct window *w, unsigned max);
