/*
 * Reports travel as messages: 'E' evidence (label, NUL, bytes), 'O' observation, 'C' coverage
 * (JSON texts), 'P' progress.  When the parent is gone there is nobody to work for.
 */
#include "probe/probe.h"

#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "net/fetch.h"
#include "net/stream.h"
#include "run/coverage.h"
#include "sandbox/channel.h"

#define MESSAGE_MAX CHANNEL_MESSAGE_MAX
#define GET_TIME (20 * TIME_SECOND)
#define GET_IDLE (10 * TIME_SECOND) /* a device that hangs is not worth more */
#define WAIT_TURN_MAX (30 * TIME_SECOND)
/* Away for longer than one that serves a connection at a time; and so often is enough. */
#define OUTAGE_WAITS 3
#define OUTAGE_TIME (2500 * TIME_MS)
#define OUTAGES_MAX 5

static void send_message(struct probe_context *cx, char type, struct bytes payload)
{
	if (cx->keep)
		cx->keep(cx->keeper, type, payload);
	else if (channel_send(cx->channel, type, payload) < 0)
		_exit(1);
}

static void send_json(struct probe_context *cx, char type, json_t *value)
{
	CLEANUP(buf_done) struct buf text = BUF(MESSAGE_MAX);

	json_object_set_new(value, "probe", json_string(cx->probe));
	json_write(&text, value, false);
	json_decref(value);
	assert(buf_ok(&text));
	send_message(cx, type, buf_view(&text));
}

typedef void mask_fn(uint8_t *data, size_t n, const struct transcript_secrets *secrets);

static void send_evidence(struct probe_context *cx, struct bytes data, mask_fn *mask,
			  const char *label, char sha256[static HASH_HEX_MAX])
{
	CLEANUP(buf_done) struct buf message = BUF(MESSAGE_MAX);
	size_t head = strlen(label) + 1;

	buf_add(&message, label, head);
	buf_bytes(&message, data);
	assert(buf_ok(&message));
	mask(message.p + head, message.n - head, &cx->secrets);
	hash_sha256_hex(sha256, (struct bytes){ .p = message.p + head, .n = message.n - head });
	send_message(cx, 'E', buf_view(&message));
}

void probe_evidence(struct probe_context *cx, struct bytes data, const char *label,
		    char sha256[static HASH_HEX_MAX])
{
	send_evidence(cx, data, transcript_mask, label, sha256);
}

void probe_transcript(struct probe_context *cx, struct transcript *t, const char *label,
		      char sha256[static HASH_HEX_MAX])
{
	send_evidence(cx, buf_view(&t->bytes), transcript_mask_records, label, sha256);
}

void probe_observe(struct probe_context *cx, json_t *observation, const char *sha256)
{
	assert(observation);
	json_object_set_new(observation, "evidence",
			    sha256 ? json_pack("[s]", sha256) : json_array());
	send_json(cx, 'O', observation);
}

static void cover(struct probe_context *cx, const char *area, const char *proto, uint16_t port,
		  const char *state, const char *reason)
{
	json_t *record = json_pack("{s:s, s:s}", "of", area, "state", state);

	if (port) {
		json_object_set_new(record, "proto", json_string(proto));
		json_object_set_new(record, "port", json_integer(port));
	}
	if (reason)
		json_object_set_new(record, "reason", json_string(reason));
	send_json(cx, 'C', record);
}

void probe_cover(struct probe_context *cx, const char *area, uint16_t port, const char *state,
		 const char *reason)
{
	cover(cx, area, "tcp", port, state, reason);
}

void probe_cover_udp(struct probe_context *cx, const char *area, uint16_t port, const char *state,
		     const char *reason)
{
	cover(cx, area, "udp", port, state, reason);
}

void probe_progress(struct probe_context *cx, unsigned done, unsigned total)
{
	CLEANUP(buf_done) struct buf message = BUF(8);

	buf_u32(&message, done);
	buf_u32(&message, total);
	send_message(cx, 'P', buf_view(&message));
}

int64_t probe_deadline(const struct probe_context *cx, int64_t nanoseconds)
{
	int64_t then = time_now(&time_system) + nanoseconds;

	return then < cx->deadline ? then : cx->deadline;
}

const json_t *probe_next_service(const struct probe_context *cx, size_t *i, const char *service)
{
	while (*i < json_array_size(cx->observations)) {
		const json_t *o = json_array_get(cx->observations, (*i)++);

		if (text_equal(json_text(o, "kind"), "service") &&
		    (!service || text_equal(json_text(o, "service"), service)))
			return o;
	}
	return NULL;
}

uint16_t probe_port(const json_t *observation)
{
	return (uint16_t)json_int(observation, "port", 0);
}

const char *probe_reason(int code)
{
	switch (code) {
	case E_TIMEOUT:
		return "deadline";
	case E_REFUSED:
	case -EHOSTUNREACH:
	case -ENETUNREACH:
		return "no_answer";
	case E_EOF:
	case -ECONNRESET:
	case -EPIPE:
		return "closed";
	case E_LIMIT:
		return "too_much";
	case E_MISSING:
		return "unreachable";
	default:
		return "garbage";
	}
}

char *probe_url(const struct probe_context *cx, const json_t *service, const char *path)
{
	char host[ADDR_TEXT_MAX + 8];
	bool tls = json_flag(service, "tls");
	uint16_t port = probe_port(service);

	addr_for_url(&cx->target, host);
	if (port == (tls ? 443 : 80))
		return mem_format("%s://%s%s", tls ? "https" : "http", host, path);
	return mem_format("%s://%s:%u%s", tls ? "https" : "http", host, port, path);
}

static int get_once(struct probe_context *cx, struct fetch_reply *out,
		    struct fetch_request *request)
{
	int64_t start = time_now(&time_system);

	request->time_max = probe_deadline(cx, GET_TIME) - start;
	int r = fetch_get(out, request);
	pace_rest(cx->pace, time_now(&time_system) - start);
	return r;
}

bool probe_wait_turn(struct probe_context *cx, bool busy, unsigned n)
{
	static const int64_t waits[] = { TIME_SECOND / 4, TIME_SECOND / 2, TIME_SECOND,
					 2 * TIME_SECOND };

	if (!busy) {
		cx->waited = 0;
		return false;
	}
	if (n >= ARRAY_LEN(waits) || cx->waited + waits[n] > WAIT_TURN_MAX ||
	    time_now(&time_system) + waits[n] >= cx->deadline)
		return false;
	cx->waited += waits[n];
	time_sleep(waits[n]);
	return true;
}

/* Who closes without a word may mind what it is asked: once more, not until it answers. */
static bool may_be_busy(int r, const struct fetch_reply *reply, unsigned n)
{
	return r == E_REFUSED || (r == E_EOF && reply->head.n == 0 && n == 0);
}

/* A device that restarts under what it is asked is not made to do so without end. */
static int give_up(struct fetch_reply *out)
{
	*out = (struct fetch_reply){ 0 };
	transcript_init(&out->transcript, time_now(&time_system));
	transcript_note(&out->transcript, "not asked: it was away %d times", OUTAGES_MAX);
	return E_TIMEOUT;
}

static int get(struct probe_context *cx, struct fetch_reply *out, struct fetch_request request)
{
	unsigned n;

	if (cx->outages >= OUTAGES_MAX)
		return give_up(out);
	request.pin = &cx->target;
	request.idle_max = GET_IDLE;
	int r = get_once(cx, out, &request);
	for (n = 0; probe_wait_turn(cx, may_be_busy(r, out, n), n); n++) {
		struct transcript before = out->transcript;

		out->transcript = (struct transcript){ 0 };
		fetch_done(out);
		r = get_once(cx, out, &request);
		transcript_join(&before, &out->transcript);
		out->transcript = before;
	}
	cx->outages += r == E_TIMEOUT || n >= OUTAGE_WAITS || out->connected >= OUTAGE_TIME;
	return r;
}

int probe_get(struct probe_context *cx, struct fetch_reply *out, const char *url, const char *user,
	      const char *password)
{
	return get(cx, out,
		   (struct fetch_request){ .url = url, .user = user, .password = password });
}

int probe_get_kept(struct probe_context *cx, struct fetch_reply *out, const char *url,
		   struct fetch_kept *kept)
{
	return get(cx, out, (struct fetch_request){ .url = url, .kept = kept });
}
