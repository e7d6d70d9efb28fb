#include "samples/sample_match.h"

#include <math.h>

#include "samples/sample_shape.h"

/* Runs begin with those of some units: a rule that explains none of these is rare at best. */
#define SEEDS_MAX 50

struct search {
	const struct sample_match_input *in;
	bool password_end, source_end;
	int shift;
	struct sample_match best;
};

/* The offset that added to a place in the password gives the place in the source. */
static int offset(const struct search *s, size_t i)
{
	return s->shift + (s->source_end ? s->in->sources[i].n : 0) -
	       (s->password_end ? s->in->passwords[i].n : 0);
}

static void lengths(const struct sample_text *t, size_t n, int *min, int *max)
{
	*min = INT_MAX;
	*max = 0;
	for (size_t i = 0; i < n; i++) {
		if (!t[i].there)
			continue;
		*min = t[i].n < *min ? t[i].n : *min;
		*max = t[i].n > *max ? t[i].n : *max;
	}
}

bool sample_match_fits(const struct sample_match *m, const struct sample_text *password,
		       const struct sample_text *source, size_t *at)
{
	int p = m->password_at + (m->password_end ? password->n : 0);
	int q = m->source_at + (m->source_end ? source->n : 0);
	int length = (int)m->length;

	if (!source->there || p < 0 || q < 0 || p + length > password->n ||
	    q + length > source->n || memcmp(password->p + p, source->p + q, m->length) != 0)
		return false;
	*at = (size_t)p;
	return true;
}

/* A run at its place in a unit, tried on all of them. */
static void consider(struct search *s, size_t seed, int from, int length)
{
	const struct sample_match_input *in = s->in;
	struct sample_match m = { .password_end = s->password_end,
				  .source_end = s->source_end,
				  .length = (unsigned)length };
	bool changes[SAMPLES_PASSWORD_MAX] = { false };
	const char *first = NULL;
	size_t at = 0;

	m.password_at = from - (s->password_end ? in->passwords[seed].n : 0);
	m.source_at = from + offset(s, seed) - (s->source_end ? in->sources[seed].n : 0);
	for (size_t i = 0; i < in->n; i++) {
		m.of += in->sources[i].there;
		if (!sample_match_fits(&m, &in->passwords[i], &in->sources[i], &at))
			continue;
		m.explains++;
		if (!first)
			first = in->passwords[i].p + at;
		for (int j = 0; j < length; j++)
			changes[j] = changes[j] || in->passwords[i].p[at + (size_t)j] != first[j];
	}
	m.bits = -sample_shape_choose(m.of, m.explains);
	for (int j = 0; j < length; j++)
		m.bits += in->bits[from + j] * (changes[j] ? (double)m.explains : 1);
	if (m.bits > s->best.bits)
		s->best = m;
}

/* Equal characters of one unit from place a to b of its password; b - a below the least run: none.
 */
static int run_end(const struct sample_text *p, const struct sample_text *q, int shift, int a)
{
	while (a < p->n && a + shift < q->n && p->p[a] == q->p[a + shift])
		a++;
	return a;
}

/* Others may share but a part of a run: what it has in common with each of theirs is tried too. */
static void consider_parts(struct search *s, size_t seed, int from, int end, int least)
{
	const struct sample_match_input *in = s->in;
	bool seen[SAMPLES_PASSWORD_MAX][SAMPLES_PASSWORD_MAX + 1] = { { false } };

	consider(s, seed, from, end - from);
	seen[from][end] = true;
	for (size_t i = 0; i < in->n; i++) {
		const struct sample_text *p = &in->passwords[i], *q = &in->sources[i];
		/* The same place, counted as the search counts. */
		int move = s->password_end ? p->n - in->passwords[seed].n : 0;
		int shift = offset(s, i);

		if (!q->there)
			continue;
		for (int a = from; a + least <= end;) {
			int there = a + move;

			if (there < 0 || there + shift < 0) {
				a++;
				continue;
			}
			int b = run_end(p, q, shift, there) - move;
			b = b > end ? end : b;
			if (b - a >= least && !seen[a][b]) {
				seen[a][b] = true;
				consider(s, seed, a, b - a);
			}
			a = b > a ? b + 1 : a + 1;
		}
	}
}

static void search_unit(struct search *s, size_t i)
{
	const struct sample_text *p = &s->in->passwords[i], *q = &s->in->sources[i];
	int shift = offset(s, i);
	int from = shift < 0 ? -shift : 0;
	int end = p->n < q->n - shift ? p->n : q->n - shift;
	int least = p->n < SAMPLE_MATCH_MIN ? p->n : SAMPLE_MATCH_MIN;

	/* A run takes in one of every `least` places: the others need no look. */
	for (int probe = from + least - 1; probe < end; probe += least) {
		if (p->p[probe] != q->p[probe + shift])
			continue;
		int a = probe;
		while (a > from && p->p[a - 1] == q->p[a - 1 + shift])
			a--;
		int b = run_end(p, q, shift, probe);
		if (b - a >= least)
			consider_parts(s, i, a, b, least);
		/* The next place that may be in another run. */
		while (probe + least < b)
			probe += least;
	}
}

static void search_from(struct search *s, int shift_min, int shift_max, uint64_t *tried)
{
	size_t step = s->in->n / SEEDS_MAX + 1;

	for (s->shift = shift_min; s->shift <= shift_max; s->shift++) {
		++*tried;
		for (size_t i = 0; i < s->in->n; i += step)
			if (s->in->sources[i].there)
				search_unit(s, i);
	}
}

void sample_match_best(struct sample_match *out, const struct sample_match_input *in,
		       uint64_t *tried)
{
	struct search s = { .in = in };
	int p_min, p_max, q_min, q_max;

	lengths(in->passwords, in->n, &p_min, &p_max);
	lengths(in->sources, in->n, &q_min, &q_max);
	for (unsigned ends = 0; ends < 4 && q_max > 0; ends++) {
		int least = p_min < SAMPLE_MATCH_MIN ? p_min : SAMPLE_MATCH_MIN;

		s.password_end = ends & 1;
		s.source_end = ends & 2;
		/* With one length it is the same from either end. */
		if ((s.password_end && p_min == p_max) || (s.source_end && q_min == q_max))
			continue;
		search_from(
		    &s, least - p_max - (s.source_end ? q_max : 0) + (s.password_end ? p_min : 0),
		    q_max - least - (s.source_end ? q_min : 0) + (s.password_end ? p_max : 0),
		    tried);
	}
	s.best.password_length = p_min == p_max ? (unsigned)p_max : 0;
	s.best.source_length = q_min == q_max ? (unsigned)q_max : 0;
	*out = s.best;
}
