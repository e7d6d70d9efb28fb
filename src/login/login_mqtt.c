#include "login/login_mqtt.h"

#include "base/buf.h"
#include "base/err.h"
#include "crypto/digest.h"
#include "login/login_talk.h"
#include "login/print.h"
#include "wire/mqtt.h"

#define KEEP_ALIVE 30 /* seconds */
#define BYTES_MAX (64u << 10)

static enum login_says says(uint8_t code)
{
	switch (code) {
	case MQTT_ACCEPTED:
		return LOGIN_SAYS_YES;
	case MQTT_BAD_LOGIN:
	case MQTT_NOT_AUTHORIZED:
	case MQTT5_BAD_LOGIN:
	case MQTT5_NOT_AUTHORIZED:
		return LOGIN_SAYS_NO;
	case MQTT5_BANNED:
	case MQTT5_CONNECTION_RATE:
		return LOGIN_SAYS_WAIT;
	default:
		return LOGIN_SAYS_NOTHING;
	}
}

static int connack_read(struct login_talk *talk, uint8_t version, struct mqtt_connack *connack)
{
	CLEANUP(buf_done) struct buf in = BUF(BYTES_MAX);
	struct mqtt_packet packet;
	int r;

	while ((r = mqtt_packet_decode(buf_view(&in), &packet)) == E_TRUNC) {
		if (in.n >= BYTES_MAX)
			return E_LIMIT;
		r = stream_read(&talk->stream, &in, BYTES_MAX - in.n, talk->t->deadline);
		if (r < 0)
			return r;
	}
	return r < 0 ? r : mqtt_connack_decode_as(&packet, version, connack);
}

static int ask(struct login_talk *talk, uint8_t version, struct mqtt_connack *connack)
{
	CLEANUP(buf_done) struct buf out = BUF(MQTT_PACKET_MAX);
	char id[DIGEST_NONCE_SIZE];
	int r;

	/* 23 bytes at the most is what every server takes (MQTT 3.1.1, 3.1.3.1). */
	digest_cnonce(id);
	id[23] = '\0';
	mqtt_connect_encode_as(&out, version, id, talk->t->account, talk->t->secret, KEEP_ALIVE);
	if (!buf_ok(&out))
		return E_UNSUPPORTED;
	r = stream_write(&talk->stream, buf_view(&out), talk->t->deadline);
	return r < 0 ? r : connack_read(talk, version, connack);
}

static bool other_version(const struct mqtt_connack *connack)
{
	return connack->code == MQTT_BAD_VERSION || connack->code == MQTT5_BAD_VERSION;
}

/* A proper goodbye, so that the broker announces no lost client (MQTT 3.1.1 3.14). */
static void leave(struct login_talk *talk)
{
	CLEANUP(buf_done) struct buf out = BUF(16);

	mqtt_disconnect_encode(&out);
	(void)!stream_write(&talk->stream, buf_view(&out), talk->t->deadline);
}

/* true: the server wants to be asked with another version. */
static bool attempt(const struct login_door *door, const struct login_try *t,
		    struct login_reply *reply, uint8_t version)
{
	struct mqtt_connack connack = { 0 };
	struct login_talk talk;
	int r = login_talk_open(&talk, door, t, reply);

	if (r == 0) {
		r = ask(&talk, version, &connack);
		if (r < 0) {
			login_talk_failed(&talk, r);
		} else {
			struct print_typed typed = login_talk_typed(t);
			struct login_print print = print_said(says(connack.code), connack.code,
							      (struct bytes){ 0 }, &typed);

			login_talk_answered(&talk, &print);
			if (connack.code == MQTT_ACCEPTED)
				leave(&talk);
		}
	}
	login_talk_done(&talk);
	return r == 0 && other_version(&connack);
}

void login_mqtt(const struct login_door *door, const struct login_try *t, struct login_reply *reply)
{
	if (attempt(door, t, reply, MQTT_3_1_1) && attempt(door, t, reply, MQTT_5)) {
		reply->print.end = LOGIN_UNABLE;
		reply->note = "the server speaks neither version 3.1.1 nor 5";
	}
}
