#include "wire/ber.h"

#include "base/buf.h"
#include "base/err.h"

#define LENGTH_BYTES_MAX 4
#define SHORT_MAX 127
#define INT_BYTES_MAX 8

enum { TAG_LONG = 0x1f, LENGTH_LONG = 0x80 };

static void spoil(struct cursor *c)
{
	cursor_skip(c, cursor_left(c) + 1);
}

bool ber_next(struct cursor *c, struct ber *out)
{
	uint8_t tag = cursor_u8(c);
	uint8_t first = cursor_u8(c);
	size_t length = first;

	if (first & LENGTH_LONG) {
		unsigned bytes = first & SHORT_MAX;

		if (bytes == 0 || bytes > LENGTH_BYTES_MAX)
			spoil(c);
		for (length = 0; bytes > 0; bytes--)
			length = length << 8 | cursor_u8(c);
	}
	if ((tag & TAG_LONG) == TAG_LONG)
		spoil(c);
	*out = (struct ber){ .tag = tag, .body = cursor_sub(c, length) };
	return cursor_ok(c);
}

struct cursor ber_take(struct cursor *c, uint8_t tag)
{
	struct ber value;

	if (ber_next(c, &value) && value.tag == tag)
		return value.body;
	spoil(c);
	return *c;
}

int64_t ber_int(struct cursor *c)
{
	struct cursor body = ber_take(c, BER_INTEGER);
	size_t n = cursor_left(&body);
	uint64_t value = 0;

	if (n == 0 || n > INT_BYTES_MAX) {
		spoil(c);
		return 0;
	}
	if (*body.p & 0x80)
		value = UINT64_MAX;
	while (cursor_left(&body) > 0)
		value = value << 8 | cursor_u8(&body);
	return (int64_t)value;
}

/* X.690 8.19: the first two arcs share a number, each number is seven bits a byte. */
int ber_oid_text(struct buf *out, struct bytes oid)
{
	struct cursor c = cursor_of(oid);
	bool first = true;

	if (oid.n == 0)
		return E_FORMAT;
	if (oid.n > BER_OID_MAX)
		return E_LIMIT;
	while (cursor_left(&c) > 0) {
		uint64_t arc = 0;
		uint8_t byte;

		do {
			if (arc >> 32)
				return E_FORMAT;
			byte = cursor_u8(&c);
			arc = arc << 7 | (byte & 0x7f);
		} while (byte & 0x80 && cursor_left(&c) > 0);
		if (byte & 0x80)
			return E_FORMAT;
		if (first)
			buf_format(out, "%" PRIu64 ".%" PRIu64, arc < 80 ? arc / 40 : 2,
				   arc < 80 ? arc % 40 : arc - 80);
		else
			buf_format(out, ".%" PRIu64, arc);
		first = false;
	}
	return 0;
}

size_t ber_open(struct buf *out, uint8_t tag)
{
	buf_u8(out, tag);
	return buf_open(out, 1);
}

void ber_close(struct buf *out, size_t mark)
{
	buf_close(out, mark, 1);
	if (buf_ok(out) && out->p[mark] > SHORT_MAX)
		out->bad = true;
}

void ber_put(struct buf *out, uint8_t tag, struct bytes body)
{
	size_t mark = ber_open(out, tag);

	buf_bytes(out, body);
	ber_close(out, mark);
}

/* As short as it can be, with a zero before what would read as negative (X.690 8.3). */
void ber_put_int(struct buf *out, uint32_t value)
{
	size_t mark = ber_open(out, BER_INTEGER);
	unsigned shift = 24;

	while (shift > 0 && value >> shift == 0)
		shift -= 8;
	if (value >> shift & 0x80)
		buf_u8(out, 0);
	for (;; shift -= 8) {
		buf_u8(out, (uint8_t)(value >> shift));
		if (shift == 0)
			break;
	}
	ber_close(out, mark);
}
