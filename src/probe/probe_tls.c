/*
 * The TLS posture of a service, by our own ClientHellos and without finishing a handshake: which
 * versions it takes, and for each weak class of suites one witness.  At most CONNECTIONS_MAX
 * connections, one at a time, so that a small device is not worn down.
 *
 * Classes are found by elimination: a hello offers suites with a class not found yet; the suite the
 * server picks names at least one, which then leaves the offer, until it picks none.
 *
 * That nothing was picked proves something only of a server that reads such a list to its end.  So
 * the last hello is a control: a list that was refused, ending with a suite that was taken.
 */
#include "probe/probe.h"

#include <openssl/rand.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/time.h"
#include "net/stream.h"
#include "probe/tls_offer.h"
#include "probe/tls_reply.h"
#include "probe/tls_witness.h"
#include "run/coverage.h"
#include "wire/tls.h"
#include "wire/tls_flight.h"
#include "wire/tls_suite.h"

#define CONNECTIONS_MAX 15
#define CLASSES TLS_WITNESS_WEAK
#define ALERT_PROTOCOL_VERSION 70
/* With our groups and key share a hello of TLS 1.3 is then as long as others with TLS_OFFER_MAX. */
#define CONTROL_MAX_1_3 36
#define HELLO_VERSIONS (TLS_1_3 - TLS_SSL3 + 1)

/* What became of hellos that offered a version as the highest. */
struct tried {
	uint16_t taken;           /* the suite that was picked last; 0: none so far */
	struct tls_offer refused; /* the first of the longest lists without one that was picked */
	bool no_such_version;     /* it said so */
};

struct posture {
	struct probe_context *cx;
	uint16_t port;
	unsigned connections;
	struct tls_witness seen;
	struct tried tried[HELLO_VERSIONS];
	uint16_t picked;     /* the suite that was picked last below TLS 1.3; 0: none so far */
	bool answered;       /* some hello was answered, if only by an alert */
	bool silent;         /* some hello was met with silence */
	bool gone;           /* it takes no connections any more */
	const char *last;    /* why the last hello got no answer in TLS; NULL: it did */
	const char *trouble; /* a coverage reason, once something went wrong */
};

static struct tried *tried(struct posture *p, unsigned version)
{
	return &p->tried[version - TLS_SSL3];
}

/* The first trouble is the one that is told: others often follow from it. */
static void trouble(struct posture *p, const char *reason)
{
	if (!p->trouble)
		p->trouble = reason;
}

/* ---- one hello ---- */

static const char *connect_trouble(const struct posture *p, int result)
{
	if (p->answered)
		return "stopped_answering";
	return result == E_TIMEOUT ? "no_answer" : probe_reason(result);
}

static void exchange(struct posture *p, struct tls_reply *reply, const struct buf *hello,
		     const char *what)
{
	p->connections++;
	tls_reply_get(reply, p->cx, p->port, buf_view(hello), what);
	if (!reply->connected) {
		p->gone = true;
		trouble(p, connect_trouble(p, reply->result));
		return;
	}
	p->last = tls_reply_trouble(reply);
	p->answered = p->answered || !p->last;
	p->silent = p->silent || (p->last && reply->result == E_TIMEOUT);
	if (p->last && reply->result == E_LIMIT)
		trouble(p, p->last);
}

static void say_hello(struct posture *p, struct tls_reply *reply, struct tls_hello *hello,
		      const char *what)
{
	CLEANUP(buf_done) struct buf out = BUF(4096);
	uint8_t random[TLS_RANDOM_SIZE], share[TLS_X25519_SIZE];

	if (RAND_bytes(random, sizeof(random)) != 1 || RAND_bytes(share, sizeof(share)) != 1)
		abort();
	hello->random = random;
	hello->x25519 = share;
	tls_hello_encode(&out, hello);
	hello->random = hello->x25519 = NULL;
	exchange(p, reply, &out, what);
}

/* ---- what to offer ---- */

/* A server of TLS 1.3 may know one group only, whichever; there all have names. */
static const uint16_t groups_1_3[] = { TLS_GROUP_X25519, 0x0017, 0x0018, 0x0019, 0x001e,
				       0x0100,           0x0101, 0x0102, 0x0103, 0x0104,
				       0x001f,           0x0020, 0x0021 };

static bool may_go_on(struct posture *p)
{
	if (p->connections < CONNECTIONS_MAX && time_now(&time_system) < p->cx->deadline)
		return !p->gone;
	trouble(p, p->connections < CONNECTIONS_MAX ? "deadline" : "budget");
	return false;
}

enum taken { REFUSED, NO_SUCH_VERSION, TAKEN };

static bool was_offered(unsigned version, const struct tls_offer *list, const struct tls_flight *f)
{
	unsigned oldest = version == TLS_1_3 ? TLS_1_3 : TLS_SSL3;

	return !f->ssl2 && f->version >= oldest && f->version <= version &&
	       tls_offer_has(list, f->suite);
}

static enum taken weigh_hello(struct posture *p, struct tried *t, const struct tls_reply *reply)
{
	const struct tls_flight *f = &reply->flight;

	t->taken = f->suite;
	if (f->version < TLS_1_3)
		p->picked = f->suite;
	/* So it was busy then. */
	if (tls_offer_has(&t->refused, f->suite))
		t->refused.n = 0;
	if (tls_witness_hello(&p->seen, f, reply->sha256) < 0)
		trouble(p, "garbage");
	/* What would have come after the ServerHello is not known. */
	if (reply->result < 0)
		trouble(p, probe_reason(reply->result));
	return TAKEN;
}

/* What the reply means, and with a hello that was taken all that it tells. */
static enum taken weigh(struct posture *p, unsigned version, const struct tls_offer *list,
			const struct tls_reply *reply)
{
	struct tried *t = tried(p, version);
	const struct tls_flight *f = &reply->flight;

	if (f->have_hello && was_offered(version, list, f))
		return weigh_hello(p, t, reply);
	/* It picked what was not offered, or was still talking when the time was up. */
	if (f->have_hello)
		trouble(p, "garbage");
	else if (p->last && reply->result == E_TIMEOUT && reply->received)
		trouble(p, p->last);
	if (f->have_alert && f->alert == ALERT_PROTOCOL_VERSION) {
		t->no_such_version = true;
		return NO_SUCH_VERSION;
	}
	if (list->n > t->refused.n)
		t->refused = *list;
	return REFUSED;
}

static enum taken offer(struct posture *p, unsigned version, const struct tls_offer *list,
			const char *what)
{
	CLEANUP(tls_reply_done) struct tls_reply reply = { 0 };
	struct tls_hello hello = {
		.version = version,
		.only_1_3 = version == TLS_1_3,
		.suites = list->suites,
		.n_suites = list->n,
	};

	if (list->n == 0 || !may_go_on(p))
		return REFUSED;
	if (version == TLS_1_3) {
		hello.groups = groups_1_3;
		hello.n_groups = ARRAY_LEN(groups_1_3);
	}
	say_hello(p, &reply, &hello, what);
	/* Silence may be a refusal, or a server that was busy for once. */
	if (p->last && reply.result == E_TIMEOUT && p->answered && may_go_on(p)) {
		tls_reply_done(&reply);
		say_hello(p, &reply, &hello, what);
	}
	return p->gone ? REFUSED : weigh(p, version, list, &reply);
}

static enum taken offer_first(struct posture *p, unsigned version, uint32_t wanted,
			      uint32_t unwanted, const char *what)
{
	struct tls_offer list;

	tls_offer_fill(&list, version, wanted, unwanted, 0);
	return offer(p, version, &list, what);
}

static void modern_versions(struct posture *p)
{
	(void)offer_first(p, TLS_1_3, TLS_ONLY_1_3, 0, "only TLS 1.3");
	(void)offer_first(p, TLS_1_2, TLS_AEAD, TLS_ANON | TLS_STATIC_KEY,
			  "TLS 1.2, forward secrecy and AEAD");
}

/*
 * Every suite offered here is of some class, so that the witness for the version is one for classes
 * too; last comes one that was picked before.  A server may take less than offered: then the
 * versions below may still be there.  Rare suites are offered once only, with TLS 1.1: whoever has
 * nothing but these in an older version would take that version then.
 */
static void old_version(struct posture *p, unsigned version, const char *what)
{
	uint32_t missing = CLASSES & ~p->seen.classes;
	struct tls_offer list = { .n = 0 };
	enum taken taken = REFUSED;
	bool again = false; /* what was picked before has not been offered */

	if (p->seen.versions[version] || tried(p, version)->no_such_version)
		return;
	do {
		tls_offer_fill(&list, version, missing ? missing : CLASSES, 0, list.next);
		if (list.n == 0 || p->gone)
			break;
		again = !tls_offer_end(&list, version, p->picked) || again;
		taken = offer(p, version, &list, what);
	} while (taken == REFUSED && version == TLS_1_1 && (p->answered || !p->silent));
	if (taken == REFUSED && again && missing != CLASSES && missing != 0)
		(void)offer_first(p, version, CLASSES & ~missing, missing, what);
}

static void ssl2(struct posture *p)
{
	CLEANUP(tls_reply_done) struct tls_reply reply = { 0 };
	CLEANUP(buf_done) struct buf out = BUF(256);
	uint8_t challenge[TLS_CHALLENGE_SIZE];

	if (!may_go_on(p))
		return;
	if (RAND_bytes(challenge, sizeof(challenge)) != 1)
		abort();
	tls_hello_ssl2_encode(&out, challenge);
	exchange(p, &reply, &out, "SSL 2.0");
	if (reply.flight.ssl2 && reply.flight.have_hello && reply.flight.n_ssl2_kinds > 0)
		tls_witness_ssl2(&p->seen, reply.sha256);
}

static void weak_classes(struct posture *p, unsigned version, const char *what)
{
	struct tls_offer list;
	size_t at = 0;

	while (CLASSES & ~p->seen.classes) {
		uint32_t before = p->seen.classes;

		tls_offer_fill(&list, version, CLASSES & ~p->seen.classes, 0, at);
		if (list.n == 0 || !may_go_on(p))
			return;
		switch (offer(p, version, &list, what)) {
		case TAKEN:
			/* What was picked has a class that was missing: this ends. */
			assert(before != p->seen.classes);
			break;
		case REFUSED:
			at = list.next;
			break;
		case NO_SUCH_VERSION:
			return;
		}
	}
}

/* Some classes live in old versions only, and some servers stumble over TLS 1.2. */
static void all_weak_classes(struct posture *p)
{
	unsigned newest = tls_witness_newest(&p->seen), oldest = TLS_SSL3;

	if (newest == 0) {
		if (!tried(p, TLS_1_2)->no_such_version)
			weak_classes(p, TLS_1_2, "suites of weak classes");
		return;
	}
	weak_classes(p, newest, "suites of weak classes");
	while (!p->seen.versions[oldest])
		oldest++;
	if (oldest < newest)
		weak_classes(p, oldest, "suites of weak classes, old version");
}

static void finite_field(struct posture *p)
{
	unsigned version = tls_witness_newest(&p->seen);

	if (version)
		(void)offer_first(p, version, TLS_DHE, TLS_ANON, "finite field Diffie-Hellman");
}

/* TLS 1.3 hides the certificate: only a finished handshake shows it. */
static void hidden_certificate(struct posture *p)
{
	CLEANUP(stream_done) struct stream s = STREAM_NONE;
	CLEANUP(buf_done) struct buf der = BUF(64u << 10);
	CLEANUP(mem_freep) char *label = mem_format("port %u: TLS certificate (DER)", p->port);
	char sha256[HASH_HEX_MAX];

	if (p->seen.have_certificate || !p->seen.versions[TLS_1_3] || !may_go_on(p))
		return;
	p->connections++;
	int r = tls_reply_open(&s, p->cx, p->port);
	if (r == 0)
		r = stream_start_tls(&s, probe_deadline(p->cx, TLS_REPLY_TIME));
	if (r == 0)
		r = stream_certificate(&s, &der);
	if (r < 0) {
		trouble(p, r == E_MISSING ? "garbage" : probe_reason(r));
		return;
	}
	probe_evidence(p->cx, buf_view(&der), label, sha256);
	if (tls_witness_certificate(&p->seen, buf_view(&der), sha256) < 0)
		trouble(p, "garbage");
}

/* ---- the control ---- */

/* The longest list that was refused, with whatever version; it is empty when none was. */
static const struct tls_offer *longest_refused(struct posture *p)
{
	const struct tls_offer *longest = &tried(p, TLS_1_2)->refused;

	for (unsigned version = TLS_SSL3; version < TLS_1_2; version++)
		if (tried(p, version)->refused.n > longest->n)
			longest = &tried(p, version)->refused;
	return longest;
}

/* Best with a version that had both a list refused and one taken. */
static unsigned control_version(struct posture *p)
{
	unsigned with_taken = TLS_1_3;

	for (unsigned version = TLS_SSL3; version <= TLS_1_2; version++)
		if (tried(p, version)->taken)
			with_taken = version;
	for (unsigned version = TLS_1_2; version >= TLS_SSL3; version--)
		if (tried(p, version)->taken && tried(p, version)->refused.n > 0)
			return version;
	return with_taken;
}

/*
 * Whether it takes a suite that it took before when that comes last in a list as long as the
 * longest that was refused.  The others of the list are known to be refused by this version; where
 * none are, at least the length is right, and any may be taken.
 */
static bool reads_to_the_end(struct posture *p, unsigned version)
{
	const struct tls_offer *own = &tried(p, version)->refused;
	const struct tls_offer *longest = longest_refused(p);
	bool is_own = own->n > 0 && version < TLS_1_3;
	unsigned n =
	    version == TLS_1_3 && longest->n > CONTROL_MAX_1_3 ? CONTROL_MAX_1_3 : longest->n;
	uint16_t suite = tried(p, version)->taken;
	struct tls_offer list = is_own ? *own : *longest;

	for (; list.n < n; list.n++)
		list.suites[list.n] = list.suites[list.n - own->n];
	list.n = n;
	if (!tls_offer_end(&list, version, suite) ||
	    offer(p, version, &list, "what it took before, after what it refused") != TAKEN)
		return false;
	return !is_own || tried(p, version)->taken == suite;
}

/*
 * No answer to one hello and an answer to another are both answers, if it still lives afterwards
 * and reads hellos as long as ours to their end.
 */
static void control(struct posture *p)
{
	unsigned version = control_version(p);
	struct tls_offer known = { .suites = { tried(p, version)->taken }, .n = 1 };
	bool was_refused = longest_refused(p)->n > 0;

	if (p->trouble || (!was_refused && !p->silent && !p->last))
		return;
	if (was_refused && reads_to_the_end(p, version))
		return;
	if (offer(p, version, &known, "what it took before") != TAKEN)
		trouble(p, "stopped_answering");
	else if (was_refused)
		trouble(p, "garbage");
}

/* ---- a service ---- */

static void examine_answering(struct posture *p)
{
	/* What it did not answer before it answered anything deserves another try. */
	if (p->silent)
		modern_versions(p);
	old_version(p, TLS_1_2, "up to TLS 1.2");
	old_version(p, TLS_1_0, "up to TLS 1.0");
	old_version(p, TLS_SSL3, "up to SSL 3.0");
	ssl2(p);
	all_weak_classes(p);
	finite_field(p);
	hidden_certificate(p);
	if (tls_witness_newest(&p->seen) || p->seen.versions[TLS_1_3])
		control(p);
	else
		trouble(p, "unsupported");
}

static void examine(struct probe_context *cx, uint16_t port)
{
	CLEANUP(mem_freep) struct posture *p = mem_array(1, sizeof(*p));

	*p = (struct posture){ .cx = cx, .port = port, .seen = { .cx = cx, .port = port } };
	modern_versions(p);
	old_version(p, TLS_1_1, "up to TLS 1.1");
	/* Some hang up at the sight of a version that they have not heard of. */
	if (!p->answered && !p->silent) {
		old_version(p, TLS_1_0, "up to TLS 1.0");
		old_version(p, TLS_SSL3, "up to SSL 3.0");
	}
	if (p->answered)
		examine_answering(p);
	else
		trouble(p, p->last);
	probe_cover(cx, COVERAGE_TLS, port, p->trouble ? "partial" : "complete", p->trouble);
}

void probe_tls(struct probe_context *cx)
{
	const json_t *service;
	unsigned done = 0, n = 0;

	for (size_t i = 0; (service = probe_next_service(cx, &i, NULL));)
		n += json_flag(service, "tls");
	for (size_t i = 0; (service = probe_next_service(cx, &i, NULL));) {
		if (!json_flag(service, "tls"))
			continue;
		probe_progress(cx, done++, n);
		examine(cx, probe_port(service));
	}
}
