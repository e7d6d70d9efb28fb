/*
 * One digit loop serves all: it reads every character before it judges the size, so that text
 * which is no number at all is E_FORMAT however long it is.
 */
#include "base/num.h"

#include "base/err.h"

int num_u64n(struct bytes text, uint64_t min, uint64_t max, uint64_t *out)
{
	uint64_t v = 0;
	bool over = false;

	if (text.n == 0)
		return E_FORMAT;
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] < '0' || text.p[i] > '9')
			return E_FORMAT;
		over |= __builtin_mul_overflow(v, UINT64_C(10), &v);
		over |= __builtin_add_overflow(v, (uint64_t)(text.p[i] - '0'), &v);
	}
	if (over || v < min || v > max)
		return E_LIMIT;
	*out = v;
	return 0;
}

int num_u64(const char *text, uint64_t min, uint64_t max, uint64_t *out)
{
	return num_u64n(bytes_of(text), min, max, out);
}

int num_i64(const char *text, int64_t min, int64_t max, int64_t *out)
{
	bool negative = *text == '-';
	uint64_t magnitude;
	int r = num_u64(text + negative, 0, (uint64_t)INT64_MAX + negative, &magnitude);

	if (r < 0)
		return r;
	/* Negating the predecessor first keeps INT64_MIN, which has no positive counterpart. */
	int64_t v = (int64_t)(magnitude - negative);
	if (negative)
		v = -v - 1;
	if (v < min || v > max)
		return E_LIMIT;
	*out = v;
	return 0;
}

bool num_add(size_t a, size_t b, size_t *out)
{
	size_t sum;

	if (__builtin_add_overflow(a, b, &sum))
		return false;
	*out = sum;
	return true;
}

bool num_mul(size_t a, size_t b, size_t *out)
{
	size_t product;

	if (__builtin_mul_overflow(a, b, &product))
		return false;
	*out = product;
	return true;
}
