#include "probe/topic_visit.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "crypto/digest.h"
#include "net/stream.h"
#include "probe/probe.h"
#include "wire/mqtt.h"

#define CONNECT_TIME (5 * TIME_SECOND)
#define ANSWER_TIME (8 * TIME_SECOND)
#define KEEP_ALIVE 60 /* seconds */
#define ID_SIZE 24    /* 23 bytes are what every broker takes (MQTT 3.1.1, 3.1.3.1) */
#define GRANTED_MAX 2 /* of a SUBACK's codes */

struct talk {
	struct topic_visit *v;
	const struct probe_context *cx;
	struct stream s;
	struct buf in;
	size_t at; /* where the next packet begins */
};

bool topic_visit_add(struct topic_visit *v, const char *text)
{
	for (unsigned i = 0; i < v->n; i++)
		if (text_equal(v->filter[i], text))
			return true;
	if (v->n == TOPIC_VISIT_FILTERS_MAX)
		return false;
	v->filter[v->n++] = text;
	return true;
}

static int packet(struct talk *t, struct mqtt_packet *out, int64_t deadline)
{
	int r;

	while ((r = mqtt_packet_decode((struct bytes){ .p = t->in.p + t->at, .n = t->in.n - t->at },
				       out)) == E_TRUNC) {
		if (t->in.n >= TOPIC_VISIT_BYTES_MAX)
			return E_LIMIT;
		r = stream_read(&t->s, &t->in, TOPIC_VISIT_BYTES_MAX - t->in.n, deadline);
		if (r < 0)
			return r;
	}
	if (r == 0)
		t->at += out->used;
	return r;
}

static int say(struct talk *t, const struct buf *out)
{
	if (!buf_ok(out))
		return E_UNSUPPORTED;
	return stream_write(&t->s, buf_view(out), probe_deadline(t->cx, ANSWER_TIME));
}

static int come_in(struct talk *t)
{
	CLEANUP(buf_done) struct buf out = BUF(MQTT_PACKET_MAX);
	char random[DIGEST_NONCE_SIZE], id[ID_SIZE];
	struct mqtt_packet p;
	struct mqtt_connack connack = { 0 };

	/* Of two clients with the same name a broker drops the first. */
	digest_cnonce(random);
	(void)snprintf(id, sizeof(id), "hoshi-%.17s", random);
	mqtt_connect_encode(&out, id, t->v->account, t->v->secret, KEEP_ALIVE);
	int r = say(t, &out);
	if (r == 0)
		r = packet(t, &p, probe_deadline(t->cx, ANSWER_TIME));
	if (r == 0)
		r = mqtt_connack_decode(&p, &connack);
	if (r < 0)
		return r;
	t->v->answered = true;
	t->v->code = connack.code;
	return 0;
}

/* Filters are named by their place: packet identifiers start from one. */
static int ask_all(struct talk *t)
{
	for (unsigned i = 0; i < t->v->n; i++) {
		CLEANUP(buf_done) struct buf out = BUF(MQTT_PACKET_MAX);

		mqtt_subscribe_encode(&out, (uint16_t)(i + 1), t->v->filter[i]);
		int r = say(t, &out);
		if (r < 0)
			return r;
	}
	return 0;
}

static void delivered(struct topic_visit *v, const struct mqtt_publish *message)
{
	CLEANUP(mem_freep)
	char *topic = mem_textn((const char *)message->topic.p, message->topic.n);
	const json_t *before = json_object_get(v->topics, topic);

	v->messages++;
	if (!before && json_object_size(v->topics) >= TOPIC_VISIT_TOPICS_MAX)
		v->cut = true;
	else if (!before || message->retained)
		json_object_set_new(v->topics, topic, json_boolean(message->retained));
}

/* Until the broker has had its time after its last word on a subscription. */
static void hear(struct talk *t)
{
	struct topic_visit *v = t->v;
	unsigned left = v->n;
	int64_t deadline = probe_deadline(t->cx, ANSWER_TIME);
	struct mqtt_packet p;
	int r;

	while ((r = packet(t, &p, deadline)) == 0) {
		struct mqtt_publish message;
		struct mqtt_suback suback;

		if (p.type == MQTT_PUBLISH && mqtt_publish_decode(&p, &message) == 0)
			delivered(v, &message);
		if (p.type != MQTT_SUBACK || mqtt_suback_decode(&p, &suback) < 0 ||
		    suback.id > v->n || v->says[suback.id - 1] != TOPIC_SAYS_NOTHING)
			continue;
		v->says[suback.id - 1] =
		    suback.code <= GRANTED_MAX ? TOPIC_SAYS_YES : TOPIC_SAYS_NO;
		if (--left == 0)
			deadline = probe_deadline(t->cx, v->wait);
	}
	v->end = r;
	v->cut = v->cut || r != E_TIMEOUT || left > 0;
}

/* A proper goodbye, so that the broker announces no lost client (MQTT 3.1.1 3.14). */
static void leave(struct talk *t)
{
	CLEANUP(buf_done) struct buf out = BUF(16);

	mqtt_disconnect_encode(&out);
	(void)!say(t, &out);
}

int topic_visit_run(struct topic_visit *v, const struct probe_context *cx, uint16_t port, bool tls)
{
	struct talk t = { .v = v, .cx = cx, .s = STREAM_NONE, .in = BUF(TOPIC_VISIT_BYTES_MAX) };
	int r = stream_open(&t.s, &cx->target, port, probe_deadline(cx, CONNECT_TIME));

	v->topics = json_object();
	if (r == 0 && tls)
		r = stream_start_tls(&t.s, probe_deadline(cx, ANSWER_TIME));
	if (r == 0)
		r = come_in(&t);
	if (r == 0 && v->code == MQTT_ACCEPTED) {
		/* What a broker said before it hung up counts. */
		v->cut = ask_all(&t) < 0;
		hear(&t);
		if (v->end == E_TIMEOUT)
			leave(&t);
	}
	v->transcript = t.s.transcript;
	t.s.transcript = (struct transcript){ 0 };
	stream_done(&t.s);
	buf_done(&t.in);
	return r;
}

void topic_visit_done(struct topic_visit *v)
{
	json_decref(v->topics);
	v->topics = NULL;
	transcript_done(&v->transcript);
}
