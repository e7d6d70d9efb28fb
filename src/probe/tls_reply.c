#include "probe/tls_reply.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/time.h"
#include "net/pace.h"
#include "net/stream.h"
#include "probe/probe.h"
#include "wire/tls.h"

#define CONNECT_TIME (5 * TIME_SECOND)
#define CONNECT_TRIES 3
#define FLIGHT_BYTES_MAX (256u << 10)

int tls_reply_open(struct stream *s, const struct probe_context *cx, uint16_t port)
{
	int r = 0;

	/* A single-minded server may need a moment between two connections. */
	for (int i = 0; i < CONNECT_TRIES; i++) {
		if (i > 0)
			time_sleep(300 * TIME_MS);
		r = stream_open(s, &cx->target, port, probe_deadline(cx, CONNECT_TIME));
		if (r != E_REFUSED)
			break;
	}
	return r;
}

static int read_flight(struct tls_reply *reply, struct stream *s, int64_t deadline)
{
	CLEANUP(buf_done) struct buf in = BUF(FLIGHT_BYTES_MAX);

	for (;;) {
		int r = stream_read(s, &in, FLIGHT_BYTES_MAX - in.n, deadline);

		if (r < 0)
			return r;
		reply->received = in.n;
		r = tls_flight_decode(buf_view(&in), &reply->scratch, &reply->flight);
		if (r != E_TRUNC)
			return r;
		/* TLS 1.3 tells nothing more in the clear. */
		if (reply->flight.have_hello && reply->flight.version >= TLS_1_3)
			return 0;
		if (in.n >= FLIGHT_BYTES_MAX)
			return E_LIMIT;
	}
}

void tls_reply_get(struct tls_reply *out, struct probe_context *cx, uint16_t port,
		   struct bytes hello, const char *what)
{
	CLEANUP(stream_done) struct stream s = STREAM_NONE;
	CLEANUP(mem_freep) char *label = mem_format("port %u: TLS, %s", port, what);
	int64_t start = time_now(&time_system);

	*out = (struct tls_reply){ .scratch = BUF(TLS_FLIGHT_MAX) };
	out->result = tls_reply_open(&s, cx, port);
	if (out->result < 0)
		return;
	out->connected = true;
	out->result = stream_write(&s, hello, probe_deadline(cx, TLS_REPLY_TIME));
	if (out->result == 0)
		out->result = read_flight(out, &s, probe_deadline(cx, TLS_REPLY_TIME));
	probe_transcript(cx, &s.transcript, label, out->sha256);
	stream_close(&s);
	pace_rest(cx->pace, time_now(&time_system) - start);
}

void tls_reply_done(struct tls_reply *r)
{
	buf_done(&r->scratch);
}

const char *tls_reply_trouble(const struct tls_reply *r)
{
	if (r->flight.have_hello || r->flight.have_alert)
		return NULL;
	if (r->result == E_TIMEOUT)
		return r->received ? "deadline" : "no_answer";
	return r->received && r->result != E_LIMIT ? "garbage" : probe_reason(r->result);
}
