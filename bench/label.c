/*
 * Times the drawing of labels, each layout in each format: milliseconds of processor time, median
 * of 51.  make build/release/bench/label && build/release/bench/label
 */
#include "base/base.h"

#include "base/buf.h"
#include "base/err.h"
#include "label/artwork.h"

#define ROUNDS 51

static const char *const layouts[] = { "wide", "tall", "small" };
static const char *const formats[] = { "svg", "png", "pdf" };

static double now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int ascending(const void *a, const void *b)
{
	double difference = *(const double *)a - *(const double *)b;

	return difference < 0 ? -1 : difference > 0;
}

static struct artwork sample(void)
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
		.url = "https://label.example.jp/L/HSH-1-2026-000123",
		.level = 3,
		.language = ARTWORK_BOTH,
	};
}

int main(void)
{
	struct err err = { 0 };
	double before = now();

	if (artwork_prepare(&err) < 0) {
		fprintf(stderr, "bench/label: %s\n", err.text);
		return 1;
	}
	printf("prepare: %.1f ms\n", now() - before);
	for (unsigned i = 0; i < 9; i++) {
		struct artwork a = sample();
		struct artwork_size size = { 0 };
		double times[ROUNDS];
		size_t bytes = 0;

		a.layout = (enum artwork_layout)(i / 3);
		if (artwork_least(&size, &a, &err) < 0)
			return fprintf(stderr, "bench/label: %s\n", err.text), 1;
		for (unsigned k = 0; k < ROUNDS; k++) {
			CLEANUP(buf_done) struct buf out = BUF(ARTWORK_BYTES_MAX);

			before = now();
			if (artwork_draw(&out, (enum artwork_format)(i % 3), &a, &err) < 0)
				return 1;
			times[k] = now() - before;
			bytes = out.n;
		}
		qsort(times, ROUNDS, sizeof(*times), ascending);
		printf("%-5s %s  %.1f x %.1f mm  %5.2f ms  %zu bytes\n", layouts[a.layout],
		       formats[i % 3], size.width, size.height, times[ROUNDS / 2], bytes);
	}
	artwork_done();
	return 0;
}
