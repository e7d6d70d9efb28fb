/*
 * UDP: ports of well-known protocols, each asked in its own words, to the device and to the group
 * it would listen to; the ports that the declaration names; those that attackers favour.  A port is
 * only certain when it answered, or when the device itself said by ICMP that nothing is there.
 */
#include "probe/probe.h"

#include <openssl/rand.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "criteria/catalogue.h"
#include "net/datagram.h"
#include "net/udp_sweep.h"
#include "probe/udp_follow.h"
#include "probe/udp_words.h"
#include "product/declaration.h"
#include "run/coverage.h"

#define TABLE_MAX (64u << 10)
#define SAID_MAX 2048
#define BANNER_RAW_MAX (64u << 10)
#define KEPT_MAX 16                 /* answers of one port that are looked at again */
#define END_TIME (60 * TIME_SECOND) /* kept back for what is asked after the sweep */

struct asked {
	const struct udp_protocol *protocol; /* NULL: none that we know */
	struct buf said[UDP_WORDS_SAID_MAX];
	struct transcript t;
	bool understood;
	struct buf banner, first; /* raw; first: what came first, understood or not */
	struct buf kept[KEPT_MAX];
	unsigned n_kept;
};

struct examination {
	struct probe_context *cx;
	struct udp_words words;
	struct udp_port ports[UDP_SWEEP_PORTS_MAX];
	struct asked *asked; /* as many */
	unsigned n;
};

/* ---- which ports, in which words ---- */

static void add_port(struct examination *e, int64_t number)
{
	for (unsigned i = 0; i < e->n; i++)
		if (e->ports[i].port == number)
			return;
	if (number < 1 || number > UINT16_MAX || e->n == UDP_SWEEP_PORTS_MAX)
		return;
	e->ports[e->n++] = (struct udp_port){ .port = (uint16_t)number };
}

static void choose_ports(struct examination *e)
{
	const struct probe_context *cx = e->cx;
	const json_t *risk = json_object_get(
	    catalogue_parameter(cx->catalogue, cx->parameters, "ports.risk_udp"), "value");
	size_t i;
	json_t *item;

	for (i = 0; i < udp_words_n_ports; i++)
		add_port(e, udp_words_ports[i]);
	json_array_foreach (risk, i, item)
		add_port(e, json_integer_value(item));
	if (!cx->declaration)
		return;
	json_array_foreach (json_object_get(cx->declaration->value, "interfaces"), i, item)
		if (text_equal(json_text(item, "proto"), "udp"))
			add_port(e, json_int(item, "port", 0));
}

static int choose_words(struct examination *e)
{
	struct udp_words *w = &e->words;
	char host[ADDR_TEXT_MAX + 8];
	struct addr local;

	addr_for_url(&e->cx->target, w->host);
	int r = datagram_local(&local, &e->cx->target);
	if (r < 0)
		return r;
	addr_for_url(&local, host);
	(void)snprintf(w->local, sizeof(w->local), "%s:5060", host);
	w->authorized = e->cx->authorized;
	return RAND_bytes(w->random, sizeof(w->random)) == 1 ? 0 : -EIO;
}

static void prepare(struct examination *e)
{
	bool v6 = e->cx->target.sa.sa_family == AF_INET6;

	e->asked = mem_array(e->n, sizeof(*e->asked));
	for (unsigned i = 0; i < e->n; i++) {
		struct asked *a = &e->asked[i];
		struct udp_port *p = &e->ports[i];

		*a = (struct asked){ .protocol = udp_words_find(p->port),
				     .banner = BUF(BANNER_RAW_MAX),
				     .first = BUF(DATAGRAM_MAX) };
		transcript_init(&a->t, time_now(&time_system));
		if (!a->protocol)
			continue;
		for (unsigned k = 0; k < UDP_WORDS_SAID_MAX; k++)
			a->said[k] = BUF(SAID_MAX);
		p->local = a->protocol->local;
		p->group = v6 ? a->protocol->group6 : a->protocol->group;
		p->n_said = a->protocol->ask(&e->words, a->said);
		for (unsigned k = 0; k < p->n_said; k++) {
			assert(buf_ok(&a->said[k]));
			p->said[k] = buf_view(&a->said[k]);
		}
	}
}

static void examination_done(struct examination *e)
{
	for (unsigned i = 0; e->asked && i < e->n; i++) {
		struct asked *a = &e->asked[i];

		for (unsigned k = 0; k < UDP_WORDS_SAID_MAX; k++)
			buf_done(&a->said[k]);
		for (unsigned k = 0; k < a->n_kept; k++)
			buf_done(&a->kept[k]);
		buf_done(&a->banner);
		buf_done(&a->first);
		transcript_done(&a->t);
	}
	mem_free(e->asked);
}

/* ---- while it runs ---- */

static void on_said(void *context, unsigned i, struct bytes data)
{
	struct examination *e = context;

	transcript_sent(&e->asked[i].t, data, time_now(&time_system));
}

static void on_heard(void *context, unsigned i, uint16_t from, struct bytes data,
		     const char *foreign)
{
	struct examination *e = context;
	struct asked *a = &e->asked[i];

	if (foreign) {
		transcript_note(&a->t, "%zu bytes from %s, which is not the device: not counted",
				data.n, foreign);
		return;
	}
	if (from != e->ports[i].port)
		transcript_note(&a->t, "the next came from the device's port %u", from);
	transcript_received(&a->t, data, time_now(&time_system));
	if (a->first.n == 0)
		buf_bytes(&a->first, data);
	CLEANUP(buf_done) struct buf banner = BUF(BANNER_RAW_MAX);
	if (!a->protocol || !a->protocol->fits(&e->words, data, &banner))
		return;
	a->understood = true;
	if (banner.n > a->banner.n) {
		buf_clear(&a->banner);
		buf_bytes(&a->banner, buf_view(&banner));
	}
	if (a->n_kept < KEPT_MAX) {
		a->kept[a->n_kept] = BUF(DATAGRAM_MAX);
		buf_bytes(&a->kept[a->n_kept++], data);
	}
}

static void on_progress(void *context, unsigned done, unsigned total)
{
	struct examination *e = context;

	probe_progress(e->cx, done, total);
}

/* ---- what came of it ---- */

static void write_table(struct buf *out, const struct udp_sweep *s)
{
	static const char *const names[] = { "unknown", "open", "closed", "open|filtered" };

	buf_format(out, "# udp ports of %s, pace %s, %u datagrams\n", s->target.text,
		   pace_name(s->pace), s->sent);
	if (s->mute)
		buf_text(out, "# no ICMP port unreachable from surely closed ports\n");
	else if (s->interval > 0)
		buf_format(out, "# ICMP: %u of %u at once, then one in %" PRId64 " ms\n",
			   s->controls_answered, UDP_SWEEP_CONTROLS, s->interval / TIME_MS);
	else
		buf_format(out, "# ICMP: %u of %u at once, no limit met\n", s->controls_answered,
			   UDP_SWEEP_CONTROLS);
	for (unsigned i = 0; i < s->n; i++) {
		const struct udp_port *p = &s->ports[i];

		buf_format(out, "%u %s", p->port, names[p->state]);
		if (p->foreign > 0)
			buf_format(out, ", %u datagrams from other addresses", p->foreign);
		if (p->refused)
			buf_text(out, ", a firewall refuses");
		if (p->flooded)
			buf_text(out, ", flooded");
		buf_u8(out, '\n');
	}
}

static void observe_port(struct probe_context *cx, uint16_t port, const char *state,
			 const char *sha256)
{
	probe_observe(cx,
		      json_pack("{s:s, s:s, s:i, s:s}", "kind", "port", "proto", "udp", "port",
				(int)port, "state", state),
		      sha256);
}

static void report_open(struct examination *e, unsigned i)
{
	struct probe_context *cx = e->cx;
	struct asked *a = &e->asked[i];
	uint16_t port = e->ports[i].port;
	CLEANUP(mem_freep) char *label = mem_format("port %u/udp: what it answers", port);
	CLEANUP(mem_freep)
	char *banner = text_visible_new(a->understood ? buf_view(&a->banner) : buf_view(&a->first),
					UDP_WORDS_BANNER_MAX);
	const char *service = a->understood ? a->protocol->service : "unknown";
	const char *trouble = NULL;
	char sha256[HASH_HEX_MAX];

	probe_transcript(cx, &a->t, label, sha256);
	observe_port(cx, port, "open", sha256);
	json_t *o = json_pack("{s:s, s:s, s:i, s:s, s:b}", "kind", "service", "proto", "udp",
			      "port", (int)port, "service", service, "tls", false);
	if (*banner)
		json_object_set_new(o, "banner", json_string(banner));
	probe_observe(cx, o, sha256);
	if (a->understood) {
		CLEANUP(json_done) json_t *told = json_object();
		struct bytes kept[KEPT_MAX];

		for (unsigned k = 0; k < a->n_kept; k++)
			kept[k] = buf_view(&a->kept[k]);
		trouble = udp_follow(cx, &(struct udp_found){ .service = service,
							      .port = port,
							      .answers = kept,
							      .n = a->n_kept,
							      .sha256 = sha256,
							      .told = told });
	} else if (e->ports[i].flooded) {
		trouble = "too_much";
	} else if (a->protocol) {
		trouble = "garbage";
	}
	probe_cover_udp(cx, COVERAGE_UDP, port, trouble ? "partial" : "complete", trouble);
}

static void report_port(struct examination *e, const struct udp_sweep *s, unsigned i,
			const char *table)
{
	struct probe_context *cx = e->cx;
	const struct udp_port *p = &e->ports[i];

	switch (p->state) {
	case UDP_OPEN:
		report_open(e, i);
		break;
	case UDP_CLOSED:
		break;
	case UDP_SILENT:
		observe_port(cx, p->port, "filtered", table);
		/* The maker says that it is open, and nothing says otherwise; but what is there? */
		if (declaration_interface(cx->declaration, "udp", p->port))
			probe_cover_udp(cx, COVERAGE_UDP, p->port, "partial", "open_filtered");
		else
			probe_cover_udp(cx, COVERAGE_SWEEP_UDP, p->port, "partial",
					"open_filtered");
		break;
	case UDP_UNKNOWN:
		probe_cover_udp(cx, COVERAGE_SWEEP_UDP, p->port, "partial",
				p->flooded   ? "too_much"
				: s->stopped ? "stopped_answering"
					     : "deadline");
		break;
	}
}

static void examine(struct examination *e)
{
	struct probe_context *cx = e->cx;
	CLEANUP(buf_done) struct buf table = BUF(TABLE_MAX);
	struct udp_sweep s = {
		.target = cx->target,
		.pace = cx->pace,
		.deadline = cx->deadline - END_TIME,
		.ports = e->ports,
		.n = e->n,
		.said = on_said,
		.heard = on_heard,
		.progress = on_progress,
		.context = e,
	};
	char sha256[HASH_HEX_MAX];
	int r = udp_sweep_run(&s);

	if (r < 0) {
		probe_cover(cx, COVERAGE_SWEEP_UDP, 0, "error", "crashed");
		return;
	}
	write_table(&table, &s);
	probe_evidence(cx, buf_view(&table), "UDP ports", sha256);
	for (unsigned i = 0; i < e->n; i++)
		report_port(e, &s, i, sha256);
	/* All were asked; what did not become certain has a record of its own, and that is worse.
	 */
	probe_cover(cx, COVERAGE_SWEEP_UDP, 0, "complete", NULL);
}

static void examination_free(struct examination **e)
{
	if (*e)
		examination_done(*e);
	mem_free(*e);
}

void probe_udp(struct probe_context *cx)
{
	CLEANUP(examination_free) struct examination *e = mem_array(1, sizeof(*e));

	e->cx = cx;
	if (choose_words(e) < 0) {
		probe_cover(cx, COVERAGE_SWEEP_UDP, 0, "not_done", "no_answer");
		return;
	}
	choose_ports(e);
	prepare(e);
	examine(e);
}
