/* Packets by table, limits, our own packets taken apart, and an exchange with mosquitto 2.0. */
#include "corpus.h"

#include "base/mem.h"
#include "wire/mqtt.h"

static int packet(struct bytes in)
{
	struct mqtt_packet p;

	return mqtt_packet_decode(in, &p);
}

static void packets_by_table(void **state)
{
	static const struct {
		const char *what, *input;
		size_t n;
		int expected;
		uint8_t type;
		size_t body_n;
	} rows[] = {
		{ "CONNACK", "\x20\2\0\0", 4, 0, MQTT_CONNACK, 2 },
		{ "PINGRESP, more follows", "\xd0\0\x20", 3, 0, 13, 0 },
		{ "long form of a length", "\x20\x82\0\0\0", 5, 0, MQTT_CONNACK, 2 },
		{ "type 0", "\0\0", 2, E_FORMAT, 0, 0 },
		{ "type 15", "\xf0\0", 2, E_FORMAT, 0, 0 },
		{ "flags of CONNACK", "\x21\2\0\0", 4, E_FORMAT, 0, 0 },
		{ "flags of SUBSCRIBE", "\x80\0", 2, E_FORMAT, 0, 0 },
		{ "right flags of SUBSCRIBE", "\x82\0", 2, 0, MQTT_SUBSCRIBE, 0 },
		{ "QoS 3", "\x36\2\0\0", 4, E_FORMAT, 0, 0 },
		{ "retained, duplicate, QoS 2", "\x3d\0", 2, 0, MQTT_PUBLISH, 0 },
		{ "length of five bytes", "\x20\x80\x80\x80\x80\x01", 6, E_FORMAT, 0, 0 },
		{ "length of four bytes", "\x20\xff\xff\xff\x7f", 5, E_LIMIT, 0, 0 },
		{ "HTTP", "HTTP/1.1", 8, E_FORMAT, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes in = { (const uint8_t *)rows[i].input, rows[i].n };
		struct mqtt_packet p;
		int r = mqtt_packet_decode(in, &p);

		TAP_INT(rows[i].what, r, rows[i].expected);
		if (r < 0)
			continue;
		TAP_INT(rows[i].what, p.type, rows[i].type);
		TAP_INT(rows[i].what, p.body.n, rows[i].body_n);
		in.n = p.used;
		corpus_prefixes(rows[i].what, in, packet, E_TRUNC);
	}
}

static void packet_limit(void **state)
{
	CLEANUP(mem_freep) uint8_t *big = mem_array(MQTT_PACKET_MAX + 5, 1);
	struct mqtt_packet p;

	(void)state;
	memcpy(big, "\x30\x80\x80\x10", 4);
	assert_int_equal(mqtt_packet_decode((struct bytes){ big, MQTT_PACKET_MAX + 4 }, &p), 0);
	assert_int_equal(p.body.n, MQTT_PACKET_MAX);
	big[1] = 0x81;
	assert_int_equal(packet((struct bytes){ big, MQTT_PACKET_MAX + 5 }), E_LIMIT);
}

static void bodies_by_table(void **state)
{
	static const struct {
		const char *what, *body;
		size_t n;
		uint8_t type, flags;
		int connack, suback, publish;
	} rows[] = {
		{ "accepted", "\0\0", 2, MQTT_CONNACK, 0, 0, E_FORMAT, E_FORMAT },
		{ "session present", "\1\0", 2, MQTT_CONNACK, 0, 0, E_FORMAT, E_FORMAT },
		{ "reserved flag", "\2\0", 2, MQTT_CONNACK, 0, E_FORMAT, E_FORMAT, E_FORMAT },
		{ "short", "\0", 1, MQTT_CONNACK, 0, E_TRUNC, E_FORMAT, E_FORMAT },
		{ "long", "\0\0\0", 3, MQTT_CONNACK, 0, E_FORMAT, E_FORMAT, E_FORMAT },
		{ "granted", "\0\1\2", 3, MQTT_SUBACK, 0, E_FORMAT, 0, E_FORMAT },
		{ "refused", "\0\1\x80", 3, MQTT_SUBACK, 0, E_FORMAT, 0, E_FORMAT },
		{ "two filters", "\0\1\0\x80", 4, MQTT_SUBACK, 0, E_FORMAT, 0, E_FORMAT },
		{ "code 3", "\0\1\3", 3, MQTT_SUBACK, 0, E_FORMAT, E_FORMAT, E_FORMAT },
		{ "second code 3", "\0\1\0\3", 4, MQTT_SUBACK, 0, E_FORMAT, E_FORMAT, E_FORMAT },
		{ "id 0", "\0\0\0", 3, MQTT_SUBACK, 0, E_FORMAT, E_FORMAT, E_FORMAT },
		{ "no code", "\0\1", 2, MQTT_SUBACK, 0, E_FORMAT, E_TRUNC, E_FORMAT },
		{ "topic", "\0\1a", 3, MQTT_PUBLISH, 0, E_FORMAT, E_FORMAT, 0 },
		{ "payload", "\0\1axyz", 6, MQTT_PUBLISH, 1, E_FORMAT, E_FORMAT, 0 },
		{ "QoS 1", "\0\1a\0\7x", 6, MQTT_PUBLISH, 2, E_FORMAT, E_FORMAT, 0 },
		{ "QoS 1 without id", "\0\1a", 3, MQTT_PUBLISH, 2, E_FORMAT, E_FORMAT, E_TRUNC },
		{ "QoS 1 with id 0", "\0\1a\0\0", 5, MQTT_PUBLISH, 2, E_FORMAT, E_FORMAT,
		  E_FORMAT },
		{ "no topic", "\0\0x", 3, MQTT_PUBLISH, 0, E_FORMAT, E_FORMAT, E_FORMAT },
		{ "topic beyond the end", "\0\2a", 3, MQTT_PUBLISH, 0, E_FORMAT, E_FORMAT,
		  E_TRUNC },
		{ "wildcard #", "\0\3a/#", 5, MQTT_PUBLISH, 0, E_FORMAT, E_FORMAT, E_FORMAT },
		{ "wildcard +", "\0\1+", 3, MQTT_PUBLISH, 0, E_FORMAT, E_FORMAT, E_FORMAT },
		{ "NUL in the topic", "\0\2a\0", 4, MQTT_PUBLISH, 0, E_FORMAT, E_FORMAT, E_FORMAT },
		{ "bad UTF-8", "\0\2a\xff", 4, MQTT_PUBLISH, 0, E_FORMAT, E_FORMAT, E_FORMAT },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes body =
		    corpus_exact((struct bytes){ (const uint8_t *)rows[i].body, rows[i].n });
		struct mqtt_packet p = { rows[i].type, rows[i].flags, body, 0 };
		struct mqtt_connack c = { 0 };
		struct mqtt_suback s = { 0 };
		struct mqtt_publish m = { 0 };

		TAP_INT(rows[i].what, mqtt_connack_decode(&p, &c), rows[i].connack);
		TAP_INT(rows[i].what, mqtt_suback_decode(&p, &s), rows[i].suback);
		TAP_INT(rows[i].what, mqtt_publish_decode(&p, &m), rows[i].publish);
		if (rows[i].publish == 0)
			TAP_INT(rows[i].what, m.retained, rows[i].flags & 1);
		corpus_drop(body);
	}
}

static void what_we_send(void **state)
{
	static const struct {
		const char *what, *user, *password, *expected;
		size_t n;
	} rows[] = {
		{ "guest", NULL, NULL, "\x10\x0e\0\4MQTT\4\x02\0\x3c\0\2id", 16 },
		{ "user", "u", NULL, "\x10\x11\0\4MQTT\4\x82\0\x3c\0\2id\0\1u", 19 },
		{ "password", "u", "pw", "\x10\x15\0\4MQTT\4\xc2\0\x3c\0\2id\0\1u\0\2pw", 23 },
		{ "empty both", "", "", "\x10\x12\0\4MQTT\4\xc2\0\x3c\0\2id\0\0\0\0", 20 },
	};
	CLEANUP(buf_done) struct buf b = BUF(1 << 20);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes expected = { (const uint8_t *)rows[i].expected, rows[i].n };

		buf_clear(&b);
		mqtt_connect_encode(&b, "id", rows[i].user, rows[i].password, 60);
		TAP_CHECK(rows[i].what, bytes_equal(buf_view(&b), expected));
		TAP_INT(rows[i].what, packet(buf_view(&b)), 0);
	}
	buf_clear(&b);
	mqtt_subscribe_encode(&b, 7, "#");
	assert_true(
	    bytes_equal(buf_view(&b), (struct bytes){ (const uint8_t *)"\x82\6\0\7\0\1#\0", 8 }));
	buf_clear(&b);
	mqtt_disconnect_encode(&b);
	assert_true(bytes_equal(buf_view(&b), (struct bytes){ (const uint8_t *)"\xe0\0", 2 }));

	/* A body of 127 and 128 bytes; text of 65535 and 65536. */
	static const size_t sizes[] = { 117, 118, 65535, 65536 };
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		CLEANUP(mem_freep) char *id = mem_array(sizes[i] + 1, 1);
		struct mqtt_packet p;

		memset(id, 'i', sizes[i]);
		buf_clear(&b);
		mqtt_connect_encode(&b, id, NULL, NULL, 1);
		assert_int_equal(buf_ok(&b), sizes[i] < 65536);
		if (!buf_ok(&b))
			continue;
		assert_int_equal(mqtt_packet_decode(buf_view(&b), &p), 0);
		assert_int_equal(p.body.n, sizes[i] + 12);
		assert_int_equal(p.used, b.n);
	}
}

static void version_5(void **state)
{
	static const struct {
		const char *what, *body;
		size_t n;
		int expected;
		uint8_t code;
	} rows[] = {
		{ "accepted, no properties", "\0\0\0", 3, 0, MQTT_ACCEPTED },
		{ "bad login", "\0\x86\0", 3, 0, MQTT5_BAD_LOGIN },
		{ "as of 3.1.1", "\0\1", 2, 0, MQTT_BAD_VERSION },
		{ "with properties", "\0\0\3\x21\0\x14", 6, 0, MQTT_ACCEPTED },
		{ "fewer than promised", "\0\0\4\x21\0\x14", 6, E_TRUNC, 0 },
		{ "more than promised", "\0\0\2\x21\0\x14", 6, E_FORMAT, 0 },
		{ "length without end", "\0\0\xff\xff\xff\xff\1", 7, E_FORMAT, 0 },
		{ "length cut", "\0\0\x80", 3, E_TRUNC, 0 },
		{ "empty", "", 0, E_TRUNC, 0 },
	};
	CLEANUP(buf_done) struct buf b = BUF(256);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes body =
		    corpus_exact((struct bytes){ (const uint8_t *)rows[i].body, rows[i].n });
		struct mqtt_packet p = { MQTT_CONNACK, 0, body, 0 };
		struct mqtt_connack c = { .code = 255 };

		TAP_INT(rows[i].what, mqtt_connack_decode_as(&p, MQTT_5, &c), rows[i].expected);
		if (rows[i].expected == 0)
			TAP_INT(rows[i].what, c.code, rows[i].code);
		corpus_drop(body);
	}
	static const char expected[] = "\x10\x16\0\4MQTT\5\xc2\0\x3c\0\0\2id\0\1u\0\2pw";
	mqtt_connect_encode_as(&b, MQTT_5, "id", "u", "pw", 60);
	assert_true(bytes_equal(buf_view(&b), (struct bytes){ (const uint8_t *)expected, 24 }));
	assert_int_equal(packet(buf_view(&b)), 0);
}

static void mosquitto(void **state)
{
	CLEANUP(buf_done) struct buf file = corpus_read("mqtt/mosquitto");
	struct bytes in = buf_view(&file);
	struct mqtt_packet p;
	struct mqtt_connack c;
	struct mqtt_suback s;
	struct mqtt_publish m;

	(void)state;
	assert_int_equal(mqtt_packet_decode(in, &p), 0);
	assert_int_equal(mqtt_connack_decode(&p, &c), 0);
	assert_int_equal(c.code, 0);
	in = (struct bytes){ in.p + p.used, in.n - p.used };
	assert_int_equal(mqtt_packet_decode(in, &p), 0);
	assert_int_equal(mqtt_suback_decode(&p, &s), 0);
	assert_int_equal(s.id, 1);
	in = (struct bytes){ in.p + p.used, in.n - p.used };
	assert_int_equal(mqtt_packet_decode(in, &p), 0);
	assert_int_equal(mqtt_publish_decode(&p, &m), 0);
	assert_true(bytes_equal(m.topic, bytes_of("a/ほ")));
	assert_true(bytes_equal(m.payload, bytes_of("hi")));
	assert_true(m.retained);
	assert_int_equal(p.used, in.n);
}

/* 4.7.1.2, 4.7.1.3 and 4.7.2, with their own examples. */
static void topics_and_filters(void **state)
{
	static const struct {
		const char *topic, *filter;
		bool fits;
	} rows[] = {
		{ "sport/tennis/player1", "sport/tennis/player1/#", true },
		{ "sport/tennis/player1/ranking", "sport/tennis/player1/#", true },
		{ "sport/tennis/player1/score/wimbledon", "sport/tennis/player1/#", true },
		{ "sport", "sport/#", true },
		{ "sports", "sport/#", false },
		{ "sport/tennis", "#", true },
		{ "sport/tennis/player1", "sport/tennis/+", true },
		{ "sport/tennis/player1/ranking", "sport/tennis/+", false },
		{ "sport", "sport/+", false },
		{ "sport/", "sport/+", true },
		{ "/finance", "+/+", true },
		{ "/finance", "/+", true },
		{ "/finance", "+", false },
		{ "a/b/c", "a/+/c", true },
		{ "a/b/c/d", "a/+/c", false },
		{ "a/b", "a/+/c", false },
		{ "a/b", "a/b", true },
		{ "a/b", "A/b", false },
		{ "a", "a/b", false },
		{ "a/b", "a", false },
		{ "a/b", "a/b/", false },
		{ "$SYS/broker", "#", false },
		{ "$SYS/broker", "+/broker", false },
		{ "$SYS/broker", "$SYS/#", true },
		{ "$SYS", "$SYS/#", true },
		{ "家/玄関", "家/+", true },
		{ "a/b", "#/b", false },
		{ "a", "", false },
		{ "", "#", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes topic = corpus_exact(bytes_of(rows[i].topic));
		CLEANUP(mem_freep)
		char *what = mem_format("%s in %s", rows[i].topic, rows[i].filter);

		TAP_CHECK(what, mqtt_topic_fits(topic, rows[i].filter) == rows[i].fits);
		corpus_drop(topic);
	}
}

static const struct CMUnitTest mqtt[] = {
	cmocka_unit_test(packets_by_table),   cmocka_unit_test(packet_limit),
	cmocka_unit_test(bodies_by_table),    cmocka_unit_test(what_we_send),
	cmocka_unit_test(version_5),          cmocka_unit_test(mosquitto),
	cmocka_unit_test(topics_and_filters),
};

TAP_MAIN(mqtt)
