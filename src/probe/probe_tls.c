/*
 * The TLS posture of a service, by our own ClientHellos and without finishing a handshake: which
 * versions it takes, and for each weak class of suites one witness.  At most CONNECTIONS_MAX
 * connections, one at a time, so that a small device is not worn down.
 *
 * Classes are found by elimination: a hello offers every suite with a class not found yet; the
 * suite the server picks names at least one, which then leaves the offer, until it picks none.
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
#include "run/coverage.h"
#include "wire/tls.h"
#include "wire/tls_flight.h"
#include "wire/tls_suite.h"

#define CONNECTIONS_MAX 15
#define CONNECT_TIME (5 * TIME_SECOND)
#define ANSWER_TIME (6 * TIME_SECOND)
#define FLIGHT_BYTES_MAX (256u << 10)
#define CONNECT_TRIES 3
#define SHORT_SUITES 48 /* keeps a hello below 256 bytes */
#define CLASSES                                                                                \
	(TLS_NULL | TLS_ANON | TLS_EXPORT | TLS_RC4 | TLS_DES | TLS_3DES | TLS_RC2_IDEA_SEED | \
	 TLS_MD5 | TLS_STATIC_KEY | TLS_CBC)
/* Suites that need something we cannot have: a key agreed before, Kerberos, SRP. */
#define UNUSABLE (TLS_PSK | TLS_KRB5 | TLS_SRP)

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
	bool long_hello_fine; /* a hello with many suites was answered */
	bool silent;          /* some hello was met with silence */
	bool answered;        /* some hello was answered */
	const char *trouble;  /* a coverage reason, once something went wrong */
};

/* One connection's result; flight borrows from scratch. */
struct reply {
	int result; /* of the connection: 0, or an error before any TLS answer */
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
		p->trouble = probe_reason(reply->result);
		return;
	}
	reply->result = stream_write(&s, buf_view(hello), probe_deadline(p->cx, ANSWER_TIME));
	if (reply->result == 0)
		reply->result = read_flight(p, &s, reply);
	if (reply->flight.have_hello || reply->flight.have_alert)
		p->answered = true;
	else if (reply->result == E_TIMEOUT)
		p->silent = true;
	else if (reply->result == E_LIMIT)
		p->trouble = "too_much";
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

static void observe_group(struct posture *p, const struct reply *reply)
{
	const struct tls_flight *f = &reply->flight;
	const char *name = f->dh_bits ? "ffdhe" : f->group ? tls_group_name(f->group) : NULL;

	if (!name || json_object_get(p->groups, name))
		return;
	json_object_set_new(p->groups, name, json_true());
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
	if (suite)
		observe_classes(p, reply, suite);
	observe_group(p, reply);
	if (f->n_certificates > 0)
		observe_certificate(p, f->certificates[0], reply->sha256);
	return true;
}

/* ---- what to offer ---- */

/* Suites with any of the wanted traits and none of the unwanted ones. */
static unsigned collect(uint16_t *out, uint32_t wanted, uint32_t unwanted)
{
	const struct tls_suite *suite;
	unsigned n = 0;

	for (size_t i = 0; n < TLS_SUITES_MAX && (suite = tls_suite_at(i)); i++)
		if ((suite->traits & wanted) && !(suite->traits & unwanted))
			out[n++] = suite->id;
	return n;
}

static bool offer(struct posture *p, unsigned version, const uint16_t *suites, unsigned n,
		  const char *what)
{
	CLEANUP(reply_done) struct reply reply = { 0 };
	struct tls_hello hello = {
		.version = version, .only_1_3 = version == TLS_1_3, .suites = suites, .n_suites = n
	};

	say_hello(p, &reply, &hello, what);
	/* A server may refuse a version by closing: then a smaller hello tells whether it was
	 * the length that it stumbled over. */
	if (reply.flight.have_hello || reply.flight.have_alert)
		p->long_hello_fine = p->long_hello_fine || n > SHORT_SUITES;
	else if (n > SHORT_SUITES && !p->long_hello_fine && reply.result != E_REFUSED &&
		 p->connections < CONNECTIONS_MAX) {
		reply_done(&reply);
		hello.n_suites = SHORT_SUITES;
		say_hello(p, &reply, &hello, what);
	}
	return learn(p, &reply);
}

static bool budget_left(const struct posture *p)
{
	return p->connections < CONNECTIONS_MAX && time_now(&time_system) < p->cx->deadline;
}

static void modern_versions(struct posture *p)
{
	uint16_t suites[TLS_SUITES_MAX];

	(void)offer(p, TLS_1_3, suites, collect(suites, TLS_ONLY_1_3, 0), "only TLS 1.3");
	(void)offer(
	    p, TLS_1_2, suites,
	    collect(suites, TLS_AEAD,
		    TLS_ONLY_1_3 | TLS_ANON | TLS_STATIC_KEY | TLS_CAMELLIA_ARIA | UNUSABLE),
	    "TLS 1.2, forward secrecy and AEAD");
}

/* Old versions know nothing of AEAD; every suite offered here is of some class, so that the
 * witness for the version is one for classes too. */
static void old_versions(struct posture *p)
{
	static const struct {
		unsigned version;
		const char *what;
	} old[] = { { TLS_1_1, "up to TLS 1.1" },
		    { TLS_1_0, "up to TLS 1.0" },
		    { TLS_SSL3, "up to SSL 3.0" } };
	uint16_t suites[TLS_SUITES_MAX];

	for (size_t i = 0; i < ARRAY_LEN(old) && budget_left(p); i++) {
		uint32_t missing = CLASSES & ~p->classes;
		unsigned n = collect(suites, missing ? missing : CLASSES,
				     TLS_AEAD | TLS_ONLY_1_3 | UNUSABLE);

		if (!offer(p, old[i].version, suites, n, old[i].what) && missing != CLASSES &&
		    budget_left(p)) {
			/* Refused only for want of the suites it has? */
			n = collect(suites, CLASSES & ~missing, TLS_AEAD | TLS_ONLY_1_3 | UNUSABLE);
			(void)offer(p, old[i].version, suites, n, old[i].what);
		}
		/* It took less than offered: the versions below may still be there, those between
		 * are not. */
	}
}

static void ssl2(struct posture *p)
{
	CLEANUP(reply_done) struct reply reply = { 0 };
	CLEANUP(buf_done) struct buf out = BUF(256);
	uint8_t challenge[TLS_CHALLENGE_SIZE];

	if (RAND_bytes(challenge, sizeof(challenge)) != 1)
		abort();
	tls_hello_ssl2_encode(&out, challenge);
	exchange(p, &reply, &out, "SSL 2.0");
	if (reply.flight.ssl2 && reply.flight.have_hello)
		observe(p, &reply, "tls.version", tls_version_name(TLS_SSL2), 0, NULL);
}

static void weak_classes(struct posture *p)
{
	uint16_t suites[TLS_SUITES_MAX];
	bool taken = true;

	while (taken && (CLASSES & ~p->classes)) {
		uint32_t before = p->classes;

		if (!budget_left(p)) {
			p->trouble = "budget";
			return;
		}
		taken = offer(p, TLS_1_2, suites,
			      collect(suites, CLASSES & ~p->classes, TLS_ONLY_1_3 | UNUSABLE),
			      "suites of weak classes");
		/* A server that picks what was not offered would have us turn in circles. */
		if (taken && before == p->classes)
			p->trouble = "garbage";
		taken = taken && before != p->classes;
	}
}

static void finite_field(struct posture *p)
{
	uint16_t suites[TLS_SUITES_MAX];

	if (budget_left(p))
		(void)offer(p, TLS_1_2, suites,
			    collect(suites, TLS_DHE, TLS_ONLY_1_3 | TLS_ANON | UNUSABLE),
			    "finite field Diffie-Hellman");
}

/* TLS 1.3 hides the certificate: only a finished handshake shows it. */
static void hidden_certificate(struct posture *p)
{
	CLEANUP(stream_done) struct stream s = STREAM_NONE;
	CLEANUP(buf_done) struct buf der = BUF(64u << 10);
	CLEANUP(mem_freep) char *label = mem_format("port %u: TLS certificate (DER)", p->port);
	char sha256[HASH_HEX_MAX];

	if (!budget_left(p)) {
		p->trouble = "budget";
		return;
	}
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

/* Silence to one hello and an answer to another are both answers; silence to all is none. */
static void settle_silence(struct posture *p)
{
	uint16_t suites[TLS_SUITES_MAX];
	unsigned version = p->versions[TLS_1_3] ? TLS_1_3 : TLS_1_2;

	if (!p->silent)
		return;
	if (!p->answered) {
		p->trouble = "no_answer";
		return;
	}
	if (p->connections >= CONNECTIONS_MAX)
		p->trouble = "budget";
	else if (!offer(p, version, suites,
			collect(suites, version == TLS_1_3 ? TLS_ONLY_1_3 : TLS_AEAD | TLS_CBC,
				(version == TLS_1_3 ? 0u : (uint32_t)TLS_ONLY_1_3) | UNUSABLE),
			"control after silence"))
		p->trouble = "stopped_answering";
}

static void examine(struct probe_context *cx, uint16_t port)
{
	CLEANUP(json_done) json_t *groups = json_object();
	CLEANUP(mem_freep) struct posture *p = mem_array(1, sizeof(*p));

	*p = (struct posture){ .cx = cx, .port = port, .groups = groups };
	modern_versions(p);
	old_versions(p);
	if (budget_left(p))
		ssl2(p);
	else
		p->trouble = "budget";
	weak_classes(p);
	finite_field(p);
	if (!p->have_certificate && p->versions[TLS_1_3])
		hidden_certificate(p);
	settle_silence(p);
	if (!p->trouble && !p->answered)
		p->trouble = "garbage";
	probe_cover(cx, COVERAGE_TLS, port, p->trouble ? "partial" : "complete", p->trouble);
}

void probe_tls(struct probe_context *cx)
{
	size_t i = 0;
	const json_t *service;

	while ((service = probe_next_service(cx, &i, NULL))) {
		if (!json_flag(service, "tls"))
			continue;
		probe_progress(cx, probe_port(service), 0);
		examine(cx, probe_port(service));
	}
}
