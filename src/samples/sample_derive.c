#include "samples/sample_derive.h"

#include <math.h>

#include "base/buf.h"
#include "base/mem.h"
#include "crypto/hash.h"
#include "crypto/weak_hash.h"

#define CANDIDATES_MAX 64

enum group { AS_IT_STANDS, PIECES, DIGESTS, GROUPS };

/* The passwords as they are compared, and where each character stands in the password itself. */
struct version {
	struct sample_text *texts;
	uint8_t (*at)[SAMPLES_PASSWORD_MAX];
	double bits[SAMPLES_PASSWORD_MAX];
};

struct candidate {
	struct sample_rule rule;
	enum group group;
};

struct derive {
	const struct samples *samples;
	/* Without case and separators, for what has no case; as printed on the label. */
	struct version folded, exact;
	struct sample_text *sources;
	struct candidate best[CANDIDATES_MAX];
	size_t n;
	uint64_t tried[GROUPS];
};

const char *sample_derive_digest_say(enum sample_digest digest)
{
	static const char *const names[SAMPLE_DIGESTS] = { NULL, "MD5", "SHA-1", "SHA-256",
							   "CRC-32" };

	return names[digest];
}

/* ---- the passwords ---- */

static bool is_separator(char c)
{
	return strchr("-:._ ", c) != NULL;
}

/*
 * Bits of each position: of the class of what stands there, where that is smaller than the class of
 * all; with passwords of several lengths positions are not comparable.
 */
static void weigh(struct version *v, size_t n, bool folded)
{
	struct sample_alphabet all = { 0 }, here[SAMPLES_PASSWORD_MAX] = { { { false } } };
	bool one_length = true;

	for (size_t i = 0; i < n; i++) {
		sample_alphabet_add(&all, v->texts[i].p, v->texts[i].n);
		for (size_t j = 0; j < v->texts[i].n; j++)
			sample_alphabet_add(&here[j], v->texts[i].p + j, 1);
		one_length = one_length && v->texts[i].n == v->texts[0].n;
	}
	double of_all = log2(sample_alphabet_size(&all, folded));
	for (size_t j = 0; j < SAMPLES_PASSWORD_MAX; j++) {
		double of_here = log2(sample_alphabet_size(&here[j], folded));

		v->bits[j] = one_length && of_here < of_all ? of_here : of_all;
	}
}

static void version_make(struct version *v, const struct samples *s, bool folded)
{
	v->texts = mem_array(s->n, sizeof(*v->texts));
	v->at = mem_array(s->n, sizeof(*v->at));
	for (size_t i = 0; i < s->n; i++) {
		const char *password = s->list[i].field[SAMPLE_PASSWORD];
		struct sample_text *t = &v->texts[i];

		t->there = true;
		for (size_t j = 0; password[j]; j++) {
			if (folded && is_separator(password[j]))
				continue;
			v->at[i][t->n] = (uint8_t)j;
			t->p[t->n] = password[j];
			if (folded)
				t->p[t->n] = sample_alphabet_small(password[j]);
			t->n++;
		}
	}
	weigh(v, s->n, folded);
}

static void version_done(struct version *v, size_t n)
{
	mem_wipe(v->texts, n * sizeof(*v->texts));
	mem_free(v->texts);
	mem_free(v->at);
}

static void derive_done(struct derive *d)
{
	version_done(&d->folded, d->samples->n);
	version_done(&d->exact, d->samples->n);
	mem_free(d->sources);
}

static const struct version *version_for(const struct derive *d, const struct sample_rule *rule)
{
	bool exact = rule->digest != SAMPLE_NO_DIGEST && sample_encode_has_case(rule->encoding);

	return exact ? &d->exact : &d->folded;
}

/* ---- the texts they may come from ---- */

static void digest_of(struct sample_text *out, const struct sample_text *source,
		      const struct sample_rule *rule)
{
	uint8_t digest[HASH_SIZE], input[SAMPLE_TEXT_MAX + 1];
	struct bytes data = { .p = input, .n = source->n }, result = { .p = digest };

	memcpy(input, source->p, source->n);
	if (rule->newline)
		input[data.n++] = '\n';
	switch (rule->digest) {
	case SAMPLE_MD5:
		weak_hash_md5(digest, data);
		result.n = WEAK_HASH_MD5_SIZE;
		break;
	case SAMPLE_SHA1:
		weak_hash_sha1(digest, data);
		result.n = WEAK_HASH_SHA1_SIZE;
		break;
	case SAMPLE_SHA256:
		hash_sha256(digest, data);
		result.n = HASH_SIZE;
		break;
	case SAMPLE_CRC32:
		weak_hash_crc32(digest, data);
		result.n = WEAK_HASH_CRC32_SIZE;
		break;
	case SAMPLE_NO_DIGEST:
	case SAMPLE_DIGESTS:
		assert(false);
	}
	sample_encode(out, result, rule->encoding);
}

/* What the rule makes of a unit, in the form in which it is compared. */
static void source_of(struct sample_text *out, const struct sample *s,
		      const struct sample_rule *rule)
{
	struct sample_text spelled;

	sample_spell(&spelled, s, rule->spelling);
	*out = (struct sample_text){ .there = false };
	if (!spelled.there)
		return;
	if (rule->digest != SAMPLE_NO_DIGEST)
		digest_of(out, &spelled, rule);
	else
		*out = spelled;
	for (size_t i = 0; i < out->n; i++)
		if (rule->digest == SAMPLE_NO_DIGEST || !sample_encode_has_case(rule->encoding))
			out->p[i] = sample_alphabet_small(out->p[i]);
}

/* ---- the search ---- */

/* The whole password is an end of an identifier as it stands. */
static bool stands(const struct derive *d, const struct sample_rule *rule)
{
	const struct sample_match *m = &rule->match;
	bool whole = true, end = true, begin = true;

	if (!sample_spell_is_plain(rule->spelling))
		return false;
	for (size_t i = 0; i < d->samples->n; i++) {
		const struct sample_text *q = &d->sources[i];
		size_t at;

		if (!sample_match_fits(m, &d->folded.texts[i], q, &at))
			continue;
		int from = m->source_at + (m->source_end ? q->n : 0);
		whole = whole && at == 0 && d->folded.texts[i].n == m->length;
		begin = begin && from == 0;
		end = end && from + (int)m->length == q->n;
	}
	return whole && (begin || end);
}

static void keep(struct derive *d, const struct candidate *c)
{
	size_t worst = 0;

	if (d->n < CANDIDATES_MAX) {
		d->best[d->n++] = *c;
		return;
	}
	for (size_t i = 1; i < d->n; i++)
		if (d->best[i].rule.match.bits < d->best[worst].rule.match.bits)
			worst = i;
	if (c->rule.match.bits > d->best[worst].rule.match.bits)
		d->best[worst] = *c;
}

static void try_rule(struct derive *d, struct candidate *c)
{
	const struct version *v = version_for(d, &c->rule);
	struct sample_match_input in = {
		.passwords = v->texts, .sources = d->sources, .n = d->samples->n, .bits = v->bits
	};

	for (size_t i = 0; i < in.n; i++)
		source_of(&d->sources[i], &d->samples->list[i], &c->rule);
	sample_match_best(&c->rule.match, &in, &d->tried[c->group]);
	if (c->rule.match.bits < SAMPLE_CERTAIN_BITS)
		return;
	if (c->group == PIECES && stands(d, &c->rule))
		c->group = AS_IT_STANDS;
	keep(d, c);
}

static void try_digests(struct derive *d, enum sample_spelling spelling)
{
	for (unsigned digest = SAMPLE_MD5; digest < SAMPLE_DIGESTS; digest++)
		for (unsigned encoding = 0; encoding < SAMPLE_ENCODINGS; encoding++)
			for (unsigned newline = 0; newline < 2; newline++) {
				struct candidate c = {
					.rule = { .spelling = spelling,
						  .digest = (enum sample_digest)digest,
						  .encoding = (enum sample_encoding)encoding,
						  .newline = newline },
					.group = DIGESTS,
				};

				try_rule(d, &c);
			}
}

static void search(struct derive *d)
{
	for (unsigned spelling = 0; spelling < SPELLINGS; spelling++) {
		struct candidate c = { .rule = { .spelling = (enum sample_spelling)spelling },
				       .group = PIECES };

		d->tried[AS_IT_STANDS] += sample_spell_is_plain(c.rule.spelling) ? 2 : 0;
		if (sample_spell_is_cut(c.rule.spelling))
			try_rule(d, &c);
		if (sample_spell_is_hashed((enum sample_spelling)spelling))
			try_digests(d, (enum sample_spelling)spelling);
	}
	for (size_t i = 0; i < d->n; i++) {
		struct candidate *c = &d->best[i];

		c->rule.bits = c->rule.match.bits - log2((double)d->tried[c->group]) - log2(GROUPS);
	}
}

/* ---- what is left of it ---- */

/* Marks what the rule explains; with only_count nothing is marked. Returns how many are new. */
static size_t mark(struct derive *d, struct sample_derivation *out, struct sample_rule *rule,
		   bool only_count)
{
	const struct version *v = version_for(d, rule);
	size_t new = 0;

	for (size_t i = 0; i < d->samples->n; i++) {
		size_t at;

		source_of(&d->sources[i], &d->samples->list[i], rule);
		if (!sample_match_fits(&rule->match, &v->texts[i], &d->sources[i], &at))
			continue;
		if (!only_count)
			rule->explains[i] = true;
		for (size_t j = 0; j < rule->match.length; j++) {
			char *place = &out->marks[i][v->at[i][at + j]];

			new += *place != SAMPLE_MARK_DERIVED;
			if (!only_count)
				*place = SAMPLE_MARK_DERIVED;
		}
	}
	return new;
}

static int by_bits(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	return x->rule.bits < y->rule.bits ? 1 : x->rule.bits > y->rule.bits ? -1 : 0;
}

/* The best rule first; of the others those that explain characters of their own, as surely. */
static void choose(struct derive *d, struct sample_derivation *out)
{
	qsort(d->best, d->n, sizeof(*d->best), by_bits);
	for (size_t i = 0; i < d->n && out->n < SAMPLE_RULES_MAX; i++) {
		struct sample_rule *rule = &d->best[i].rule;
		size_t cells = rule->match.explains * rule->match.length;
		size_t new = mark(d, out, rule, true);

		if (rule->bits * (double)new / (double)cells < SAMPLE_CERTAIN_BITS)
			continue;
		rule->explains = mem_array(d->samples->n, sizeof(*rule->explains));
		(void)mark(d, out, rule, false);
		out->rules[out->n++] = *rule;
	}
}

static void mark_rest(struct sample_derivation *out, const struct samples *s,
		      const struct sample_shape *shape)
{
	for (size_t i = 0; i < s->n; i++) {
		const char *password = s->list[i].field[SAMPLE_PASSWORD];

		for (size_t j = 0; password[j]; j++)
			if (shape->at[j].fixed)
				out->marks[i][j] = SAMPLE_MARK_FIXED;
			else if (is_separator(password[j]))
				out->marks[i][j] = SAMPLE_MARK_BETWEEN;
			else
				out->marks[i][j] = SAMPLE_MARK_OPEN;
	}
}

void sample_derive(struct sample_derivation *out, const struct samples *s,
		   const struct sample_shape *shape)
{
	CLEANUP(derive_done) struct derive d = { .samples = s };
	struct sample_derivation found = { .units = s->n };

	found.marks = mem_array(s->n, sizeof(*found.marks));
	d.sources = mem_array(s->n, sizeof(*d.sources));
	version_make(&d.folded, s, true);
	version_make(&d.exact, s, false);
	mark_rest(&found, s, shape);
	search(&d);
	choose(&d, &found);
	for (size_t i = 0; i < GROUPS; i++)
		found.tried += d.tried[i];
	*out = found;
}

void sample_derive_done(struct sample_derivation *d)
{
	for (size_t i = 0; i < d->n; i++)
		mem_free(d->rules[i].explains);
	mem_free(d->marks);
	*d = (struct sample_derivation){ 0 };
}
