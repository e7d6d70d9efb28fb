/* A fixed header with a length of one to four bytes, then a body per packet type. */
#include "wire/mqtt.h"

#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"
#include "base/text.h"

#define LENGTH_BYTES_MAX 4

enum { TYPE_PUBREL = 6, TYPE_UNSUBSCRIBE = 10, TYPE_RESERVED = 15 };
enum { CONNECT_CLEAN = 0x02, CONNECT_PASSWORD = 0x40, CONNECT_USER = 0x80 };
enum { PUBLISH_RETAIN = 0x01, PUBLISH_QOS = 0x06 };
enum { SUBACK_QOS_MAX = 2, SUBACK_REFUSED = 0x80 };
enum { FLAGS_REQUEST = 2 };

/* MQTT 3.1.1, 2.2.2: the flags of all types but PUBLISH are fixed. */
static bool flags_ok(uint8_t type, uint8_t flags)
{
	switch (type) {
	case MQTT_PUBLISH:
		return (flags & PUBLISH_QOS) != PUBLISH_QOS;
	case TYPE_PUBREL:
	case MQTT_SUBSCRIBE:
	case TYPE_UNSUBSCRIBE:
		return flags == FLAGS_REQUEST;
	default:
		return flags == 0;
	}
}

/* 2.2.3: seven bits in each byte, the low ones first. */
static int length_decode(struct cursor *c, uint32_t *out)
{
	uint32_t length = 0;
	uint8_t byte = 0x80;

	for (unsigned i = 0; byte & 0x80; i++) {
		if (i == LENGTH_BYTES_MAX)
			return E_FORMAT;
		byte = cursor_u8(c);
		if (!cursor_ok(c))
			return E_TRUNC;
		length |= (uint32_t)(byte & 0x7f) << (7 * i);
	}
	*out = length;
	return 0;
}

int mqtt_packet_decode(struct bytes in, struct mqtt_packet *out)
{
	struct cursor c = cursor_of(in);
	uint8_t head = cursor_u8(&c);
	uint8_t type = head >> 4, flags = head & 0x0f;
	uint32_t length = 0;

	if (!cursor_ok(&c))
		return E_TRUNC;
	if (type == 0 || type == TYPE_RESERVED || !flags_ok(type, flags))
		return E_FORMAT;
	int r = length_decode(&c, &length);
	if (r < 0)
		return r;
	if (length > MQTT_PACKET_MAX)
		return E_LIMIT;

	struct bytes body = cursor_bytes(&c, length);
	if (!cursor_ok(&c))
		return E_TRUNC;
	*out = (struct mqtt_packet){
		.type = type,
		.flags = flags,
		.body = body,
		.used = in.n - cursor_left(&c),
	};
	return 0;
}

int mqtt_connack_decode(const struct mqtt_packet *packet, struct mqtt_connack *out)
{
	return mqtt_connack_decode_as(packet, MQTT_3_1_1, out);
}

int mqtt_connack_decode_as(const struct mqtt_packet *packet, uint8_t version,
			   struct mqtt_connack *out)
{
	struct cursor c = cursor_of(packet->body);
	uint8_t flags = cursor_u8(&c);
	uint8_t code = cursor_u8(&c);

	if (packet->type != MQTT_CONNACK)
		return E_FORMAT;
	if (!cursor_ok(&c))
		return E_TRUNC;
	if (version == MQTT_5 && cursor_left(&c) > 0) {
		uint32_t properties = 0;
		int r = length_decode(&c, &properties);

		if (r < 0)
			return r;
		cursor_skip(&c, properties);
		if (!cursor_ok(&c))
			return E_TRUNC;
	}
	if (flags > 1 || !cursor_done(&c))
		return E_FORMAT;
	*out = (struct mqtt_connack){ .session_present = flags == 1, .code = code };
	return 0;
}

static bool suback_code_ok(uint8_t code)
{
	return code <= SUBACK_QOS_MAX || code == SUBACK_REFUSED;
}

int mqtt_suback_decode(const struct mqtt_packet *packet, struct mqtt_suback *out)
{
	struct cursor c = cursor_of(packet->body);
	uint16_t id = cursor_u16(&c);
	uint8_t code = cursor_u8(&c);

	if (packet->type != MQTT_SUBACK)
		return E_FORMAT;
	if (!cursor_ok(&c))
		return E_TRUNC;
	if (id == 0 || !suback_code_ok(code))
		return E_FORMAT;
	while (cursor_left(&c) > 0)
		if (!suback_code_ok(cursor_u8(&c)))
			return E_FORMAT;
	*out = (struct mqtt_suback){ .id = id, .code = code };
	return 0;
}

int mqtt_publish_decode(const struct mqtt_packet *packet, struct mqtt_publish *out)
{
	struct cursor c = cursor_of(packet->body);

	if (packet->type != MQTT_PUBLISH)
		return E_FORMAT;
	struct bytes topic = cursor_bytes(&c, cursor_u16(&c));
	bool has_id = (packet->flags & PUBLISH_QOS) != 0;
	uint16_t id = has_id ? cursor_u16(&c) : 1;
	if (!cursor_ok(&c))
		return E_TRUNC;
	/* MQTT 3.1.1, 3.3.2.1, 1.5.3 and 2.3.1. */
	if (topic.n == 0 || id == 0 || !text_utf8_valid(topic))
		return E_FORMAT;
	for (size_t i = 0; i < topic.n; i++)
		if (topic.p[i] == 0 || topic.p[i] == '#' || topic.p[i] == '+')
			return E_FORMAT;
	*out = (struct mqtt_publish){
		.topic = topic,
		.payload = cursor_bytes(&c, cursor_left(&c)),
		.retained = packet->flags & PUBLISH_RETAIN,
	};
	return 0;
}

/* The level at the start of a text, and what comes after its slash; rest NULL: it was the last. */
static struct bytes level_next(struct bytes *rest)
{
	const uint8_t *slash = rest->n > 0 ? memchr(rest->p, '/', rest->n) : NULL;
	struct bytes level = { rest->p, slash ? (size_t)(slash - rest->p) : rest->n };

	*rest = slash ? (struct bytes){ slash + 1, rest->n - level.n - 1 } : (struct bytes){ 0 };
	return level;
}

bool mqtt_topic_fits(struct bytes topic, const char *filter)
{
	struct bytes wanted = bytes_of(filter);

	if (topic.n == 0 || wanted.n == 0 ||
	    (topic.p[0] == '$' && (wanted.p[0] == '#' || wanted.p[0] == '+')))
		return false;
	while (wanted.p) {
		struct bytes want = level_next(&wanted);

		if (bytes_equal(want, bytes_of("#")))
			return !wanted.p;
		if (!topic.p)
			return false;
		struct bytes level = level_next(&topic);
		if (!bytes_equal(want, bytes_of("+")) && !bytes_equal(want, level))
			return false;
	}
	return !topic.p;
}

static void text_encode(struct buf *out, const char *text)
{
	size_t mark = buf_open(out, 2);

	buf_text(out, text);
	buf_close(out, mark, 2);
}

static void packet_encode(struct buf *out, uint8_t type, uint8_t flags, const struct buf *body)
{
	struct bytes b = buf_view(body);
	size_t left = b.n;

	if (!buf_ok(body)) {
		out->bad = true;
		return;
	}
	buf_u8(out, (uint8_t)(type << 4 | flags));
	do {
		uint8_t low = left & 0x7f;

		left >>= 7;
		buf_u8(out, left > 0 ? low | 0x80 : low);
	} while (left > 0);
	buf_bytes(out, b);
}

void mqtt_connect_encode(struct buf *out, const char *client_id, const char *user,
			 const char *password, uint16_t keep_alive)
{
	mqtt_connect_encode_as(out, MQTT_3_1_1, client_id, user, password, keep_alive);
}

void mqtt_connect_encode_as(struct buf *out, uint8_t version, const char *client_id,
			    const char *user, const char *password, uint16_t keep_alive)
{
	CLEANUP(buf_done) struct buf body = BUF(MQTT_PACKET_MAX);
	uint8_t flags = CONNECT_CLEAN;

	assert(user || !password || version == MQTT_5);
	if (user)
		flags |= CONNECT_USER;
	if (password)
		flags |= CONNECT_PASSWORD;
	text_encode(&body, "MQTT");
	buf_u8(&body, version);
	buf_u8(&body, flags);
	buf_u16(&body, keep_alive);
	if (version == MQTT_5)
		buf_u8(&body, 0); /* no properties (5.0, 3.1.2.11) */
	text_encode(&body, client_id);
	if (user)
		text_encode(&body, user);
	if (password)
		text_encode(&body, password);
	packet_encode(out, MQTT_CONNECT, 0, &body);
}

void mqtt_subscribe_encode(struct buf *out, uint16_t id, const char *filter)
{
	CLEANUP(buf_done) struct buf body = BUF(MQTT_PACKET_MAX);

	buf_u16(&body, id);
	text_encode(&body, filter);
	buf_u8(&body, 0);
	packet_encode(out, MQTT_SUBSCRIBE, FLAGS_REQUEST, &body);
}

void mqtt_disconnect_encode(struct buf *out)
{
	buf_u8(out, MQTT_DISCONNECT << 4);
	buf_u8(out, 0);
}
