/*
 * Can one get in without any credential?  A Telnet shell that asks for no name, FTP's "anonymous",
 * an MQTT broker that lets anybody subscribe.  Of RTSP only where a login is asked for: what is
 * open is for access_streams.h.  No password of anybody is tried here: RFC 1635
 * makes the anonymous FTP "password" a courtesy.
 */
#include "probe/probe.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "login/login_rtsp.h"
#include "login/oracle.h"
#include "net/stream.h"
#include "probe/stream_paths.h"
#include "probe/topic_visit.h"
#include "run/coverage.h"
#include "wire/ftp.h"
#include "wire/mqtt.h"
#include "wire/telnet.h"

#define CONNECT_TIME (5 * TIME_SECOND)
#define ANSWER_TIME (8 * TIME_SECOND)
#define QUIET_TIME (1500 * TIME_MS) /* no more bytes: this was the prompt */
#define RETAINED_TIME (1 * TIME_SECOND)
#define BYTES_MAX (64u << 10)

struct guest {
	struct probe_context *cx;
	uint16_t port;
	bool tls;
	struct stream s;
	char sha256[HASH_HEX_MAX];
};

/* What a conversation came to. */
enum outcome { GRANTED, REFUSED, UNCLEAR };

static int guest_open(struct guest *g)
{
	int r = stream_open(&g->s, &g->cx->target, g->port, probe_deadline(g->cx, CONNECT_TIME));

	if (r == 0 && g->tls)
		r = stream_start_tls(&g->s, probe_deadline(g->cx, ANSWER_TIME));
	return r;
}

static void observe_login_as(struct guest *g, const char *service, const char *mechanism,
			     const char *path)
{
	json_t *o =
	    json_pack("{s:s, s:s, s:i, s:b, s:s, s:s}", "kind", "login", "proto", "tcp", "port",
		      g->port, "tls", g->tls, "service", service, "mechanism", mechanism);

	if (path)
		json_object_set_new(o, "path", json_string(path));
	probe_observe(g->cx, o, g->sha256);
}

static void observe_login(struct guest *g, const char *service)
{
	observe_login_as(g, service, "password", NULL);
}

static void observe_guest(struct guest *g, const char *service, bool granted, const char *what)
{
	probe_observe(g->cx,
		      json_pack("{s:s, s:s, s:i, s:b, s:s, s:b, s:s}", "kind", "guest", "proto",
				"tcp", "port", g->port, "tls", g->tls, "service", service,
				"granted", granted, "what", what),
		      g->sha256);
}

/* ---- Telnet ---- */

static enum outcome telnet_reading(const struct buf *text)
{
	static const char *const asks[] = {
		"login:", "ogin as:", "sername:", "ser name",   "User:",
		"user:",  "assword:", "ユーザ",   "パスワード", "Login"
	};
	struct bytes seen = text_trim(buf_view(text));

	for (size_t i = 0; i < ARRAY_LEN(asks); i++)
		if (text_find(seen, bytes_of(asks[i])))
			return REFUSED;
	/* A shell's prompt at the end of what it said. */
	if (seen.n > 0 && strchr("#$>", seen.p[seen.n - 1]))
		return GRANTED;
	return UNCLEAR;
}

/*
 * Read until it is clear what it wants, sending back our refusals of options as they come up.  A
 * shell's prompt counts when it stays quiet after it; a banner may take seconds to be followed by
 * the question for a name (reverse look-ups, slow crypt).
 */
static int telnet_text(struct guest *g, struct buf *text)
{
	struct telnet telnet = { 0 };
	int64_t deadline = probe_deadline(g->cx, ANSWER_TIME);

	while (telnet_reading(text) != REFUSED) {
		CLEANUP(buf_done) struct buf in = BUF(BYTES_MAX);
		CLEANUP(buf_done) struct buf reply = BUF(BYTES_MAX);
		int64_t quiet = time_now(&time_system) + QUIET_TIME;
		bool prompted = telnet_reading(text) == GRANTED && quiet < deadline;
		int r = stream_read(&g->s, &in, 4096, prompted ? quiet : deadline);

		if (r < 0)
			return r;
		(void)!telnet_decode(&telnet, buf_view(&in), text, &reply);
		if (!buf_ok(text))
			return E_LIMIT;
		if (reply.n > 0 && (r = stream_write(&g->s, buf_view(&reply), deadline)) < 0)
			return r;
	}
	return 0;
}

static const char *guest_telnet(struct guest *g)
{
	CLEANUP(buf_done) struct buf text = BUF(BYTES_MAX);
	CLEANUP(mem_freep) char *label = mem_format("port %u: Telnet without login", g->port);
	int r = guest_open(g);

	if (r < 0)
		return probe_reason(r);
	r = telnet_text(g, &text);
	enum outcome o = telnet_reading(&text);

	probe_transcript(g->cx, &g->s.transcript, label, g->sha256);
	if (r < 0 && r != E_TIMEOUT && r != E_EOF && o == UNCLEAR)
		return probe_reason(r);
	switch (o) {
	case GRANTED:
		observe_guest(g, "telnet", true, "shell-prompt");
		return NULL;
	case REFUSED:
		observe_guest(g, "telnet", false, "login-prompt");
		observe_login(g, "telnet");
		return NULL;
	case UNCLEAR:
		break;
	}
	return text.n > 0 ? "garbage" : "no_answer";
}

/* ---- FTP ---- */

static int ftp_reply(struct guest *g, struct buf *in, unsigned *code)
{
	int64_t deadline = probe_deadline(g->cx, ANSWER_TIME);
	struct ftp_reply reply;
	int r;

	while ((r = ftp_reply_decode(buf_view(in), &reply)) == E_TRUNC) {
		if (in->n >= FTP_REPLY_MAX)
			return E_LIMIT;
		r = stream_read(&g->s, in, FTP_REPLY_MAX - in->n, deadline);
		if (r < 0)
			return r;
	}
	if (r < 0)
		return r;
	*code = reply.code;
	memmove(in->p, in->p + reply.used, in->n - reply.used);
	in->n -= reply.used;
	return 0;
}

static int ftp_command(struct guest *g, struct buf *in, const char *command, unsigned *code)
{
	int r = stream_write(&g->s, bytes_of(command), probe_deadline(g->cx, ANSWER_TIME));

	return r < 0 ? r : ftp_reply(g, in, code);
}

/* Does it ask a named user for a password?  None is given. */
static int ftp_asks_password(struct guest *g, struct buf *in, bool *asks)
{
	unsigned code = 0;
	int r = ftp_command(g, in, "USER hoshi\r\n", &code);

	*asks = r == 0 && code == 331;
	return r;
}

static int ftp_anonymous(struct guest *g, struct buf *in, bool *granted)
{
	unsigned code = 0;
	int r = ftp_command(g, in, "USER anonymous\r\n", &code);

	if (r == 0 && code == 331)
		r = ftp_command(g, in, "PASS guest@example.com\r\n", &code);
	*granted = r == 0 && code == 230;
	return r;
}

static const char *guest_ftp(struct guest *g)
{
	CLEANUP(mem_freep) char *label = mem_format("port %u: FTP anonymous", g->port);
	CLEANUP(buf_done) struct buf in = BUF(FTP_REPLY_MAX);
	bool granted = false, asks = false;
	unsigned code = 0;
	int r = guest_open(g);

	if (r < 0)
		return probe_reason(r);
	r = ftp_reply(g, &in, &code);
	if (r == 0)
		r = ftp_anonymous(g, &in, &granted);
	if (r == 0) {
		/* A new connection: after a refusal some servers say no to everything. */
		struct transcript first = g->s.transcript;

		g->s.transcript = (struct transcript){ 0 };
		stream_done(&g->s);
		probe_transcript(g->cx, &first, label, g->sha256);
		transcript_done(&first);
		observe_guest(g, "ftp", granted, "anonymous");
		g->s = STREAM_NONE;
		buf_clear(&in);
		r = guest_open(g);
		if (r == 0)
			r = ftp_reply(g, &in, &code);
		if (r == 0)
			r = ftp_asks_password(g, &in, &asks);
	}
	probe_transcript(g->cx, &g->s.transcript, "FTP: does it ask for a password", g->sha256);
	if (r < 0)
		return probe_reason(r);
	if (asks)
		observe_login(g, "ftp");
	return NULL;
}

/* ---- MQTT ---- */

static const char *guest_mqtt(struct guest *g)
{
	CLEANUP(mem_freep) char *label = mem_format("port %u: MQTT without login", g->port);
	CLEANUP(topic_visit_done) struct topic_visit v = { .wait = RETAINED_TIME };

	(void)topic_visit_add(&v, "#");
	int r = topic_visit_run(&v, g->cx, g->port, g->tls);
	probe_transcript(g->cx, &v.transcript, label, g->sha256);
	if (r < 0)
		return probe_reason(r);
	/* A broker may hang up on who asks for what he may not have; its silence is no word. */
	if (v.code == MQTT_ACCEPTED && v.says[0] == TOPIC_SAYS_NOTHING && v.end != E_EOF)
		return probe_reason(v.end);
	/* It may say yes to the subscription and still deliver nothing: what was said counts, what
	 * was delivered is told. */
	bool granted = v.says[0] == TOPIC_SAYS_YES;
	CLEANUP(mem_freep)
	char *what = granted ? mem_format("subscribe-all, %u messages", v.messages)
			     : mem_format("connack-%u", v.code);
	observe_guest(g, "mqtt", granted, what);
	if (v.code == MQTT_BAD_LOGIN || v.code == MQTT_NOT_AUTHORIZED)
		observe_login(g, "mqtt");
	return NULL;
}

/* ---- RTSP ---- */

/* Until one asks for a login: some do wherever one looks, some only where there is a stream. */
static const char *guest_rtsp(struct guest *g)
{
	CLEANUP(mem_freep) char *label = mem_format("port %u: RTSP without login", g->port);
	struct stream_path paths[STREAM_PATHS_MAX];
	unsigned n = stream_paths(g->cx, g->port, paths);

	for (unsigned i = 0; i < n; i++) {
		CLEANUP(login_reply_done) struct login_reply reply = { 0 };
		struct login_door door = { .target = g->cx->target,
					   .port = g->port,
					   .tls = g->tls,
					   .host = g->cx->name,
					   .mechanism = "basic",
					   .path = paths[i].path };
		struct login_try nobody = { .deadline = probe_deadline(g->cx, ANSWER_TIME) };
		const char *mechanism = login_rtsp_wants(&door, &nobody, &reply);

		probe_transcript(g->cx, &reply.transcript, label, g->sha256);
		if (reply.print.end != LOGIN_ANSWERED)
			return oracle_end_reason(reply.print.end);
		if (mechanism) {
			observe_login_as(g, "rtsp", mechanism, paths[i].path);
			return NULL;
		}
	}
	return NULL;
}

/* ---- */

void probe_guest(struct probe_context *cx)
{
	static const struct {
		const char *service;
		const char *(*run)(struct guest *g);
	} kinds[] = { { "telnet", guest_telnet },
		      { "ftp", guest_ftp },
		      { "mqtt", guest_mqtt },
		      { "rtsp", guest_rtsp } };

	for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
		const json_t *service;
		size_t i = 0;

		while ((service = probe_next_service(cx, &i, kinds[k].service))) {
			struct guest g = { .cx = cx,
					   .s = STREAM_NONE,
					   .port = probe_port(service),
					   .tls = json_flag(service, "tls") };

			probe_progress(cx, g.port, 0);
			const char *trouble = kinds[k].run(&g);
			stream_done(&g.s);
			probe_cover(cx, COVERAGE_GUEST, g.port, trouble ? "partial" : "complete",
				    trouble);
		}
	}
}
