/*
 * Is a piece of one text a piece of another, at the same place for many units?  Passwords are laid
 * against another text of the same unit at every offset, counted from the beginning or (where
 * lengths differ) the end of either, and the run of equal characters is kept that chance explains
 * worst.
 *
 * How badly: characters of a random password would each fit with probability 1 / alphabet.  One
 * that is the same in all passwords of the run counts once, as something else may have made it so;
 * one that changes counts for each of them.  Which of the units fit could be chosen too, and is
 * paid for.  How many offsets were tried is counted, for the caller to pay for.
 */
#pragma once

#include "samples/sample_encode.h"
#include "samples/samples.h"

#define SAMPLE_MATCH_MIN 4 /* characters of a run; all, of a shorter password */

struct sample_match {
	bool password_end, source_end; /* where it is counted from */
	int password_at, source_at; /* where the run begins: 0 or more from the beginning, below 0
				       from the end */
	unsigned length;
	unsigned password_length, source_length; /* of all units, 0 where they differ */
	size_t explains, of;                     /* units that fit; that have such a text */
	double bits;                             /* chance: one in 2^this */
};

struct sample_match_input {
	const struct sample_text *passwords, *sources; /* n of each */
	size_t n;
	const double *bits; /* of each position of the passwords, SAMPLES_PASSWORD_MAX of them */
};

/* The best run, bits 0 when there is none; *tried grows by the offsets. */
void sample_match_best(struct sample_match *out, const struct sample_match_input *in,
		       uint64_t *tried);

/* Where the run begins in the password of a unit that it explains; false when it does not. */
bool sample_match_fits(const struct sample_match *m, const struct sample_text *password,
		       const struct sample_text *source, size_t *at);
