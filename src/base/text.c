/*
 * Comparing, checking and searching text.  What makes text visible is in text_visible.c, how wide
 * it is in text_columns.c.
 */
#include "base/text.h"

bool text_equal(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

bool text_starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool text_ends(const char *text, const char *suffix)
{
	size_t n = strlen(text);
	size_t m = strlen(suffix);

	return m <= n && strcmp(text + n - m, suffix) == 0;
}

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + ('a' - 'A')) : c;
}

bool text_equal_nocase(struct bytes text, const char *ascii)
{
	if (text.n != strlen(ascii))
		return false;
	for (size_t i = 0; i < text.n; i++)
		if (lower(text.p[i]) != lower((uint8_t)ascii[i]))
			return false;
	return true;
}

size_t text_utf8_step(const uint8_t *text, size_t n)
{
	if (n == 0)
		return 0;

	uint8_t first = text[0];
	if (first < 0x80)
		return 1;

	/*
	 * RFC 3629 4: the second byte's range is what keeps out overlong forms (E0, F0), surrogates
	 * (ED) and everything above U+10FFFF (F4); C0, C1 and F5-FF never occur.
	 */
	size_t length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	uint8_t low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
	uint8_t high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
	if (first < 0xc2 || first > 0xf4 || length > n || text[1] < low || text[1] > high)
		return 0;
	for (size_t i = 2; i < length; i++)
		if ((text[i] & 0xc0) != 0x80)
			return 0;
	return length;
}

bool text_utf8_valid(struct bytes text)
{
	for (size_t i = 0; i < text.n;) {
		size_t step = text_utf8_step(text.p + i, text.n - i);
		if (step == 0)
			return false;
		i += step;
	}
	return true;
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct bytes text_trim(struct bytes text)
{
	while (text.n && is_blank(text.p[0])) {
		text.p++;
		text.n--;
	}
	while (text.n && is_blank(text.p[text.n - 1]))
		text.n--;
	return text;
}

const uint8_t *text_find(struct bytes text, struct bytes needle)
{
	if (needle.n == 0 || text.n == 0)
		return NULL;
	return memmem(text.p, text.n, needle.p, needle.n);
}

static bool is_alnum(uint8_t c)
{
	c = lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool text_has_nocase(struct bytes text, const char *needle)
{
	size_t n = strlen(needle);

	for (size_t i = 0; n > 0 && n <= text.n && i <= text.n - n; i++)
		if (text_equal_nocase((struct bytes){ .p = text.p + i, .n = n }, needle))
			return true;
	return false;
}

bool text_has_word(struct bytes text, const char *word)
{
	struct bytes needle = bytes_of(word);
	struct bytes rest = text;

	for (;;) {
		const uint8_t *hit = text_find(rest, needle);
		if (!hit)
			return false;

		size_t before = (size_t)(hit - text.p);
		size_t after = text.n - before - needle.n;
		if ((before == 0 || !is_alnum(hit[-1])) && (after == 0 || !is_alnum(hit[needle.n])))
			return true;
		rest = (struct bytes){ .p = hit + 1, .n = text.n - before - 1 };
	}
}
