#include "samples/sample_shape.h"

#include <math.h>

#include "base/text.h"

static const char *password(const struct samples *s, size_t i)
{
	return s->list[i].field[SAMPLE_PASSWORD];
}

double sample_shape_choose(size_t n, size_t k)
{
	return (lgamma((double)n + 1) - lgamma((double)k + 1) - lgamma((double)(n - k) + 1)) /
	       M_LN2;
}

static size_t different(const struct samples *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++) {
		bool before = false;

		for (size_t j = 0; j < i && !before; j++)
			before = text_equal(password(s, i), password(s, j));
		n += !before;
	}
	return n;
}

static size_t shared(const struct samples *s, bool from_end, size_t max)
{
	for (size_t at = 0; at < max; at++)
		for (size_t i = 1; i < s->n; i++) {
			const char *a = password(s, 0), *b = password(s, i);
			size_t x = from_end ? strlen(a) - 1 - at : at;
			size_t y = from_end ? strlen(b) - 1 - at : at;

			if (a[x] != b[y])
				return at;
		}
	return max;
}

static void look_at(struct sample_position *p, const struct samples *s, size_t at)
{
	struct sample_alphabet seen = { 0 };
	bool all = true;

	for (size_t i = 0; i < s->n; i++)
		if (at < strlen(password(s, i)))
			sample_alphabet_add(&seen, password(s, i) + at, 1);
		else
			all = false;
	p->different = sample_alphabet_used(&seen);
	p->same = all && p->different == 1;
}

/*
 * All positions that are the same are judged together: c of them would be so by chance in one of
 * size^((n-1)c) files, for each of the ways to choose c positions.
 */
static void fix_positions(struct sample_shape *shape)
{
	double each = log2(shape->size);
	size_t same = 0;

	for (size_t at = 0; at < shape->length_max; at++)
		same += shape->at[at].same;
	bool fixed = (double)(shape->passwords - 1) * (double)same * each -
			 sample_shape_choose(shape->length_max, same) >=
		     SAMPLE_CERTAIN_BITS;
	for (size_t at = 0; at < shape->length_max; at++)
		shape->at[at].fixed = fixed && shape->at[at].same;
}

/* Of what is not fixed: "AB-" in front of hexadecimal digits makes these no larger choice. */
static void take_alphabet(struct sample_shape *shape, const struct samples *s)
{
	shape->alphabet = (struct sample_alphabet){ 0 };
	for (size_t i = 0; i < s->n; i++)
		for (size_t at = 0; password(s, i)[at]; at++)
			if (!shape->at[at].fixed)
				sample_alphabet_add(&shape->alphabet, password(s, i) + at, 1);
	shape->size = sample_alphabet_size(&shape->alphabet, false);
}

static void weigh(struct sample_shape *shape)
{
	/* The length itself may be part of what is chosen. */
	shape->bits = log2((double)(shape->length_max - shape->length_min + 1));
	for (size_t at = 0; at < shape->length_max; at++) {
		struct sample_position *p = &shape->at[at];

		p->bits = p->fixed ? 0 : log2(shape->size);
		shape->bits += p->bits;
	}
}

void sample_shape_of(struct sample_shape *out, const struct samples *s)
{
	struct sample_shape shape = { .length_min = SIZE_MAX, .passwords = different(s) };

	for (size_t i = 0; i < s->n; i++) {
		size_t n = strlen(password(s, i));

		shape.length_min = n < shape.length_min ? n : shape.length_min;
		shape.length_max = n > shape.length_max ? n : shape.length_max;
	}
	take_alphabet(&shape, s);
	for (size_t at = 0; at < shape.length_max; at++) {
		look_at(&shape.at[at], s, at);
		shape.at[at].same = shape.at[at].same && shape.passwords > 1;
	}
	if (shape.passwords > 1) {
		shape.prefix = shared(s, false, shape.length_min);
		shape.suffix = shared(s, true, shape.length_min - shape.prefix);
	}
	fix_positions(&shape);
	take_alphabet(&shape, s);
	weigh(&shape);
	*out = shape;
}
