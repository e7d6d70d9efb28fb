/* A label as an owner would have it, and what a test asks of all of them. */
#pragma once

#include "fixture.h"

#include "label/artwork.h"

#define LABEL_URL "https://label.example.jp/L/HSH-1-2026-000123"

static inline struct artwork label_sample(void)
{
	return (struct artwork){
		.scheme_ja = "セキュリティラベル制度",
		.scheme_en = "Security Labelling Scheme",
		.criteria_ja = "★1 共通適合基準 2024R1",
		.criteria_en = "Level 1 common criteria 2024R1",
		.number = "HSH-1-2026-000123",
		.issued = "2026-11-21",
		.valid_until = "2028-11-20",
		.support_until = "2030-03-31",
		.url = LABEL_URL,
		.level = 1,
		.language = ARTWORK_BOTH,
	};
}

/* The caller frees it. */
static inline struct buf label_drawn(const struct artwork *a, enum artwork_format format)
{
	struct buf out = BUF(ARTWORK_BYTES_MAX);
	struct err err = { 0 };

	if (artwork_draw(&out, format, a, &err) < 0)
		fail_msg("%s", err.text);
	return out;
}

/* Every layout, language, level, with and without the mark: LABEL_KINDS of them. */
#define LABEL_KINDS (3 * 3 * 4 * 2)

static inline struct artwork label_kind(unsigned i)
{
	struct artwork a = label_sample();

	a.layout = (enum artwork_layout)(i % 3);
	a.language = (enum artwork_language)(i / 3 % 3);
	a.level = 1 + i / 9 % 4;
	a.specimen = i / 36 != 0;
	return a;
}

/* All of them twice, forwards and backwards with warm caches: all differ, and the same is the same.
 */
static inline void label_check_kinds(enum artwork_format format)
{
	static struct buf seen[LABEL_KINDS];

	for (unsigned i = 0; i < LABEL_KINDS; i++) {
		struct artwork a = label_kind(i);

		seen[i] = label_drawn(&a, format);
		assert_true(seen[i].n > 1000);
		for (unsigned k = 0; k < i; k++)
			assert_false(bytes_equal(buf_view(&seen[i]), buf_view(&seen[k])));
	}
	for (unsigned i = LABEL_KINDS; i-- > 0;) {
		struct artwork a = label_kind(i);
		CLEANUP(buf_done) struct buf again = label_drawn(&a, format);

		assert_true(bytes_equal(buf_view(&again), buf_view(&seen[i])));
		buf_done(&seen[i]);
	}
}
