#include "base/base64url.h"

#include "base/buf.h"
#include "base/err.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void base64url_encode(struct buf *out, struct bytes data)
{
	uint32_t bits = 0;
	unsigned have = 0;

	for (size_t i = 0; i < data.n; i++) {
		bits = (bits << 8 | data.p[i]) & 0x3fff;
		for (have += 8; have >= 6;) {
			have -= 6;
			buf_u8(out, (uint8_t)alphabet[bits >> have & 63]);
		}
	}
	if (have)
		buf_u8(out, (uint8_t)alphabet[bits << (6 - have) & 63]);
}

int base64url_decode(struct buf *out, struct bytes text)
{
	uint32_t bits = 0;
	unsigned have = 0;
	size_t before = out->n;

	for (size_t i = 0; i < text.n; i++) {
		const char *at = text.p[i] ? strchr(alphabet, text.p[i]) : NULL;

		if (!at) {
			out->n = before;
			return E_FORMAT;
		}
		bits = (bits << 6 | (uint32_t)(at - alphabet)) & 0x3fff;
		have += 6;
		if (have >= 8) {
			have -= 8;
			buf_u8(out, (uint8_t)(bits >> have));
		}
	}
	/* Six bits would be a character that stands for nothing. */
	if (have >= 6 || (bits & ((1u << have) - 1))) {
		out->n = before;
		return E_FORMAT;
	}
	return buf_ok(out) ? 0 : E_LIMIT;
}
