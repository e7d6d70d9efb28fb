#include "wire/bacnet.h"

#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"

enum { TYPE_IP = 0x81, FORWARDED = 0x04, UNICAST = 0x0a, BROADCAST = 0x0b };
enum {
	NPDU_VERSION = 1,
	NPDU_DESTINATION = 0x20,
	NPDU_SOURCE = 0x08,
	NPDU_MESSAGE = 0x80,
	NPDU_REPLY = 0x04
};
enum { UNCONFIRMED = 0x10, COMPLEX_ACK = 0x30, ERROR = 0x50, REJECT = 0x60, ABORT = 0x70 };
enum { I_AM = 0, WHO_IS = 8, READ_PROPERTY = 12 };
enum {
	TAG_OBJECT = 0xc4,
	CONTEXT_OBJECT = 0x0c,
	CONTEXT_PROPERTY = 0x19,
	OPENING = 0x3e,
	STRING_LONG = 0x75,
	STRING_MASK = 0xf8,
	STRING = 0x70,
	LENGTH_BYTE = 5,
	LENGTH_WORD = 254
};
enum { DEVICE = 8, INSTANCE_BITS = 22, MAX_RESPONSE_1476 = 5, CHARSET_UTF8 = 0 };

/* The network layer's head (6.2): source and destination may stand before the service. */
static int network_skip(struct cursor *c)
{
	uint8_t version = cursor_u8(c);
	uint8_t control = cursor_u8(c);

	if (!cursor_ok(c))
		return E_TRUNC;
	if (version != NPDU_VERSION)
		return E_FORMAT;
	if (control & NPDU_MESSAGE)
		return E_UNSUPPORTED;
	for (unsigned bit = NPDU_DESTINATION; bit; bit = bit == NPDU_DESTINATION ? NPDU_SOURCE : 0)
		if (control & bit) {
			cursor_skip(c, 2);
			cursor_skip(c, cursor_u8(c));
		}
	if (control & NPDU_DESTINATION)
		cursor_skip(c, 1);
	return cursor_ok(c) ? 0 : E_TRUNC;
}

static bool device_of(uint32_t object, uint32_t *instance)
{
	*instance = object & ((UINT32_C(1) << INSTANCE_BITS) - 1);
	return object >> INSTANCE_BITS == DEVICE;
}

/* A character string (20.2.9): its length may stand in the tag, in a byte or in two. */
static struct bytes string_take(struct cursor *c)
{
	uint8_t tag = cursor_u8(c);
	size_t n = tag & 7;

	if ((tag & STRING_MASK) != STRING)
		return (struct bytes){ .n = 0 };
	if (n == LENGTH_BYTE)
		n = cursor_u8(c);
	if (n == LENGTH_WORD)
		n = cursor_u16(c);
	struct cursor text = cursor_sub(c, n);
	uint8_t charset = cursor_u8(&text);
	struct bytes b = cursor_bytes(&text, cursor_left(&text));

	return charset == CHARSET_UTF8 ? b : (struct bytes){ .n = 0 };
}

static int value_decode(struct cursor *c, struct bacnet_answer *a)
{
	cursor_skip(c, 1); /* invoke id */
	uint8_t service = cursor_u8(c);
	uint8_t object_tag = cursor_u8(c);
	uint32_t object = cursor_u32(c);
	uint8_t property_tag = cursor_u8(c);
	uint8_t property = cursor_u8(c);
	uint8_t opening = cursor_u8(c);

	if (!cursor_ok(c))
		return E_TRUNC;
	if (service != READ_PROPERTY)
		return E_UNSUPPORTED;
	if (object_tag != CONTEXT_OBJECT || property_tag != CONTEXT_PROPERTY ||
	    opening != OPENING || !device_of(object, &a->instance))
		return E_FORMAT;
	a->kind = BACNET_VALUE;
	a->property = property;
	a->text = string_take(c);
	return cursor_ok(c) ? 0 : E_TRUNC;
}

static int service_decode(struct cursor *c, struct bacnet_answer *a)
{
	uint8_t kind = cursor_u8(c);

	if (!cursor_ok(c))
		return E_TRUNC;
	switch (kind & 0xf0) {
	case UNCONFIRMED: {
		uint8_t service = cursor_u8(c);
		uint8_t tag = cursor_u8(c);
		uint32_t object = cursor_u32(c);

		if (!cursor_ok(c))
			return E_TRUNC;
		a->kind = BACNET_I_AM;
		if (service != I_AM)
			return E_UNSUPPORTED;
		return tag == TAG_OBJECT && device_of(object, &a->instance) ? 0 : E_FORMAT;
	}
	case COMPLEX_ACK:
		return value_decode(c, a);
	case ERROR:
	case REJECT:
	case ABORT:
		a->kind = BACNET_REFUSED;
		cursor_skip(c, 2);
		return cursor_ok(c) ? 0 : E_TRUNC;
	default:
		return E_UNSUPPORTED;
	}
}

int bacnet_decode(struct bytes in, struct bacnet_answer *out)
{
	struct cursor c = cursor_of(in);
	struct bacnet_answer a = { .kind = BACNET_REFUSED };
	uint8_t type = cursor_u8(&c);
	uint8_t function = cursor_u8(&c);
	uint16_t length = cursor_u16(&c);

	if (!cursor_ok(&c))
		return E_TRUNC;
	if (type != TYPE_IP || length < 4)
		return E_FORMAT;
	struct cursor body = cursor_sub(&c, length - 4u);
	if (!cursor_ok(&c))
		return E_TRUNC;
	if (!cursor_done(&c))
		return E_FORMAT;
	if (function != FORWARDED && function != UNICAST && function != BROADCAST)
		return E_UNSUPPORTED;
	if (function == FORWARDED)
		cursor_skip(&body, 6); /* whom it came from */
	int r = network_skip(&body);
	if (r == 0)
		r = service_decode(&body, &a);
	/* The length said that it was all here. */
	if (r == E_TRUNC)
		r = E_FORMAT;
	if (r == 0)
		*out = a;
	return r;
}

static size_t open_message(struct buf *out, uint8_t control)
{
	buf_u8(out, TYPE_IP);
	buf_u8(out, UNICAST);
	size_t mark = buf_open(out, 2);
	buf_u8(out, NPDU_VERSION);
	buf_u8(out, control);
	return mark;
}

/* The length counts the four bytes that it ends. */
static void close_message(struct buf *out, size_t mark)
{
	buf_close(out, mark, 2);
	if (buf_ok(out))
		out->p[mark + 1] = (uint8_t)(out->p[mark + 1] + 4);
}

void bacnet_who_is_encode(struct buf *out)
{
	size_t mark = open_message(out, 0);

	buf_u8(out, UNCONFIRMED);
	buf_u8(out, WHO_IS);
	close_message(out, mark);
}

void bacnet_read_encode(struct buf *out, uint8_t invoke, uint8_t property)
{
	size_t mark = open_message(out, NPDU_REPLY);

	buf_u8(out, 0); /* a confirmed request, in one piece */
	buf_u8(out, MAX_RESPONSE_1476);
	buf_u8(out, invoke);
	buf_u8(out, READ_PROPERTY);
	buf_u8(out, CONTEXT_OBJECT);
	buf_u32(out, (uint32_t)DEVICE << INSTANCE_BITS | BACNET_INSTANCE_ANY);
	buf_u8(out, CONTEXT_PROPERTY);
	buf_u8(out, property);
	close_message(out, mark);
}
