#include "wire/modbus.h"

#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"

enum { IDENTIFY = 0x2b, SERVER_ID = 0x11, FAILED = 0x80, INTERFACE = 0x0e, BASIC = 1 };
enum { PDU_MAX = MODBUS_FRAME_MAX - 6 };

static int texts_decode(struct cursor *c, struct modbus_answer *a)
{
	uint8_t interface = cursor_u8(c);

	/* The kind that was asked for, how far it goes, whether more follows, the next object. */
	cursor_skip(c, 4);
	unsigned count = cursor_u8(c);
	if (!cursor_ok(c) || interface != INTERFACE)
		return E_FORMAT;
	for (unsigned i = 0; i < count; i++) {
		uint8_t object = cursor_u8(c);
		struct bytes text = cursor_bytes(c, cursor_u8(c));

		if (!cursor_ok(c))
			return E_FORMAT;
		if (object < MODBUS_OBJECTS_MAX)
			a->texts[object] = text;
	}
	return 0;
}

int modbus_decode(struct bytes in, struct modbus_answer *out)
{
	struct cursor c = cursor_of(in);
	struct modbus_answer a = { .id = cursor_u16(&c) };
	uint16_t protocol = cursor_u16(&c);
	uint16_t length = cursor_u16(&c);

	if (!cursor_ok(&c))
		return E_TRUNC;
	if (protocol != 0 || length < 3 || length > PDU_MAX)
		return E_FORMAT;
	struct cursor frame = cursor_sub(&c, length);
	if (!cursor_ok(&c))
		return E_TRUNC;
	cursor_skip(&frame, 1); /* unit */
	uint8_t function = cursor_u8(&frame);
	int r = E_FORMAT;
	if (function == IDENTIFY) {
		r = texts_decode(&frame, &a);
	} else if (function == SERVER_ID) {
		cursor_skip(&frame, cursor_u8(&frame));
		r = cursor_done(&frame) ? 0 : E_FORMAT;
	} else if (function == (IDENTIFY | FAILED) || function == (SERVER_ID | FAILED)) {
		a.exception = cursor_u8(&frame);
		r = a.exception != 0 && cursor_done(&frame) ? 0 : E_FORMAT;
	}
	if (r == 0)
		*out = a;
	return r;
}

void modbus_identify_encode(struct buf *out, uint16_t id, uint8_t unit)
{
	buf_u16(out, id);
	buf_u16(out, 0);
	buf_u16(out, 5);
	buf_u8(out, unit);
	buf_u8(out, IDENTIFY);
	buf_u8(out, INTERFACE);
	buf_u8(out, BASIC);
	buf_u8(out, 0);
}

void modbus_server_id_encode(struct buf *out, uint16_t id, uint8_t unit)
{
	buf_u16(out, id);
	buf_u16(out, 0);
	buf_u16(out, 2);
	buf_u8(out, unit);
	buf_u8(out, SERVER_ID);
}
