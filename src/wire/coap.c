#include "wire/coap.h"

#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"

enum { VERSION = 1, CODE_GET = 1, MARKER = 0xff, URI_PATH = 11 };
enum { TOKEN_SIZE = 4 };
enum { NIBBLE_BYTE = 13, NIBBLE_TWO = 14, NIBBLE_RESERVED = 15 };

/* RFC 7252 3.1: small numbers in four bits, others behind them. */
static unsigned extended(struct cursor *c, unsigned nibble)
{
	if (nibble == NIBBLE_BYTE)
		return cursor_u8(c) + 13u;
	return nibble == NIBBLE_TWO ? cursor_u16(c) + 269u : nibble;
}

int coap_decode(struct bytes in, struct coap_message *out)
{
	struct cursor c = cursor_of(in);
	uint8_t first = cursor_u8(&c);
	struct coap_message m = { .type = first >> 4 & 3, .code = cursor_u8(&c) };
	unsigned option = 0;

	m.id = cursor_u16(&c);
	if (in.n > 0 && first >> 6 != VERSION)
		return E_FORMAT;
	if ((first & 15) > COAP_TOKEN_MAX)
		return E_FORMAT;
	m.token = cursor_bytes(&c, first & 15);
	/* 4.1: an empty message is four bytes. */
	if (cursor_ok(&c) && m.code == 0 && in.n != 4)
		return E_FORMAT;
	while (cursor_left(&c) > 0) {
		uint8_t head = cursor_u8(&c);

		if (head == MARKER) {
			m.payload = cursor_bytes(&c, cursor_left(&c));
			if (m.payload.n == 0)
				return E_FORMAT;
			break;
		}
		if (head >> 4 == NIBBLE_RESERVED || (head & 15) == NIBBLE_RESERVED)
			return E_FORMAT;
		option += extended(&c, head >> 4);
		cursor_skip(&c, extended(&c, head & 15));
		if (option > UINT16_MAX)
			return E_FORMAT;
	}
	if (!cursor_ok(&c))
		return E_TRUNC;
	*out = m;
	return 0;
}

void coap_discover_encode(struct buf *out, uint16_t id, uint32_t token)
{
	static const char *const path[] = { ".well-known", "core" };
	unsigned before = 0;

	buf_u8(out, (uint8_t)(VERSION << 6 | TOKEN_SIZE)); /* confirmable is 0 */
	buf_u8(out, CODE_GET);
	buf_u16(out, id);
	buf_u32(out, token);
	for (size_t i = 0; i < ARRAY_LEN(path); i++, before = URI_PATH) {
		size_t n = strlen(path[i]);

		assert(n < NIBBLE_BYTE);
		buf_u8(out, (uint8_t)((URI_PATH - before) << 4 | n));
		buf_add(out, path[i], n);
	}
}
