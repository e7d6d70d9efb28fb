/*
 * The TLS posture of a service, by our own ClientHellos and without finishing a handshake: which
 * versions it takes, and for each weak class of suites one witness.  At most CONNECTIONS_MAX
 * connections, one at a time, so that a small device is not worn down.
 *
 * Classes are found by elimination: a hello offers suites with a class not found yet; the suite the
 * server picks names at least one, which then leaves the offer, until it picks none.
 */
#include "probe/probe.h"

#include <openssl/rand.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "crypto/cert.h"
#include "net/stream.h"
#include "probe/tls_offer.h"
#include "run/coverage.h"
#include "wire/tls.h"
#include "wire/tls_flight.h"
#include "wire/tls_suite.h"

#define CONNECTIONS_MAX 15
#define CONNECT_TIME (5 * TIME_SECOND)
#define ANSWER_TIME (6 * TIME_SECOND)
#define FLIGHT_BYTES_MAX (256u << 10)
#define CONNECT_TRIES 3
#define CLASSES                                                                                \
	(TLS_NULL | TLS_ANON | TLS_EXPORT | TLS_RC4 | TLS_DES | TLS_3DES | TLS_RC2_IDEA_SEED | \
	 TLS_MD5 | TLS_STATIC_KEY | TLS_CBC)
#define ALERT_PROTOCOL_VERSION 70

static const struct {
	uint32_t trait;
	const char *name;
} class_names[] = {
	{ TLS_NULL, "null" },
	{ TLS_ANON, "anonymous" },
	{ TLS_EXPORT, "export" },
	{ TLS_RC4, "rc4" },
	{ TLS_DES, "des" },
	{ TLS_3DES, "3des" },
	{ TLS_RC2_IDEA_SEED, "rc2-idea-seed" },
	{ TLS_MD5, "md5" },
	{ TLS_STATIC_KEY, "static-key" },
	{ TLS_CBC, "cbc" },
	{ TLS_AEAD, "aead" },
};

struct posture {
	struct probe_context *cx;
	uint16_t port;
	unsigned connections;
	uint32_t classes;     /* found so far */
	bool versions[0x305]; /* by number; only a handful are ever set */
	json_t *groups;       /* reported so far */
	bool have_certificate;
	unsigned known_version; /* the last that was agreed on, and the suite; 0: none so far */
	uint16_t known_suite;
	bool answered;       /* some hello was answered, if only by an alert */
	bool silent;         /* some hello was met with silence */
	bool gone;           /* it takes no connections any more */
	const char *last;    /* why the last hello got no answer in TLS; NULL: it did */
	const char *trouble; /* a coverage reason, once something went wrong */
};

/* One connection's result; flight borrows from scratch. */
struct reply {
	int result; /* of the connection: 0, or an error before any TLS answer */
	size_t received;
	struct tls_flight flight;
	struct buf scratch;
	char sha256[HASH_HEX_MAX];
};

static void reply_done(struct reply *r)
{
	buf_done(&r->scratch);
}

/* ---- one connection ---- */

static int open_patiently(struct posture *p, struct stream *s)
{
	int r = 0;

	/* A single-minded server may need a moment between two connections. */
	for (int i = 0; i < CONNECT_TRIES; i++) {
		if (i > 0)
			(void)nanosleep(&(struct timespec){ .tv_nsec = 300 * TIME_MS }, NULL);
		r = stream_open(s, &p->cx->target, p->port, probe_deadline(p->cx, CONNECT_TIME));
		if (r != E_REFUSED)
			break;
	}
	return r;
}

static int read_flight(struct posture *p, struct stream *s, struct reply *reply)
{
	CLEANUP(buf_done) struct buf in = BUF(FLIGHT_BYTES_MAX);
	int64_t deadline = probe_deadline(p->cx, ANSWER_TIME);

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

/* What keeps a reply from being an answer in TLS; NULL: it is one. */
static const char *reply_trouble(const struct reply *reply)
{
	if (reply->flight.have_hello || reply->flight.have_alert)
		return NULL;
	if (reply->result == E_TIMEOUT)
		return reply->received ? "deadline" : "no_answer";
	return reply->received && reply->result != E_LIMIT ? "garbage"
							   : probe_reason(reply->result);
}

/* Send what was encoded, read the flight, keep the evidence. */
static void exchange(struct posture *p, struct reply *reply, const struct buf *hello,
		     const char *what)
{
	CLEANUP(stream_done) struct stream s = STREAM_NONE;
	CLEANUP(mem_freep) char *label = mem_format("port %u: TLS, %s", p->port, what);
	int64_t start = time_now(&time_system);

	*reply = (struct reply){ .scratch = BUF(TLS_FLIGHT_MAX) };
	p->connections++;
	reply->result = open_patiently(p, &s);
	if (reply->result < 0) {
		p->gone = true;
		p->trouble = probe_reason(reply->result);
		return;
	}
	reply->result = stream_write(&s, buf_view(hello), probe_deadline(p->cx, ANSWER_TIME));
	if (reply->result == 0)
		reply->result = read_flight(p, &s, reply);
	p->last = reply_trouble(reply);
	p->answered = p->answered || !p->last;
	p->silent = p->silent || (p->last && reply->result == E_TIMEOUT);
	if (p->last && reply->result == E_LIMIT)
		p->trouble = p->last;
	probe_transcript(p->cx, &s.transcript, label, reply->sha256);
	stream_close(&s);
	pace_rest(p->cx->pace, time_now(&time_system) - start);
}

static void say_hello(struct posture *p, struct reply *reply, struct tls_hello *hello,
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

/* ---- observations ---- */

static void observe(struct posture *p, const struct reply *reply, const char *where,
		    const char *name, unsigned bits, const char *witness)
{
	json_t *o = json_pack("{s:s, s:s, s:i, s:s, s:s}", "kind", "crypto", "proto", "tcp", "port",
			      p->port, "where", where, "name", name);

	if (bits)
		json_object_set_new(o, "bits", json_integer(bits));
	if (witness)
		json_object_set_new(o, "witness", json_string(witness));
	probe_observe(p->cx, o, reply->sha256);
}

static void observe_classes(struct posture *p, const struct reply *reply,
			    const struct tls_suite *suite)
{
	for (size_t i = 0; i < ARRAY_LEN(class_names); i++) {
		uint32_t trait = class_names[i].trait;

		if (!(suite->traits & trait) || (p->classes & trait))
			continue;
		p->classes |= trait;
		observe(p, reply, "tls.class", class_names[i].name, 0, suite->name);
	}
}

/* Of finite field groups every size is told: a server may have several. */
static void observe_group(struct posture *p, const struct reply *reply)
{
	const struct tls_flight *f = &reply->flight;
	const char *name = f->dh_bits ? "ffdhe" : f->group ? tls_group_name(f->group) : NULL;

	if (!name)
		return;
	CLEANUP(mem_freep) char *key = mem_format("%s %u", name, f->dh_bits);
	if (json_object_get(p->groups, key))
		return;
	json_object_set_new(p->groups, key, json_true());
	observe(p, reply, "tls.group", name, f->dh_bits, NULL);
}

static void observe_certificate(struct posture *p, struct bytes der, const char *sha256)
{
	struct reply reply = { 0 };
	struct cert c;
	char from[TIME_TEXT_MAX], to[TIME_TEXT_MAX];
	int64_t now = time_unix(&time_system);

	if (p->have_certificate)
		return;
	p->have_certificate = true;
	memcpy(reply.sha256, sha256, sizeof(reply.sha256));
	if (cert_decode(der, &c) < 0) {
		p->trouble = "garbage";
		return;
	}
	time_format(from, c.not_before);
	time_format(to, c.not_after);
	probe_observe(p->cx,
		      json_pack("{s:s, s:s, s:i, s:s, s:s, s:s, s:s, s:b, s:b, s:s}", "kind",
				"certificate", "proto", "tcp", "port", p->port, "subject",
				c.subject, "issuer", c.issuer, "not_before", from, "not_after", to,
				"expired", c.not_after < now, "self_signed", c.is_self_signed,
				"sha256", c.sha256),
		      sha256);
	observe(p, &reply, "certificate.key", c.key, c.bits, NULL);
	observe(p, &reply, "certificate.signature", c.signature, 0, NULL);
}

static void observe_trait(struct posture *p, const struct reply *reply, const char *trait,
			  bool present)
{
	probe_observe(p->cx,
		      json_pack("{s:s, s:s, s:i, s:s, s:b}", "kind", "tls_trait", "proto", "tcp",
				"port", p->port, "trait", trait, "present", present),
		      reply->sha256);
}

/* Everything a ServerHello tells.  Whether the server took what was offered at all. */
static bool learn(struct posture *p, const struct reply *reply)
{
	const struct tls_flight *f = &reply->flight;
	const struct tls_suite *suite = f->have_hello && !f->ssl2 ? tls_suite_find(f->suite) : NULL;

	if (!f->have_hello || f->ssl2)
		return false;
	if (f->version < ARRAY_LEN(p->versions) && !p->versions[f->version]) {
		p->versions[f->version] = true;
		observe(p, reply, "tls.version", tls_version_name(f->version), 0,
			suite ? suite->name : NULL);
		if (f->version < TLS_1_3) {
			observe_trait(p, reply, "compression", f->compression != 0);
			observe_trait(p, reply, "no-secure-renegotiation",
				      !f->secure_renegotiation);
		}
	}
	p->known_version = f->version;
	p->known_suite = f->suite;
	if (suite)
		observe_classes(p, reply, suite);
	observe_group(p, reply);
	if (f->n_certificates > 0)
		observe_certificate(p, f->certificates[0], reply->sha256);
	return true;
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
	if (!p->trouble)
		p->trouble = p->connections < CONNECTIONS_MAX ? "deadline" : "budget";
	return false;
}

enum taken { REFUSED, NO_SUCH_VERSION, TAKEN };

static enum taken offer(struct posture *p, unsigned version, const uint16_t *suites, unsigned n,
			const char *what)
{
	CLEANUP(reply_done) struct reply reply = { 0 };
	struct tls_hello hello = {
		.version = version, .only_1_3 = version == TLS_1_3, .suites = suites, .n_suites = n
	};

	if (!may_go_on(p) || n == 0)
		return REFUSED;
	if (version == TLS_1_3) {
		hello.groups = groups_1_3;
		hello.n_groups = ARRAY_LEN(groups_1_3);
	}
	say_hello(p, &reply, &hello, what);
	/* Silence may be a refusal, or a server that was busy for once. */
	if (p->last && reply.result == E_TIMEOUT && p->answered && may_go_on(p)) {
		reply_done(&reply);
		say_hello(p, &reply, &hello, what);
	}
	if (learn(p, &reply))
		return TAKEN;
	return reply.flight.have_alert && reply.flight.alert == ALERT_PROTOCOL_VERSION
		   ? NO_SUCH_VERSION
		   : REFUSED;
}

static enum taken offer_first(struct posture *p, unsigned version, uint32_t wanted,
			      uint32_t unwanted, const char *what)
{
	struct tls_offer list;

	tls_offer_fill(&list, version, wanted, unwanted, 0);
	return offer(p, version, list.suites, list.n, what);
}

static void modern_versions(struct posture *p)
{
	(void)offer_first(p, TLS_1_3, TLS_ONLY_1_3, 0, "only TLS 1.3");
	(void)offer_first(p, TLS_1_2, TLS_AEAD, TLS_ANON | TLS_STATIC_KEY,
			  "TLS 1.2, forward secrecy and AEAD");
}

/*
 * Every suite offered here is of some class, so that the witness for the version is one for classes
 * too.  A server may take less than offered: then the versions below may still be there.
 */
static void old_version(struct posture *p, unsigned version, const char *what)
{
	uint32_t missing = CLASSES & ~p->classes;
	enum taken taken = offer_first(p, version, missing ? missing : CLASSES, 0, what);

	/* Refused only for want of the suites it has? */
	if (taken == REFUSED && missing != CLASSES && missing != 0)
		(void)offer_first(p, version, CLASSES & ~missing, missing, what);
}

static void ssl2(struct posture *p)
{
	CLEANUP(reply_done) struct reply reply = { 0 };
	CLEANUP(buf_done) struct buf out = BUF(256);
	uint8_t challenge[TLS_CHALLENGE_SIZE];

	if (!may_go_on(p))
		return;
	if (RAND_bytes(challenge, sizeof(challenge)) != 1)
		abort();
	tls_hello_ssl2_encode(&out, challenge);
	exchange(p, &reply, &out, "SSL 2.0");
	if (reply.flight.ssl2 && reply.flight.have_hello && reply.flight.n_ssl2_kinds > 0)
		observe(p, &reply, "tls.version", tls_version_name(TLS_SSL2), 0, NULL);
}

static void weak_classes(struct posture *p, unsigned version, const char *what)
{
	struct tls_offer list;
	size_t at = 0;

	while (CLASSES & ~p->classes) {
		uint32_t before = p->classes;

		tls_offer_fill(&list, version, CLASSES & ~p->classes, 0, at);
		if (list.n == 0 || !may_go_on(p))
			return;
		switch (offer(p, version, list.suites, list.n, what)) {
		case TAKEN:
			/* One that picks what was not offered would have us turn in circles. */
			if (before == p->classes) {
				p->trouble = "garbage";
				return;
			}
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
static void old_classes(struct posture *p)
{
	for (unsigned version = TLS_SSL3; version <= TLS_1_1; version++)
		if (p->versions[version]) {
			weak_classes(p, version, "suites of weak classes, old version");
			return;
		}
}

/* TLS 1.3 hides the certificate: only a finished handshake shows it. */
static void hidden_certificate(struct posture *p)
{
	CLEANUP(stream_done) struct stream s = STREAM_NONE;
	CLEANUP(buf_done) struct buf der = BUF(64u << 10);
	CLEANUP(mem_freep) char *label = mem_format("port %u: TLS certificate (DER)", p->port);
	char sha256[HASH_HEX_MAX];

	if (p->have_certificate || !p->versions[TLS_1_3] || !may_go_on(p))
		return;
	p->connections++;
	if (open_patiently(p, &s) < 0 ||
	    stream_start_tls(&s, probe_deadline(p->cx, ANSWER_TIME)) < 0 ||
	    stream_certificate(&s, &der) < 0) {
		p->trouble = p->trouble ? p->trouble : "garbage";
		return;
	}
	probe_evidence(p->cx, buf_view(&der), label, sha256);
	observe_certificate(p, buf_view(&der), sha256);
}

/* No answer to one hello and an answer to another are both answers, if it still lives afterwards.
 */
static void still_there(struct posture *p)
{
	if ((p->silent || p->last) && p->known_version && !p->trouble &&
	    offer(p, p->known_version, &p->known_suite, 1, "what it took before") != TAKEN &&
	    !p->trouble)
		p->trouble = "stopped_answering";
}

static void examine_answering(struct posture *p)
{
	/* What it did not answer before it answered anything deserves another try. */
	if (p->silent)
		modern_versions(p);
	old_version(p, TLS_1_0, "up to TLS 1.0");
	old_version(p, TLS_SSL3, "up to SSL 3.0");
	ssl2(p);
	weak_classes(p, TLS_1_2, "suites of weak classes");
	old_classes(p);
	if (p->known_version)
		(void)offer_first(p, TLS_1_2, TLS_DHE, TLS_ANON, "finite field Diffie-Hellman");
	hidden_certificate(p);
	still_there(p);
	if (!p->known_version && !p->trouble)
		p->trouble = "unsupported";
}

static void examine(struct probe_context *cx, uint16_t port)
{
	CLEANUP(json_done) json_t *groups = json_object();
	CLEANUP(mem_freep) struct posture *p = mem_array(1, sizeof(*p));

	*p = (struct posture){ .cx = cx, .port = port, .groups = groups };
	modern_versions(p);
	old_version(p, TLS_1_1, "up to TLS 1.1");
	if (p->answered)
		examine_answering(p);
	else if (!p->trouble)
		p->trouble = p->last;
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
