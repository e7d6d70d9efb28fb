/*
 * Column widths after Unicode 15's EastAsianWidth.txt and the Mn and Me categories, in ranges
 * coarse enough to read.  wcwidth(3) would follow the locale, and a report must not.
 */
#include "base/text.h"

struct range {
	uint32_t from;
	uint32_t to;
};

static const struct range zero_width[] = {
	{ 0x0300, 0x036f }, { 0x0483, 0x0489 }, { 0x0591, 0x05bd },   { 0x0610, 0x061a },
	{ 0x061c, 0x061c }, { 0x064b, 0x065f }, { 0x0670, 0x0670 },   { 0x06d6, 0x06dc },
	{ 0x0900, 0x0902 }, { 0x093c, 0x093c }, { 0x0941, 0x0948 },   { 0x094d, 0x094d },
	{ 0x0e31, 0x0e31 }, { 0x0e34, 0x0e3a }, { 0x0e47, 0x0e4e },   { 0x1ab0, 0x1aff },
	{ 0x1dc0, 0x1dff }, { 0x200b, 0x200f }, { 0x2028, 0x202e },   { 0x2060, 0x2069 },
	{ 0x20d0, 0x20f0 }, { 0x302a, 0x302d }, { 0x3099, 0x309a },   { 0xfe00, 0xfe0f },
	{ 0xfe20, 0xfe2f }, { 0xfeff, 0xfeff }, { 0xe0100, 0xe01ef },
};

static const struct range double_width[] = {
	{ 0x1100, 0x115f },   { 0x231a, 0x231b },   { 0x2705, 0x2705 },   { 0x274c, 0x274c },
	{ 0x2e80, 0x3029 },   { 0x302e, 0x303e },   { 0x3041, 0x3098 },   { 0x309b, 0x4dbf },
	{ 0x4e00, 0xa4cf },   { 0xa960, 0xa97c },   { 0xac00, 0xd7a3 },   { 0xf900, 0xfaff },
	{ 0xfe30, 0xfe6f },   { 0xff01, 0xff60 },   { 0xffe0, 0xffe6 },   { 0x1f300, 0x1f64f },
	{ 0x1f680, 0x1f6ff }, { 0x1f900, 0x1f9ff }, { 0x20000, 0x3fffd },
};

static bool within(const struct range *ranges, size_t n, uint32_t c)
{
	for (size_t i = 0; i < n; i++)
		if (c >= ranges[i].from && c <= ranges[i].to)
			return true;
	return false;
}

static size_t width(uint32_t c)
{
	if (c < 0x20 || (c >= 0x7f && c < 0xa0))
		return 0;
	if (within(zero_width, ARRAY_LEN(zero_width), c))
		return 0;
	return within(double_width, ARRAY_LEN(double_width), c) ? 2 : 1;
}

size_t text_columns(const char *text)
{
	/* How many bits of the first byte belong to the character, by its length. */
	static const uint8_t mask[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	struct bytes rest = bytes_of(text);
	size_t columns = 0;

	while (rest.n) {
		size_t n = text_utf8_step(rest.p, rest.n);
		if (n == 0) {
			/* A terminal shows one replacement character for it. */
			columns++;
			n = 1;
		} else {
			uint32_t c = rest.p[0] & mask[n];
			for (size_t i = 1; i < n; i++)
				c = c << 6 | (rest.p[i] & 0x3f);
			columns += width(c);
		}
		rest.p += n;
		rest.n -= n;
	}
	return columns;
}
