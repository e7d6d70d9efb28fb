/*
 * The UDP ports of one device, as the probe asks them, for comparison with other scanners:
 *
 *     udp_answers ADDRESS [gentle|normal|fast [PORT...]]
 *     udp_answers ports
 *
 * The second prints the ports that are asked when none is named.
 * Prints for each port that answers as its protocol does "PORT SERVICE MILLISECONDS" (until its
 * first such answer), then counts and "ms", when the last port was told closed or silent.
 */
#include <openssl/rand.h>

#include "base/base.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "base/time.h"
#include "net/addr.h"
#include "net/datagram.h"
#include "net/pace.h"
#include "net/udp_sweep.h"
#include "probe/udp_words.h"

#define TIME_MAX (20 * 60 * TIME_SECOND)
#define SAID_MAX 2048

struct asked {
	const struct udp_protocol *protocol;
	struct buf said[UDP_WORDS_SAID_MAX];
	int64_t after; /* nanoseconds; 0: no answer yet */
};

struct bench {
	struct udp_words words;
	struct udp_port ports[UDP_SWEEP_PORTS_MAX];
	struct asked asked[UDP_SWEEP_PORTS_MAX];
	unsigned n;
	int64_t start;
};

static void on_heard(void *context, unsigned index, uint16_t from, struct bytes data,
		     const char *foreign)
{
	struct bench *b = context;
	struct asked *a = &b->asked[index];
	CLEANUP(buf_done) struct buf banner = BUF(65536);

	(void)from;
	if (!foreign && !a->after && a->protocol && a->protocol->fits(&b->words, data, &banner))
		a->after = time_now(&time_system) - b->start;
}

static void on_said(void *context, unsigned index, struct bytes data)
{
	(void)context;
	(void)index;
	(void)data;
}

/* As probe_udp does; a published community is said too, as other scanners do. */
static int choose_words(struct udp_words *w, const struct addr *target)
{
	char host[ADDR_TEXT_MAX + 8];
	struct addr local;

	addr_for_url(target, w->host);
	int r = datagram_local(&local, target);
	if (r < 0)
		return r;
	addr_for_url(&local, host);
	(void)snprintf(w->local, sizeof(w->local), "%s:5060", host);
	w->authorized = true;
	return RAND_bytes(w->random, sizeof(w->random)) == 1 ? 0 : -EIO;
}

static void add(struct bench *b, uint16_t port)
{
	struct asked *a = &b->asked[b->n];
	struct udp_port *p = &b->ports[b->n++];

	p->port = port;
	a->protocol = udp_words_find(port);
	if (!a->protocol)
		return;
	for (unsigned i = 0; i < UDP_WORDS_SAID_MAX; i++)
		a->said[i] = BUF(SAID_MAX);
	p->local = a->protocol->local;
	p->group = a->protocol->group;
	p->n_said = a->protocol->ask(&b->words, a->said);
	for (unsigned i = 0; i < p->n_said; i++)
		p->said[i] = buf_view(&a->said[i]);
}

static int run(struct bench *b, const struct addr *target, enum pace pace)
{
	unsigned open = 0, closed = 0;

	b->start = time_now(&time_system);
	struct udp_sweep s = { .target = *target,
			       .pace = pace,
			       .deadline = b->start + TIME_MAX,
			       .ports = b->ports,
			       .n = b->n,
			       .said = on_said,
			       .heard = on_heard,
			       .context = b };
	int r = udp_sweep_run(&s);

	for (unsigned i = 0; i < b->n; i++) {
		open += b->ports[i].state == UDP_OPEN;
		closed += b->ports[i].state == UDP_CLOSED;
		if (b->asked[i].after)
			printf("%u %s %" PRId64 "\n", b->ports[i].port,
			       b->asked[i].protocol->service, b->asked[i].after / TIME_MS);
	}
	printf("open %u\nclosed %u\nsilent %u\ndatagrams %u\nms %" PRId64 "\n", open, closed,
	       b->n - open - closed, s.sent, (time_now(&time_system) - b->start) / TIME_MS);
	return r;
}

int main(int argc, char **argv)
{
	CLEANUP(mem_freep) struct bench *b = mem_array(1, sizeof(*b));

	if (argc == 2 && text_equal(argv[1], "ports")) {
		for (size_t i = 0; i < udp_words_n_ports; i++)
			printf("%u\n", udp_words_ports[i]);
		return 0;
	}
	enum pace pace = PACE_FAST;
	struct addr target;
	struct err err = { 0 };
	int r = argc < 2 || (argc > 2 && pace_find(argv[2], &pace) < 0)
		    ? err_set(&err, E_USAGE, "usage: udp_answers ADDRESS [PACE [PORT...]]")
		    : addr_resolve(&target, argv[1], &err);

	if (r == 0)
		r = choose_words(&b->words, &target);
	for (int i = 3; r == 0 && i < argc && b->n < UDP_SWEEP_PORTS_MAX; i++) {
		uint64_t port = 0;

		r = num_u64(argv[i], 1, 65535, &port);
		if (r == 0)
			add(b, (uint16_t)port);
	}
	for (size_t i = 0; r == 0 && argc < 4 && i < udp_words_n_ports; i++)
		add(b, udp_words_ports[i]);
	if (r == 0)
		r = run(b, &target, pace);
	for (unsigned i = 0; i < b->n; i++)
		for (unsigned k = 0; k < UDP_WORDS_SAID_MAX; k++)
			buf_done(&b->asked[i].said[k]);
	if (r < 0)
		fprintf(stderr, "udp_answers: %s\n", err.code ? err.text : err_name(r));
	return r < 0 ? 2 : 0;
}
