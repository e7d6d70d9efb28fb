#include "base/base64.h"

#include "base/buf.h"
#include "base/err.h"

#define PADDING 64 /* its place among the digits; as a value, what is none */

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";

void base64_encode(struct buf *out, struct bytes data)
{
	for (size_t i = 0; i < data.n; i += 3) {
		size_t n = data.n - i < 3 ? data.n - i : 3;
		uint32_t group = (uint32_t)data.p[i] << 16;
		if (n > 1)
			group |= (uint32_t)data.p[i + 1] << 8;
		if (n > 2)
			group |= data.p[i + 2];

		char four[4];
		for (unsigned k = 0; k < 4; k++)
			four[k] = digits[k <= n ? group >> (18 - 6 * k) & 63 : PADDING];
		buf_add(out, four, sizeof(four));
	}
}

static uint32_t value_of(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A' + 0u;
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26u;
	if (c >= '0' && c <= '9')
		return c - '0' + 52u;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : PADDING;
}

/* Four digits, of which the last two may be padding: 1 to 3 bytes, or E_FORMAT. */
static int decode_group(uint8_t out[static 3], const uint8_t four[static 4], bool is_last)
{
	unsigned n = 4;
	uint32_t group = 0;

	while (is_last && n > 2 && four[n - 1] == '=')
		n--;
	for (unsigned k = 0; k < 4; k++) {
		uint32_t v = k < n ? value_of(four[k]) : 0;

		if (v == PADDING)
			return E_FORMAT;
		group = group << 6 | v;
	}
	/* n digits are n - 1 bytes; what they say beyond those must be nothing. */
	if (group << 8 << (n - 1) * 8)
		return E_FORMAT;
	for (unsigned k = 0; k < n - 1; k++)
		out[k] = (uint8_t)(group >> (16 - 8 * k));
	return (int)n - 1;
}

int base64_decode(struct buf *out, struct bytes text)
{
	size_t before = out->n;

	if (!buf_ok(out))
		return E_LIMIT;
	if (text.n % 4 != 0)
		return E_FORMAT;
	for (size_t i = 0; i < text.n; i += 4) {
		uint8_t three[3];
		int n = decode_group(three, text.p + i, i + 4 == text.n);

		if (n < 0) {
			out->n = before;
			return n;
		}
		buf_add(out, three, (size_t)n);
		if (!buf_ok(out)) {
			out->n = before;
			out->bad = false;
			return E_LIMIT;
		}
	}
	return 0;
}

int base64_decode_exact(uint8_t *out, size_t n, struct bytes text)
{
	size_t done = 0;

	if (n / 3 >= SIZE_MAX / 4 || text.n != (n + 2) / 3 * 4)
		return E_FORMAT;
	/* First a look at all of it: out is written on success alone. */
	for (int pass = 0; pass < 2; pass++) {
		done = 0;
		for (size_t i = 0; i < text.n; i += 4) {
			uint8_t three[3];
			int got = decode_group(three, text.p + i, i + 4 == text.n);

			if (got < 0 || (size_t)got > n - done)
				return E_FORMAT;
			if (pass)
				memcpy(out + done, three, (size_t)got);
			done += (size_t)got;
		}
		if (done != n)
			return E_FORMAT;
	}
	return 0;
}
