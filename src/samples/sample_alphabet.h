/*
 * Which characters passwords are made of, and how many there are to choose from.  What was seen is
 * widened to the usual classes (digits, hexadecimal digits, small and capital letters, signs): a
 * larger choice makes a match by chance look rarer, so nothing is widened beyond that.
 */
#pragma once

#include "base/base.h"

#define SAMPLE_ALPHABET_SIGNS 33 /* printable ASCII that is no letter or digit */

struct sample_alphabet {
	bool seen[128];
};

/* The small letter of a capital one (ASCII), any other character as it is. */
char sample_alphabet_small(char c);

void sample_alphabet_add(struct sample_alphabet *a, const char *text, size_t n);

/* Different characters that were seen. */
unsigned sample_alphabet_used(const struct sample_alphabet *a);

/* Size of the class, 1 when nothing was seen.  folded: capital letters are small ones. */
unsigned sample_alphabet_size(const struct sample_alphabet *a, bool folded);

enum sample_class {
	SAMPLE_DIGITS,
	SAMPLE_HEX,
	SAMPLE_LOWER,
	SAMPLE_UPPER,
	SAMPLE_SIGNS,
	SAMPLE_CLASSES
};

/* The classes that the size is made of. */
void sample_alphabet_classes(const struct sample_alphabet *a, bool is[static SAMPLE_CLASSES]);
