/*
 * Cipher suites known by number (IANA registry, and the few that were never registered but are
 * found), with the traits policies speak of.
 */
#pragma once

#include "base/base.h"

enum tls_trait {
	TLS_NULL = 1 << 0,
	TLS_ANON = 1 << 1,
	TLS_EXPORT = 1 << 2,
	TLS_RC4 = 1 << 3,
	TLS_DES = 1 << 4, /* single DES, also with 40 bits */
	TLS_3DES = 1 << 5,
	TLS_RC2_IDEA_SEED = 1 << 6,
	TLS_MD5 = 1 << 7, /* as the record MAC */
	TLS_CBC = 1 << 8,
	TLS_STATIC_KEY = 1 << 9, /* no forward secrecy */
	TLS_AEAD = 1 << 10,
	TLS_SHA1 = 1 << 11,  /* as the record MAC */
	TLS_DHE = 1 << 12,   /* ephemeral, also without authentication */
	TLS_ECDHE = 1 << 13, /* ephemeral, also without authentication */
	TLS_ONLY_1_3 = 1 << 14,
	TLS_CAMELLIA_ARIA = 1 << 15,
	TLS_PSK = 1 << 16,
	TLS_ECDSA = 1 << 17,
	TLS_RSA_AUTH = 1 << 18,
	TLS_DSS = 1 << 19,
	TLS_KRB5 = 1 << 20,
	TLS_SRP = 1 << 21,
	TLS_GOST = 1 << 22,
};

struct tls_suite {
	uint16_t id;
	const char *name;
	uint32_t traits; /* of enum tls_trait */
};

const struct tls_suite *tls_suite_find(uint16_t id); /* NULL if unknown */
const struct tls_suite *tls_suite_at(size_t index);  /* by rising id; NULL past the end */
