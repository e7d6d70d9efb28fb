/*
 * MQTT 3.1.1 (OASIS), the packets a guest needs: CONNECT, CONNACK, SUBSCRIBE, SUBACK, PUBLISH,
 * DISCONNECT.  Of version 5 CONNECT and CONNACK.
 */
#pragma once

#include "base/base.h"

struct buf;

#define MQTT_PACKET_MAX (256u << 10) /* bytes after the fixed header */

enum {
	MQTT_CONNECT = 1,
	MQTT_CONNACK = 2,
	MQTT_PUBLISH = 3,
	MQTT_SUBSCRIBE = 8,
	MQTT_SUBACK = 9,
	MQTT_DISCONNECT = 14,
};

enum { MQTT_3_1_1 = 4, MQTT_5 = 5 }; /* protocol levels */

/* What a CONNACK says: 3.1.1 table 3.1, 5.0 table 3-1. */
enum {
	MQTT_ACCEPTED = 0,
	MQTT_BAD_VERSION = 1,
	MQTT_BAD_LOGIN = 4,
	MQTT_NOT_AUTHORIZED = 5,
	MQTT5_BAD_VERSION = 0x84,
	MQTT5_BAD_LOGIN = 0x86,
	MQTT5_NOT_AUTHORIZED = 0x87,
	MQTT5_BANNED = 0x8a,
	MQTT5_CONNECTION_RATE = 0x9f,
};

struct mqtt_packet {
	uint8_t type, flags;
	struct bytes body; /* borrowed */
	size_t used;
};

/*
 * One control packet at the start of in.  E_TRUNC: more bytes needed.  E_FORMAT: a reserved type,
 * flags the type does not allow, a length of more than four bytes.  E_LIMIT above MQTT_PACKET_MAX.
 */
int mqtt_packet_decode(struct bytes in, struct mqtt_packet *out) MUST_USE;

/* The bodies: E_TRUNC when the body ends too early, E_FORMAT for another type or wrong content. */

struct mqtt_connack {
	bool session_present;
	uint8_t code;
};
int mqtt_connack_decode(const struct mqtt_packet *packet, struct mqtt_connack *out) MUST_USE;

/* The answer to a CONNECT of that version: to MQTT_5 a server may answer as of 3.1.1. */
int mqtt_connack_decode_as(const struct mqtt_packet *packet, uint8_t version,
			   struct mqtt_connack *out) MUST_USE;

struct mqtt_suback {
	uint16_t id;
	uint8_t code; /* of the first filter: 0-2 granted, 0x80 refused */
};
int mqtt_suback_decode(const struct mqtt_packet *packet, struct mqtt_suback *out) MUST_USE;

struct mqtt_publish {
	struct bytes topic, payload; /* borrowed; the topic is valid UTF-8 without wildcards */
	bool retained;
};
int mqtt_publish_decode(const struct mqtt_packet *packet, struct mqtt_publish *out) MUST_USE;

/*
 * Does a filter take in a topic (4.7)?  "+" is one level, "#" all that follow and the one before
 * them; neither begins with a topic that begins with "$".
 */
bool mqtt_topic_fits(struct bytes topic, const char *filter);

/*
 * user and password may be NULL, but a password needs a user (3.1.2.9).  Clean session; keep alive
 * in seconds.  Text above 65535 bytes marks out bad.
 */
void mqtt_connect_encode(struct buf *out, const char *client_id, const char *user,
			 const char *password, uint16_t keep_alive);
/* The same as MQTT_3_1_1 or MQTT_5; the latter without properties, and a password needs no user. */
void mqtt_connect_encode_as(struct buf *out, uint8_t version, const char *client_id,
			    const char *user, const char *password, uint16_t keep_alive);
void mqtt_subscribe_encode(struct buf *out, uint16_t id, const char *filter); /* QoS 0 */
void mqtt_disconnect_encode(struct buf *out);
