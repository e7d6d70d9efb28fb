/*
 * What speaks on each open port, whatever its number.  Some services talk first (SSH, FTP, Telnet),
 * the others have to be asked.  In the order of least surprise to a device: listen; on the same
 * connection an HTTP request; then TLS; then MQTT.  Inside TLS the same once more.
 */
#include "probe/probe.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "net/stream.h"
#include "run/coverage.h"
#include "wire/ftp.h"
#include "wire/http.h"
#include "wire/mqtt.h"
#include "wire/ssh.h"
#include "wire/telnet.h"
#include "wire/tls.h"

#define ANSWER_MAX 8192
#define BANNER_SHOWN 200
#define CONNECT_TIME (5 * TIME_SECOND)
#define LISTEN_TIME (1500 * TIME_MS) /* for a service that speaks first */
#define SETTLE_TIME (150 * TIME_MS)  /* after the first bytes, for the rest of them */
#define ANSWER_TIME (4 * TIME_SECOND)

struct finding {
	const char *service; /* NULL: not known yet */
	bool tls;
	struct buf banner;
	char sha256[HASH_HEX_MAX];
	bool spoke; /* at least one byte came */
};

/* ---- what do these bytes look like? ---- */

static const char *by_banner(struct bytes in)
{
	struct ssh_banner ssh;
	struct ftp_reply ftp;

	if (ssh_banner_decode(in, &ssh) == 0)
		return "ssh";
	if (http_looks_like(in))
		return "http";
	/* 220 also opens SMTP; FTP servers say so, or answer SYST: asked later by the guest probe.
	 */
	if (ftp_reply_decode(in, &ftp) == 0 && ftp.code == 220)
		return text_find(in, bytes_of("SMTP")) ? NULL : "ftp";
	if (in.n > 0 && in.p[0] == 0xff) {
		CLEANUP(buf_done) struct buf text = BUF(ANSWER_MAX);
		CLEANUP(buf_done) struct buf reply = BUF(ANSWER_MAX);
		struct telnet telnet = { 0 };

		if (telnet_decode(&telnet, in, &text, &reply) == 0 && telnet.negotiated)
			return "telnet";
	}
	return NULL;
}

/* A Telnet server without negotiation still asks for a name. */
static bool is_login_prompt(struct bytes in)
{
	static const char *const prompts[] = { "login:", "Login:",    "Username:", "username:",
					       "User:",  "Password:", "ユーザ" };

	for (size_t i = 0; i < ARRAY_LEN(prompts); i++)
		if (text_find(in, bytes_of(prompts[i])))
			return true;
	return false;
}

/* ---- conversations ---- */

/* Read until quiet, the end, or enough; what came is in out whatever is returned. */
static int listen_for(struct stream *s, struct buf *out, int64_t first, int64_t deadline)
{
	int64_t until = time_now(&time_system) + first;

	for (;;) {
		int r =
		    stream_read(s, out, ANSWER_MAX - out->n, until < deadline ? until : deadline);

		if (r < 0)
			return r;
		if (out->n >= ANSWER_MAX)
			return E_LIMIT;
		until = time_now(&time_system) + SETTLE_TIME;
	}
}

static void keep(struct probe_context *cx, struct finding *f, struct stream *s, const char *how,
		 uint16_t port)
{
	CLEANUP(mem_freep) char *label = mem_format("port %u: %s", port, how);

	probe_transcript(cx, &s->transcript, label, f->sha256);
}

static void remember_banner(struct finding *f, struct bytes in)
{
	f->spoke = f->spoke || in.n > 0;
	if (f->banner.n == 0 && in.n > 0)
		text_visible(&f->banner, in, BANNER_SHOWN);
}

static bool accept_banner(struct finding *f, struct bytes in)
{
	remember_banner(f, in);
	f->service = by_banner(in);
	if (!f->service && is_login_prompt(in))
		f->service = "telnet";
	return f->service != NULL;
}

/* Listen, then ask by HTTP, on one connection.  Both work the same inside TLS. */
static int converse(struct probe_context *cx, struct finding *f, struct stream *s)
{
	char host[ADDR_TEXT_MAX + 8];
	CLEANUP(buf_done) struct buf in = BUF(ANSWER_MAX);
	int64_t deadline = probe_deadline(cx, LISTEN_TIME + ANSWER_TIME);
	int r = listen_for(s, &in, LISTEN_TIME, deadline);

	if (accept_banner(f, buf_view(&in)) || in.n > 0)
		return 0;
	if (r < 0 && r != E_TIMEOUT)
		return r;
	addr_for_url(&cx->target, host);
	CLEANUP(mem_freep)
	char *request = mem_format(
	    "GET / HTTP/1.1\r\nHost: %s\r\nUser-Agent: hoshi\r\nConnection: close\r\n\r\n", host);
	r = stream_write(s, bytes_of(request), deadline);
	if (r < 0)
		return r;
	r = listen_for(s, &in, ANSWER_TIME, deadline);
	(void)accept_banner(f, buf_view(&in));
	return r == E_TIMEOUT || r == E_EOF || r == E_LIMIT || f->spoke ? 0 : r;
}

static int try_plain(struct probe_context *cx, struct finding *f, uint16_t port)
{
	CLEANUP(stream_done) struct stream s = STREAM_NONE;
	int r = stream_open(&s, &cx->target, port, probe_deadline(cx, CONNECT_TIME));

	if (r < 0)
		return r;
	r = converse(cx, f, &s);
	keep(cx, f, &s, "listening, then HTTP", port);
	return r;
}

static bool try_tls(struct probe_context *cx, struct finding *f, uint16_t port)
{
	CLEANUP(stream_done) struct stream s = STREAM_NONE;
	struct finding inside = { .banner = BUF(4 * BANNER_SHOWN + 8) };

	if (stream_open(&s, &cx->target, port, probe_deadline(cx, CONNECT_TIME)) < 0)
		return false;
	int r = stream_start_tls(&s, probe_deadline(cx, ANSWER_TIME));
	if (r == 0) {
		(void)converse(cx, &inside, &s);
		f->tls = true;
		f->service = inside.service ? inside.service : "tls";
		buf_clear(&f->banner);
		buf_bytes(&f->banner, buf_view(&inside.banner));
		keep(cx, f, &s, "inside TLS", port);
	}
	buf_done(&inside.banner);
	return r == 0;
}

/*
 * Our TLS library could not get in.  A TLS server it has nothing in common with still answers in
 * TLS records, which is all that the TLS probe needs to take over.
 */
static bool try_tls_record(struct probe_context *cx, struct finding *f, uint16_t port)
{
	static const uint16_t suites[] = { 0xc02f, 0xc014, 0x009c, 0x002f, 0x0035, 0x000a, 0x0005 };
	static const uint8_t zeros[TLS_RANDOM_SIZE];
	CLEANUP(stream_done) struct stream s = STREAM_NONE;
	CLEANUP(buf_done) struct buf out = BUF(2048);
	CLEANUP(buf_done) struct buf in = BUF(ANSWER_MAX);
	struct tls_record record;
	struct tls_hello hello = { .version = TLS_1_2,
				   .suites = suites,
				   .n_suites = ARRAY_LEN(suites),
				   .random = zeros,
				   .x25519 = zeros };

	if (stream_open(&s, &cx->target, port, probe_deadline(cx, CONNECT_TIME)) < 0)
		return false;
	tls_hello_encode(&out, &hello);
	if (stream_write(&s, buf_view(&out), probe_deadline(cx, ANSWER_TIME)) < 0)
		return false;
	(void)listen_for(&s, &in, ANSWER_TIME, probe_deadline(cx, ANSWER_TIME));
	int r = tls_record_decode(buf_view(&in), &record);
	if (in.n < 5 || (r < 0 && r != E_TRUNC))
		return false;
	f->service = "tls";
	f->tls = true;
	keep(cx, f, &s, "TLS hello", port);
	return true;
}

static bool answers_mqtt(struct probe_context *cx, struct stream *s)
{
	CLEANUP(buf_done) struct buf out = BUF(256);
	CLEANUP(buf_done) struct buf in = BUF(ANSWER_MAX);
	struct mqtt_packet packet;
	struct mqtt_connack connack;

	mqtt_connect_encode(&out, "hoshi-identify", NULL, NULL, 30);
	if (stream_write(s, buf_view(&out), probe_deadline(cx, ANSWER_TIME)) < 0)
		return false;
	(void)listen_for(s, &in, ANSWER_TIME, probe_deadline(cx, ANSWER_TIME));
	return mqtt_packet_decode(buf_view(&in), &packet) == 0 &&
	       mqtt_connack_decode(&packet, &connack) == 0;
}

static bool try_mqtt(struct probe_context *cx, struct finding *f, uint16_t port, bool tls)
{
	CLEANUP(stream_done) struct stream s = STREAM_NONE;

	if (stream_open(&s, &cx->target, port, probe_deadline(cx, CONNECT_TIME)) < 0)
		return false;
	if (tls && stream_start_tls(&s, probe_deadline(cx, ANSWER_TIME)) < 0)
		return false;
	if (!answers_mqtt(cx, &s))
		return false;
	f->service = "mqtt";
	keep(cx, f, &s, "MQTT CONNECT", port);
	return true;
}

/* ---- one port ---- */

static void identify(struct probe_context *cx, uint16_t port)
{
	struct finding f = { .banner = BUF(4 * BANNER_SHOWN + 8) };
	int r = try_plain(cx, &f, port);

	/* Some TLS servers answer plain HTTP with a plain HTTP error. */
	bool complains =
	    f.service && text_equal(f.service, "http") &&
	    (strstr(buf_cstr(&f.banner), "HTTPS") || strstr(buf_cstr(&f.banner), " 400"));

	if (!f.service || complains) {
		if (!try_tls(cx, &f, port) && !f.service)
			(void)try_tls_record(cx, &f, port);
		if (!f.service || text_equal(f.service, "tls"))
			(void)try_mqtt(cx, &f, port, f.tls);
	}
	if (!f.service)
		f.service = f.spoke ? "unknown" : "silent";

	json_t *o = json_pack("{s:s, s:s, s:i, s:s, s:b}", "kind", "service", "proto", "tcp",
			      "port", port, "service", f.service, "tls", f.tls);
	if (f.banner.n > 0)
		json_object_set_new(o, "banner", json_string(buf_cstr(&f.banner)));
	probe_observe(cx, o, *f.sha256 ? f.sha256 : NULL);
	buf_done(&f.banner);
	if (r == E_REFUSED || r == E_TIMEOUT || r == -EHOSTUNREACH)
		probe_cover(cx, COVERAGE_IDENTIFY, port, "partial", probe_reason(r));
	else
		probe_cover(cx, COVERAGE_IDENTIFY, port, "complete", NULL);
}

void probe_identify(struct probe_context *cx)
{
	size_t i, n = 0, done = 0;
	json_t *o;

	json_array_foreach (cx->observations, i, o)
		n += text_equal(json_text(o, "kind"), "port");
	json_array_foreach (cx->observations, i, o) {
		int64_t start = time_now(&time_system);

		if (!text_equal(json_text(o, "kind"), "port"))
			continue;
		probe_progress(cx, (unsigned)done++, (unsigned)n);
		if (start >= cx->deadline) {
			probe_cover(cx, COVERAGE_IDENTIFY, probe_port(o), "not_done", "deadline");
			continue;
		}
		identify(cx, probe_port(o));
		pace_rest(cx->pace, (time_now(&time_system) - start) / 4);
	}
}
