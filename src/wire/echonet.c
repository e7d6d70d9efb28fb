#include "wire/echonet.h"

#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"

enum { EHD1 = 0x10, FORMAT_FIXED = 0x81, FORMAT_FREE = 0x82 };
enum { MAP_LISTED_MAX = 15, MAP_BYTES = 16, MAP_BITS = 8, FIRST_PROPERTY = 0x80 };

/* Part 2, 3.2.5: requests, answers, and answers that refuse. */
static bool service_ok(uint8_t service)
{
	return (service >= 0x50 && service <= 0x53) || (service >= 0x60 && service <= 0x63) ||
	       (service >= 0x71 && service <= 0x74) || service == 0x7a;
}

static bool service_is_double(uint8_t service)
{
	return service == 0x5e || service == 0x6e || service == 0x7e;
}

int echonet_decode(struct bytes in, struct echonet_frame *out)
{
	struct cursor c = cursor_of(in);
	uint8_t protocol = cursor_u8(&c);
	uint8_t format = cursor_u8(&c);

	if (!cursor_ok(&c))
		return E_TRUNC;
	if (protocol != EHD1 || (format != FORMAT_FIXED && format != FORMAT_FREE))
		return E_FORMAT;
	if (format == FORMAT_FREE)
		return E_UNSUPPORTED;

	struct echonet_frame frame = { .id = cursor_u16(&c) };

	frame.from = cursor_u24(&c);
	frame.to = cursor_u24(&c);
	frame.service = cursor_u8(&c);
	unsigned count = cursor_u8(&c);

	if (!cursor_ok(&c))
		return E_TRUNC;
	if (service_is_double(frame.service))
		return E_UNSUPPORTED;
	if (!service_ok(frame.service) || count == 0)
		return E_FORMAT;
	for (; frame.n < count; frame.n++) {
		struct echonet_property *p = &frame.properties[frame.n];

		p->code = cursor_u8(&c);
		p->data = cursor_bytes(&c, cursor_u8(&c));
		if (!cursor_ok(&c))
			return E_TRUNC;
	}
	if (!cursor_done(&c))
		return E_FORMAT;
	*out = frame;
	return 0;
}

struct bytes echonet_property_find(const struct echonet_frame *frame, uint8_t code)
{
	for (unsigned i = 0; i < frame->n; i++)
		if (frame->properties[i].code == code)
			return frame->properties[i].data;
	return (struct bytes){ .n = 0 };
}

void echonet_get_encode(struct buf *out, uint16_t id, uint32_t object, const uint8_t *codes,
			unsigned n)
{
	assert(n > 0 && n <= ECHONET_PROPERTIES_MAX);
	buf_u8(out, EHD1);
	buf_u8(out, FORMAT_FIXED);
	buf_u16(out, id);
	buf_u24(out, ECHONET_CONTROLLER);
	buf_u24(out, object);
	buf_u8(out, ECHONET_GET);
	buf_u8(out, (uint8_t)n);
	for (unsigned i = 0; i < n; i++) {
		buf_u8(out, codes[i]);
		buf_u8(out, 0);
	}
}

int echonet_map_decode(struct bytes data, struct echonet_map *out)
{
	struct cursor c = cursor_of(data);
	struct echonet_map map = { .n = 0 };
	uint8_t count = cursor_u8(&c);

	if (count <= MAP_LISTED_MAX) {
		while (map.n < count)
			map.codes[map.n++] = cursor_u8(&c);
	} else {
		struct bytes bits = cursor_bytes(&c, MAP_BYTES);

		for (unsigned bit = 0; bits.n > 0 && bit < MAP_BITS; bit++)
			for (unsigned i = 0; i < MAP_BYTES; i++)
				if (bits.p[i] >> bit & 1)
					map.codes[map.n++] =
					    (uint8_t)(FIRST_PROPERTY + (bit << 4) + i);
	}
	if (!cursor_ok(&c))
		return E_TRUNC;
	if (!cursor_done(&c))
		return E_FORMAT;
	*out = map;
	return 0;
}

int echonet_list_decode(struct bytes data, struct echonet_list *out)
{
	struct cursor c = cursor_of(data);
	struct echonet_list list = { .n = 0 };
	uint8_t count = cursor_u8(&c);

	if (count > ECHONET_OBJECTS_MAX)
		return E_LIMIT;
	while (list.n < count)
		list.objects[list.n++] = cursor_u24(&c);
	if (!cursor_ok(&c))
		return E_TRUNC;
	if (!cursor_done(&c))
		return E_FORMAT;
	*out = list;
	return 0;
}
