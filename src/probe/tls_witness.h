/*
 * What the hellos and certificates of one TLS service tell, stated as observations: each version,
 * class of suites and group once, with the suite that was picked as the witness.
 */
#pragma once

#include "base/base.h"
#include "wire/tls.h"
#include "wire/tls_suite.h"

struct probe_context;
struct tls_flight;

/* The weak classes; TLS_AEAD is told as well, but nobody looks for it. */
#define TLS_WITNESS_WEAK                                                                       \
	(TLS_NULL | TLS_ANON | TLS_EXPORT | TLS_RC4 | TLS_DES | TLS_3DES | TLS_RC2_IDEA_SEED | \
	 TLS_MD5 | TLS_STATIC_KEY | TLS_CBC)
#define TLS_WITNESS_GROUPS_MAX 32

/* Begins with the context and the port alone. */
struct tls_witness {
	struct probe_context *cx;
	uint16_t port;
	uint32_t classes;           /* told so far, of enum tls_trait */
	bool versions[TLS_1_3 + 1]; /* by number; only a handful are ever set */
	bool have_certificate;
	struct {
		uint16_t group;
		unsigned dh_bits;
	} groups[TLS_WITNESS_GROUPS_MAX]; /* told so far; of finite fields every size */
	unsigned n_groups;
};

/* A ServerHello of SSL 3.0 or later and what came with it.  E_FORMAT: its certificate is none. */
int tls_witness_hello(struct tls_witness *w, const struct tls_flight *f,
		      const char *sha256) MUST_USE;

void tls_witness_ssl2(struct tls_witness *w, const char *sha256);

/* Told once; later ones are ignored.  E_FORMAT: it is none. */
int tls_witness_certificate(struct tls_witness *w, struct bytes der, const char *sha256) MUST_USE;

/* The newest version seen that has suites of weak classes, SSL 3.0 to TLS 1.2; 0: none. */
unsigned tls_witness_newest(const struct tls_witness *w);
