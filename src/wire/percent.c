#include "wire/percent.h"

#include "base/buf.h"

static int digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_unreserved(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c != 0 && strchr("-._~", c));
}

void percent_encode(struct buf *out, struct bytes text)
{
	for (size_t i = 0; i < text.n; i++)
		if (is_unreserved(text.p[i]))
			buf_u8(out, text.p[i]);
		else
			buf_format(out, "%%%02X", text.p[i]);
}

void percent_decode(struct buf *out, struct bytes text)
{
	for (size_t i = 0; i < text.n; i++) {
		bool whole = text.p[i] == '%' && text.n - i > 2 && digit(text.p[i + 1]) >= 0 &&
			     digit(text.p[i + 2]) >= 0;

		if (whole) {
			buf_u8(out, (uint8_t)(digit(text.p[i + 1]) << 4 | digit(text.p[i + 2])));
			i += 2;
		} else {
			buf_u8(out, text.p[i] == '+' ? ' ' : text.p[i]);
		}
	}
}
