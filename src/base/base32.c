#include "base/base32.h"

#include "base/buf.h"
#include "base/err.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

void base32_encode(struct buf *out, struct bytes data)
{
	uint32_t bits = 0;
	unsigned have = 0;

	for (size_t i = 0; i < data.n; i++) {
		bits = (bits << 8 | data.p[i]) & 0xfff;
		for (have += 8; have >= 5;) {
			have -= 5;
			buf_u8(out, (uint8_t)alphabet[bits >> have & 31]);
		}
	}
	if (have)
		buf_u8(out, (uint8_t)alphabet[bits << (5 - have) & 31]);
}

static int value_of(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	return c >= '2' && c <= '7' ? c - '2' + 26 : -1;
}

int base32_decode(struct buf *out, struct bytes text)
{
	uint32_t bits = 0;
	unsigned have = 0;
	size_t before = out->n;

	for (size_t i = 0; i < text.n; i++) {
		int v = value_of(text.p[i]);

		if (v < 0) {
			out->n = before;
			return E_FORMAT;
		}
		bits = (bits << 5 | (uint32_t)v) & 0xfff;
		have += 5;
		if (have >= 8) {
			have -= 8;
			buf_u8(out, (uint8_t)(bits >> have));
		}
	}
	/* Five bits or more would be a character that stands for nothing. */
	if (have >= 5 || (bits & ((1u << have) - 1))) {
		out->n = before;
		return E_FORMAT;
	}
	return buf_ok(out) ? 0 : E_LIMIT;
}
