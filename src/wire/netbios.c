#include "wire/netbios.h"

#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"

enum { TYPE_STATUS = 0x21, CLASS_IN = 1, RESPONSE = 0x8000, GROUP = 0x8000 };
enum { ENCODED_SIZE = 32, CLASS_AND_TTL = 6 };

int netbios_decode(struct bytes in, uint16_t id, struct netbios_status *out)
{
	struct cursor c = cursor_of(in);
	struct netbios_status s = { .n = 0 };
	uint16_t got = cursor_u16(&c);
	uint16_t flags = cursor_u16(&c);

	cursor_skip(&c, 2);
	uint16_t answers = cursor_u16(&c);
	cursor_skip(&c, 4);
	uint8_t length = cursor_u8(&c);
	cursor_skip(&c, length);
	uint8_t end = cursor_u8(&c);
	uint16_t type = cursor_u16(&c);
	cursor_skip(&c, CLASS_AND_TTL);
	struct cursor data = cursor_sub(&c, cursor_u16(&c));
	unsigned count = cursor_u8(&data);

	if (!cursor_ok(&c))
		return E_TRUNC;
	if (got != id || !(flags & RESPONSE) || answers != 1 || length != ENCODED_SIZE ||
	    end != 0 || type != TYPE_STATUS)
		return E_FORMAT;
	if (count > NETBIOS_NAMES_MAX)
		return E_LIMIT;
	for (; s.n < count; s.n++) {
		struct netbios_name *name = &s.names[s.n];
		struct bytes text = cursor_bytes(&data, NETBIOS_NAME_SIZE);

		name->suffix = cursor_u8(&data);
		name->group = cursor_u16(&data) & GROUP;
		if (!cursor_ok(&data))
			return E_FORMAT;
		while (text.n > 0 && (text.p[text.n - 1] == ' ' || text.p[text.n - 1] == 0))
			text.n--;
		memcpy(name->text, text.p, text.n);
	}
	*out = s;
	return 0;
}

/* The name "*", filled up with zeros, each half byte a letter from 'A' (RFC 1001 14.1). */
void netbios_encode(struct buf *out, uint16_t id)
{
	buf_u16(out, id);
	buf_u16(out, 0);
	buf_u16(out, 1);
	buf_u16(out, 0);
	buf_u32(out, 0);
	buf_u8(out, ENCODED_SIZE);
	buf_text(out, "CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
	buf_u8(out, 0);
	buf_u16(out, TYPE_STATUS);
	buf_u16(out, CLASS_IN);
}
