/*
 * What speaks on each open port, whatever its number.  Some services talk first (SSH, FTP, Telnet),
 * the others have to be asked.  In the order of least surprise to a device: listen, then an HTTP
 * request, a TLS hello and an MQTT CONNECT, each on a connection of its own; inside TLS the same
 * once more.  Where a number is usual for a service that never talks first, its question comes
 * before the others, which saves the wait; it decides nothing else.
 *
 * A few ports are examined together, so that a long wait for one (a Telnet or SSH server that looks
 * up our name first) is a wait for all of them.  A small device may serve all its clients one after
 * another.  So each port has one connection at a time, closed as soon as nothing more is expected
 * of it; while some are listened to no other is asked; who kept silent while we listened is asked
 * for HTTP on that connection too, as another would be at the end of the queue; and silence is not
 * believed at once.
 *
 * Each wait has its end before it begins.  What comes can make it shorter, never longer, so that
 * neither a flood nor a byte now and then holds us up.
 */
#include "probe/probe.h"

#include <poll.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "net/stream.h"
#include "probe/identify_words.h"
#include "run/coverage.h"

#define ANSWER_MAX 8192
#define SAID_MAX 2048
#define BANNER_SHOWN 200
#define TOGETHER_MAX 16
#define CONNECT_TIME (5 * TIME_SECOND)
#define LISTEN_TIME (6 * TIME_SECOND) /* a name server that does not answer takes five */
#define INSIDE_TIME (1 * TIME_SECOND) /* inside TLS the looking up is over */
#define ANSWER_TIME (4 * TIME_SECOND)
#define SETTLE_TIME (300 * TIME_MS) /* after bytes that tell the service, for the rest of them */
#define QUIET_TIME (1500 * TIME_MS) /* who spoke this shortly before the end may not be done */

static const char *const labels[] = { "listening",    "HTTP request",          "TLS hello",
				      "MQTT CONNECT", "Modbus identification", "RTSP OPTIONS" };

struct finding {
	uint16_t port;
	const char *service; /* NULL: not known yet */
	bool tls;
	bool spoke;                /* at least one byte came; once TLS is found: inside it */
	bool done;                 /* nothing is left to ask */
	bool asked[IDENTIFY_ASKS]; /* and need not be again */
	const char *trouble;       /* why it was not examined to the end, as a coverage reason */
	struct buf banner;
	char sha256[HASH_HEX_MAX]; /* of the evidence; empty until there is some */
};

/* One connection to one port. */
struct talk {
	struct finding *f;
	enum identify_ask ask;
	struct stream s;
	struct buf said, in;
	size_t greeting; /* bytes that came before EHLO, 0: that was not asked */
	int64_t end;     /* of the time it may take */
	int64_t until;   /* when it has been waited for long enough, not after its end */
	int64_t heard;   /* when the last bytes came */
	int result;      /* how the device ended it, 0: it did not */
};

static unsigned together(enum pace pace)
{
	static const unsigned ports[] = {
		[PACE_GENTLE] = 4, [PACE_NORMAL] = 8, [PACE_FAST] = TOGETHER_MAX
	};

	return ports[pace];
}

/* Numbers of services that never talk first: what to ask, and what inside TLS. */
static const struct usual {
	uint16_t port;
	enum identify_ask ask, inside;
} usual_ports[] = {
	{ 80, ASK_HTTP, ASK_HTTP },   { 8000, ASK_HTTP, ASK_HTTP },
	{ 8080, ASK_HTTP, ASK_HTTP }, { 8081, ASK_HTTP, ASK_HTTP },
	{ 8888, ASK_HTTP, ASK_HTTP }, { 443, ASK_TLS, ASK_HTTP },
	{ 8443, ASK_TLS, ASK_HTTP },  { 8883, ASK_TLS, ASK_MQTT },
	{ 1883, ASK_MQTT, ASK_MQTT }, { 502, ASK_MODBUS, ASK_NOTHING },
	{ 554, ASK_RTSP, ASK_RTSP },  { 8554, ASK_RTSP, ASK_RTSP },
	{ 322, ASK_TLS, ASK_RTSP },
};

static const struct usual *usual_of(uint16_t port)
{
	for (size_t i = 0; i < ARRAY_LEN(usual_ports); i++)
		if (usual_ports[i].port == port)
			return &usual_ports[i];
	return NULL;
}

/* ---- conversations ---- */

static int talk_open(struct probe_context *cx, struct talk *t, struct finding *f)
{
	*t =
	    (struct talk){ .f = f, .s = STREAM_NONE, .said = BUF(SAID_MAX), .in = BUF(ANSWER_MAX) };
	return stream_open(&t->s, &cx->target, f->port, probe_deadline(cx, CONNECT_TIME));
}

static void talk_ask(struct probe_context *cx, struct talk *t, enum identify_ask ask, int64_t time)
{
	char host[ADDR_TEXT_MAX + 8];

	addr_for_url(&cx->target, host);
	t->ask = ask;
	identify_words_ask(&t->said, ask, host);
	t->end = t->until = probe_deadline(cx, time);
	/* What it says may be there even if it does not listen any more. */
	if (t->said.n > 0)
		(void)!stream_write(&t->s, buf_view(&t->said), t->end);
}

static void talk_done(struct talk *t)
{
	stream_done(&t->s);
	buf_done(&t->said);
	buf_done(&t->in);
}

/* What the bytes so far show.  False: we wait for more. */
static bool talk_understand(const struct talk *t, const char **service)
{
	struct bytes in = buf_view(&t->in);

	*service = NULL;
	if (t->greeting > 0)
		return identify_words_after_ehlo(
		    (struct bytes){ .p = in.p + t->greeting, .n = in.n - t->greeting }, service);
	if (!identify_words_echo(buf_view(&t->said), in))
		*service = identify_words_service(t->ask, in);
	return *service != NULL;
}

static void say_ehlo(struct probe_context *cx, struct talk *t)
{
	t->greeting = t->in.n;
	t->end = t->until = probe_deadline(cx, ANSWER_TIME);
	(void)!stream_write(&t->s, bytes_of(IDENTIFY_WORDS_EHLO), t->end);
}

/* Take what comes, until the deadline at the latest. */
static void talk_hear(struct probe_context *cx, struct talk *t, int64_t deadline)
{
	int r = stream_read(&t->s, &t->in, ANSWER_MAX - t->in.n, deadline);
	const char *service;

	if (r == E_TIMEOUT)
		return;
	if (r == 0 && t->in.n >= ANSWER_MAX)
		r = E_LIMIT;
	if (r < 0) {
		t->result = r;
		t->until = 0;
		return;
	}
	t->heard = time_now(&time_system);
	t->until = t->end;
	if (talk_understand(t, &service) && t->heard + SETTLE_TIME < t->end)
		t->until = t->heard + SETTLE_TIME;
	else if (t->ask == ASK_NOTHING && t->greeting == 0 &&
		 identify_words_want_ehlo(buf_view(&t->in)))
		say_ehlo(cx, t);
}

/* Its time is up, but bytes may have come while others were being connected. */
static void talk_end(struct probe_context *cx, struct talk *t)
{
	if (t->result == 0)
		talk_hear(cx, t, 0);
	if (t->until > time_now(&time_system))
		return;
	if (t->ask == ASK_NOTHING && t->in.n == 0 && t->result == 0) {
		t->f->asked[ASK_HTTP] = true;
		talk_ask(cx, t, ASK_HTTP, ANSWER_TIME);
	} else {
		stream_close(&t->s);
	}
}

/* All at once, each until nothing more is expected of it. */
static void hear_all(struct probe_context *cx, struct talk *talks, size_t n)
{
	for (;;) {
		struct pollfd fds[TOGETHER_MAX];
		int64_t next = INT64_MAX;

		for (size_t i = 0; i < n; i++) {
			struct talk *t = &talks[i];

			if (t->s.fd >= 0 && t->until <= time_now(&time_system))
				talk_end(cx, t);
			if (t->s.fd >= 0 && t->until < next)
				next = t->until;
			fds[i] = (struct pollfd){ .fd = t->s.fd, .events = POLLIN };
		}
		if (next == INT64_MAX)
			return;
		if (poll(fds, n, time_left_ms(&time_system, next)) <= 0)
			continue;
		for (size_t i = 0; i < n; i++)
			if (fds[i].revents)
				talk_hear(cx, &talks[i], 0);
	}
}

/* Why a service that said something may still be another than unknown; NULL: it is that. */
static const char *talk_trouble(const struct talk *t)
{
	const char *service;

	if (talk_understand(t, &service))
		return NULL;
	if (t->result == E_LIMIT)
		return probe_reason(E_LIMIT);
	if (t->greeting > 0)
		return probe_reason(t->result ? t->result : E_TIMEOUT);
	return t->result == 0 && t->heard > t->end - QUIET_TIME ? probe_reason(E_TIMEOUT) : NULL;
}

/* Evidence is what showed the service, or the first that was heard, or the last silence. */
static void learn(struct probe_context *cx, struct talk *t, const char *how)
{
	struct finding *f = t->f;
	struct bytes in = buf_view(&t->in);
	const char *service;

	(void)talk_understand(t, &service);
	if (service || !f->spoke) {
		CLEANUP(mem_freep) char *label = mem_format("port %u: %s", f->port, how);

		probe_transcript(cx, &t->s.transcript, label, f->sha256);
		buf_clear(&f->banner);
		text_visible(&f->banner, in, BANNER_SHOWN);
	}
	f->spoke = f->spoke || in.n > 0;
	f->service = service;
	if (service)
		f->trouble = NULL;
	else if (in.n > 0)
		f->trouble = talk_trouble(t);
}

/* ---- inside TLS ---- */

/* False: there is no way in, or no use in asking more. */
static bool ask_inside(struct probe_context *cx, struct finding *f, enum identify_ask ask)
{
	CLEANUP(talk_done) struct talk t;
	int r = talk_open(cx, &t, f);

	if (r == 0)
		r = stream_start_tls(&t.s, probe_deadline(cx, ANSWER_TIME));
	if (r < 0) {
		/* A handshake that fails is an answer: nobody without a key gets in. */
		if (r != E_VERIFY)
			f->trouble = probe_reason(r);
		return false;
	}
	talk_ask(cx, &t, ask, ask == ASK_NOTHING ? INSIDE_TIME : ANSWER_TIME);
	while (time_now(&time_system) < t.until)
		talk_hear(cx, &t, t.until);
	learn(cx, &t, "inside TLS");
	return ask != ASK_NOTHING || t.in.n == 0;
}

static void look_inside(struct probe_context *cx, struct finding *f, const char *outside)
{
	const struct usual *usual = usual_of(f->port);
	enum identify_ask asks[] = { usual ? usual->inside : ASK_NOTHING, ASK_HTTP, ASK_MQTT };

	f->tls = true;
	f->service = NULL;
	f->spoke = false;
	buf_clear(&f->banner);
	for (size_t i = 0; i < ARRAY_LEN(asks) && !f->service; i++)
		if ((i == 0 || asks[i] != asks[0]) && !ask_inside(cx, f, asks[i]))
			break;
	if (!f->service)
		f->service = outside ? outside : "tls";
}

/* ---- some ports at once ---- */

static void conclude(struct probe_context *cx, struct talk *t)
{
	struct finding *f = t->f;
	const char *before = f->service, *now;

	/* Silence may mean no more than that the device was busy. */
	if (t->in.n > 0 || t->result != 0)
		f->asked[t->ask] = true;
	(void)talk_understand(t, &now);
	bool tls = now && text_equal(now, "tls");
	/* A web server that seemed to want TLS, and has none. */
	if (before && !tls)
		return;
	learn(cx, t, labels[t->ask]);
	if (tls)
		look_inside(cx, f, before);
	/* Who talks first in a tongue that we do not know will not know ours. */
	if (!f->service)
		f->done = t->in.n > 0 && t->ask == ASK_NOTHING;
	else
		f->done = tls || !text_equal(f->service, "http") ||
			  !identify_words_want_tls(buf_view(&t->in));
}

static const struct round {
	enum identify_ask ask;
	bool usual; /* what is usual for the number instead */
	bool again; /* for who never said a word: perhaps it was busy all the time */
} rounds[] = {
	{ .usual = true },
	{ .ask = ASK_NOTHING },
	{ .ask = ASK_HTTP },
	{ .ask = ASK_TLS },
	{ .ask = ASK_MQTT },
	{ .ask = ASK_HTTP, .again = true },
	{ .ask = ASK_TLS, .again = true },
};

/* False: nothing to ask in this round. */
static bool next_ask(const struct finding *f, const struct round *round, enum identify_ask *ask)
{
	const struct usual *usual = usual_of(f->port);

	if (f->done || (round->usual && !usual))
		return false;
	*ask = round->usual ? usual->ask : round->ask;
	if (round->again)
		return !f->spoke;
	return !f->asked[*ask] && (!f->service || *ask == ASK_TLS);
}

static void ask_round(struct probe_context *cx, struct finding *findings, size_t n,
		      const struct round *round)
{
	struct talk talks[TOGETHER_MAX];
	size_t talking = 0;

	for (size_t i = 0; i < n; i++) {
		struct finding *f = &findings[i];
		enum identify_ask ask;

		if (!next_ask(f, round, &ask))
			continue;
		int r = talk_open(cx, &talks[talking], f);
		if (r < 0) {
			f->trouble = probe_reason(r);
			f->done = true;
			continue;
		}
		talk_ask(cx, &talks[talking++], ask,
			 ask == ASK_NOTHING ? LISTEN_TIME : ANSWER_TIME);
	}
	hear_all(cx, talks, talking);
	for (size_t i = 0; i < talking; i++) {
		conclude(cx, &talks[i]);
		talk_done(&talks[i]);
	}
}

static void report(struct probe_context *cx, struct finding *f)
{
	const char *trouble = f->trouble ? f->trouble : f->done ? NULL : probe_reason(E_TIMEOUT);

	if (!f->service)
		f->service = f->spoke ? "unknown" : "silent";
	/* A port to which there was no connection shows nothing, not even silence. */
	if (*f->sha256) {
		json_t *o = json_pack("{s:s, s:s, s:i, s:s, s:b}", "kind", "service", "proto",
				      "tcp", "port", f->port, "service", f->service, "tls", f->tls);

		if (f->banner.n > 0)
			json_object_set_new(o, "banner", json_string(buf_cstr(&f->banner)));
		probe_observe(cx, o, f->sha256);
	}
	probe_cover(cx, COVERAGE_IDENTIFY, f->port, trouble ? "partial" : "complete", trouble);
	buf_done(&f->banner);
}

static void identify(struct probe_context *cx, const uint16_t *ports, size_t n)
{
	struct finding findings[TOGETHER_MAX];
	bool in_time = true;

	for (size_t i = 0; i < n; i++)
		findings[i] =
		    (struct finding){ .port = ports[i], .banner = BUF(4 * BANNER_SHOWN + 8) };
	for (size_t i = 0; i < ARRAY_LEN(rounds) && in_time; i++) {
		int64_t start = time_now(&time_system);

		ask_round(cx, findings, n, &rounds[i]);
		int64_t end = time_now(&time_system);
		in_time = end < cx->deadline;
		/* Most of the time it was us who waited. */
		pace_rest(cx->pace, (end - start) / 4);
	}
	for (size_t i = 0; i < n; i++) {
		findings[i].done = findings[i].done || in_time;
		report(cx, &findings[i]);
	}
}

void probe_identify(struct probe_context *cx)
{
	CLEANUP(mem_freep) uint16_t *ports = mem_array(UINT16_MAX, sizeof(*ports));
	size_t i, n = 0, step = together(cx->pace);
	json_t *o;

	json_array_foreach (cx->observations, i, o)
		if (text_equal(json_text(o, "kind"), "port") && n < UINT16_MAX)
			ports[n++] = probe_port(o);
	for (i = 0; i < n; i += step) {
		probe_progress(cx, (unsigned)i, (unsigned)n);
		if (time_now(&time_system) >= cx->deadline)
			for (size_t k = i; k < n && k < i + step; k++)
				probe_cover(cx, COVERAGE_IDENTIFY, ports[k], "not_done",
					    "deadline");
		else
			identify(cx, ports + i, n - i < step ? n - i : step);
	}
}
