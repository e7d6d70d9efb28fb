#include "web/template_said.h"

#include "base/text.h"

/* Kana, ideographs and what is written among them, by the first bytes of their UTF-8. */
static bool is_japanese(const uint8_t *p, size_t n)
{
	if (n == 4)
		return p[0] == 0xf0 && p[1] >= 0xa0; /* U+20000 and on */
	if (n != 3)
		return false;
	unsigned c = (p[0] & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
	return (c >= 0x3001 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x9fff) ||
	       (c >= 0xf900 && c <= 0xfaff) || (c >= 0xff01 && c <= 0xff9f);
}

static bool has_japanese(const char *text)
{
	struct bytes left = bytes_of(text);

	while (left.n) {
		/* Most of what is printed is ASCII. */
		size_t n = left.p[0] < 0x80 ? 1 : text_utf8_step(left.p, left.n);

		if (n > 2 && is_japanese(left.p, n))
			return true;
		n = n ? n : 1;
		left = (struct bytes){ .p = left.p + n, .n = left.n - n };
	}
	return false;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Letters, and what stands in and around words: no digits, no signs. */
static bool is_word(const char *text, size_t n)
{
	size_t letters = 0;

	for (size_t i = 0; i < n; i++) {
		if (!is_letter(text[i]) && !strchr(".,;:!?'\"()-", text[i]) &&
		    (uint8_t)text[i] < 0x80)
			return false;
		letters += is_letter(text[i]);
	}
	return letters > 1;
}

static bool has_words(const char *text)
{
	size_t words = 0;

	while (*text && words < 2) {
		size_t n = strcspn(text, " \t\r\n");

		words += n > 0 && is_word(text, n);
		text += n + (text[n] != 0);
	}
	return words == 2;
}

const char *template_said_language(const char *text, bool japanese)
{
	if (!japanese)
		return has_japanese(text) ? "ja" : NULL;
	return has_words(text) && !has_japanese(text) ? "en" : NULL;
}
