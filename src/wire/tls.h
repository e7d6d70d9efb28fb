/*
 * TLS as far as a server's posture shows in the first flight: ClientHello out, records in, and the
 * names of versions, groups and alerts.  What the records say is read by tls_flight.h; suites are
 * in tls_suite.h.  No key is ever computed.  RFC 8446, RFC 5246, RFC 6101 (SSL 3.0), and the
 * SSL 2.0 hello.
 */
#pragma once

#include "base/base.h"

struct buf;

enum tls_version {
	TLS_SSL2 = 0x0002,
	TLS_SSL3 = 0x0300,
	TLS_1_0 = 0x0301,
	TLS_1_1 = 0x0302,
	TLS_1_2 = 0x0303,
	TLS_1_3 = 0x0304,
};

const char *tls_version_name(unsigned version); /* "SSL 3.0", "TLS 1.2"; "unknown" otherwise */
int tls_version_find(const char *name, unsigned *version) MUST_USE; /* E_MISSING */

const char *tls_group_name(uint16_t group); /* "x25519", "unknown" */
const char *tls_alert_name(uint8_t alert);  /* "handshake_failure", "unknown" */

#define TLS_RANDOM_SIZE 32
#define TLS_X25519_SIZE 32
#define TLS_CHALLENGE_SIZE 16
#define TLS_GROUP_X25519 0x001d
#define TLS_SERVER_NAME_MAX 253
#define TLS_SUITES_MAX 256
#define TLS_GROUPS_MAX 64
#define TLS_SIGNATURES_MAX 64
#define TLS_RECORD_MAX (16384 + 2048) /* RFC 5246 6.2.3 */

/* What we offer.  SSL 3.0 gets no extensions, but the signal of RFC 5746 3.3 among its suites. */
struct tls_hello {
	unsigned version; /* the highest; TLS_1_3 adds supported_versions and key_share */
	bool only_1_3;    /* supported_versions holds 1.3 alone, otherwise 1.0 and later */
	const uint16_t *suites;
	unsigned n_suites;          /* 1 to TLS_SUITES_MAX */
	const uint16_t *groups;     /* when n is 0: x25519, secp256r1, secp384r1, secp521r1 */
	unsigned n_groups;          /* at most TLS_GROUPS_MAX */
	const uint16_t *signatures; /* when n is 0: what servers know, SHA-1 last */
	unsigned n_signatures;      /* at most TLS_SIGNATURES_MAX */
	bool no_key_share;          /* an empty key_share, to ask for a HelloRetryRequest */
	const char *server_name;    /* NULL, an address or too long for DNS: no SNI */
	const uint8_t *random;      /* TLS_RANDOM_SIZE bytes */
	const uint8_t *x25519;      /* TLS_X25519_SIZE bytes; any point will do, we never finish */
};

/*
 * One record with one ClientHello.  DEFLATE is offered beside no compression below TLS 1.3, to see
 * whether it is taken.  The key share is left empty where the groups lack x25519.  Up to 64 suites
 * without SNI and with default lists stay below 256 bytes of handshake (old servers stumble above);
 * what is between 256 and 511 bytes is padded to 512 (RFC 7685).
 */
void tls_hello_encode(struct buf *out, const struct tls_hello *hello);

/* The SSL 2.0 CLIENT-HELLO with all seven of its cipher kinds. */
void tls_hello_ssl2_encode(struct buf *out, const uint8_t challenge[static TLS_CHALLENGE_SIZE]);

enum {
	TLS_CHANGE_CIPHER = 20,
	TLS_ALERT = 21,
	TLS_HANDSHAKE = 22,
	TLS_APPLICATION = 23,
};

struct tls_record {
	uint8_t type;
	unsigned version;
	struct bytes fragment; /* borrowed; may be empty */
	size_t used;
};

/*
 * One record header and fragment at the start of in.  E_TRUNC: more needed.  E_FORMAT: not TLS,
 * said as early as it shows.  E_LIMIT above TLS_RECORD_MAX.
 */
int tls_record_decode(struct bytes in, struct tls_record *out) MUST_USE;
