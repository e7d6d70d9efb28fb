/*
 * What the passwords look like: lengths, characters, what they have in common.  From that an upper
 * bound of what there is to guess: no sample can show that less than the bound is in use, and a
 * small one hardly anything.
 */
#pragma once

#include "samples/sample_alphabet.h"
#include "samples/samples.h"

/*
 * A statement that would come true by chance once in 2^this files of random passwords is made; one
 * that chance makes more often is not.
 */
#define SAMPLE_CERTAIN_BITS 20.0

struct sample_position {
	unsigned different; /* characters seen there */
	bool same;          /* in every password, and there are different ones */
	bool fixed;         /* the same, and too often for chance */
	double bits;        /* at most so many, 0 where it is fixed */
};

struct sample_shape {
	size_t passwords; /* different ones */
	size_t length_min, length_max;
	size_t prefix, suffix;           /* shared characters; 0 when there is but one password */
	struct sample_alphabet alphabet; /* of the positions that are not fixed */
	unsigned size;                   /* its class */
	struct sample_position at[SAMPLES_PASSWORD_MAX]; /* length_max of them */
	double bits;                                     /* over all, at most */
};

void sample_shape_of(struct sample_shape *out, const struct samples *s);

/* log2 of n over k. */
double sample_shape_choose(size_t n, size_t k);
