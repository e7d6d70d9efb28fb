/* Digits come from one table, so that no locale and no ctype table is involved. */
#include "base/hex.h"

#include "base/buf.h"
#include "base/err.h"

#define DUMP_WIDTH 16

static const char digits[] = "0123456789abcdef";

void hex_encode(char *out, struct bytes data)
{
	for (size_t i = 0; i < data.n; i++) {
		*out++ = digits[data.p[i] >> 4];
		*out++ = digits[data.p[i] & 15];
	}
	*out = 0;
}

/* 0 to 15, or 16 for what is no digit. */
static unsigned digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned)(c - 'a') + 10;
	if (c >= 'A' && c <= 'F')
		return (unsigned)(c - 'A') + 10;
	return 16;
}

int hex_decode(uint8_t *out, size_t n, const char *text)
{
	size_t length = strlen(text);

	if (length % 2 != 0 || length / 2 != n)
		return E_FORMAT;
	/* Twice over, so that out is untouched by text that turns out to be wrong. */
	for (size_t i = 0; i < length; i++)
		if (digit_value(text[i]) > 15)
			return E_FORMAT;
	for (size_t i = 0; i < n; i++)
		out[i] = (uint8_t)(digit_value(text[2 * i]) << 4 | digit_value(text[2 * i + 1]));
	return 0;
}

void hex_dump(struct buf *out, struct bytes data, size_t max)
{
	size_t shown = data.n < max ? data.n : max;

	for (size_t at = 0; at < shown; at += DUMP_WIDTH) {
		size_t n = shown - at < DUMP_WIDTH ? shown - at : DUMP_WIDTH;

		buf_format(out, "%08zx ", at);
		for (size_t i = 0; i < DUMP_WIDTH; i++) {
			buf_text(out, i == DUMP_WIDTH / 2 ? "  " : " ");
			if (i < n)
				buf_format(out, "%02x", data.p[at + i]);
			else
				buf_text(out, "  ");
		}
		buf_text(out, "  |");
		for (size_t i = 0; i < n; i++) {
			uint8_t c = data.p[at + i];
			buf_u8(out, c >= 0x20 && c < 0x7f ? c : '.');
		}
		buf_text(out, "|\n");
	}
	if (shown < data.n)
		buf_format(out, "... %zu more bytes\n", data.n - shown);
}
