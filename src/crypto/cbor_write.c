#include "base/buf.h"
#include "crypto/cbor.h"

/* RFC 8949 3: the major type in three bits, and the shortest form that holds the number. */
static void head(struct buf *out, unsigned major, uint64_t n)
{
	uint8_t type = (uint8_t)(major << 5);

	if (n < 24) {
		buf_u8(out, (uint8_t)(type | n));
	} else if (n <= UINT8_MAX) {
		buf_u8(out, type | 24);
		buf_u8(out, (uint8_t)n);
	} else if (n <= UINT16_MAX) {
		buf_u8(out, type | 25);
		buf_u16(out, (uint16_t)n);
	} else if (n <= UINT32_MAX) {
		buf_u8(out, type | 26);
		buf_u32(out, (uint32_t)n);
	} else {
		buf_u8(out, type | 27);
		buf_u32(out, (uint32_t)(n >> 32));
		buf_u32(out, (uint32_t)n);
	}
}

void cbor_write_uint(struct buf *out, uint64_t value)
{
	head(out, 0, value);
}

void cbor_write_int(struct buf *out, int64_t value)
{
	if (value < 0)
		head(out, 1, (uint64_t)(-1 - value));
	else
		head(out, 0, (uint64_t)value);
}

void cbor_write_bytes(struct buf *out, struct bytes bytes)
{
	head(out, 2, bytes.n);
	buf_bytes(out, bytes);
}

void cbor_write_text(struct buf *out, struct bytes text)
{
	head(out, 3, text.n);
	buf_bytes(out, text);
}

void cbor_write_array(struct buf *out, size_t items)
{
	head(out, 4, items);
}

void cbor_write_map(struct buf *out, size_t pairs)
{
	head(out, 5, pairs);
}

void cbor_write_tag(struct buf *out, uint64_t tag)
{
	head(out, 6, tag);
}

void cbor_write_bool(struct buf *out, bool value)
{
	head(out, 7, value ? 21 : 20);
}

void cbor_write_null(struct buf *out)
{
	head(out, 7, 22);
}
