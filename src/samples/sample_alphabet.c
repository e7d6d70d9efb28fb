#include "samples/sample_alphabet.h"

char sample_alphabet_small(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c | 0x20);
	return c;
}

void sample_alphabet_add(struct sample_alphabet *a, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		a->seen[(uint8_t)text[i] & 127] = true;
}

unsigned sample_alphabet_used(const struct sample_alphabet *a)
{
	unsigned n = 0;

	for (size_t c = 0; c < ARRAY_LEN(a->seen); c++)
		n += a->seen[c];
	return n;
}

/* Hexadecimal only when the letters are of one case and none is above f. */
void sample_alphabet_classes(const struct sample_alphabet *a, bool is[static SAMPLE_CLASSES])
{
	bool digits = false, lower = false, upper = false, signs = false, above = false;

	for (size_t c = 0; c < ARRAY_LEN(a->seen); c++) {
		if (!a->seen[c])
			continue;
		if (c >= '0' && c <= '9')
			digits = true;
		else if (c >= 'a' && c <= 'z')
			lower = true;
		else if (c >= 'A' && c <= 'Z')
			upper = true;
		else
			signs = true;
		above = above || (c > 'F' && c <= 'Z') || (c > 'f' && c <= 'z');
	}
	is[SAMPLE_HEX] = lower != upper && !above;
	is[SAMPLE_DIGITS] = digits && !is[SAMPLE_HEX];
	is[SAMPLE_LOWER] = lower && !is[SAMPLE_HEX];
	is[SAMPLE_UPPER] = upper && !is[SAMPLE_HEX];
	is[SAMPLE_SIGNS] = signs;
}

unsigned sample_alphabet_size(const struct sample_alphabet *a, bool folded)
{
	static const unsigned sizes[SAMPLE_CLASSES] = { 10, 16, 26, 26, SAMPLE_ALPHABET_SIGNS };
	struct sample_alphabet small = *a;
	bool is[SAMPLE_CLASSES];
	unsigned n = 0;

	for (size_t c = 'A'; folded && c <= 'Z'; c++) {
		small.seen[c + 'a' - 'A'] |= small.seen[c];
		small.seen[c] = false;
	}
	sample_alphabet_classes(&small, is);
	for (size_t i = 0; i < SAMPLE_CLASSES; i++)
		n += is[i] ? sizes[i] : 0;
	return n ? n : 1;
}
