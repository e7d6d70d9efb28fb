/*
 * What a server's first flight says: alerts, ServerHello or HelloRetryRequest, and (TLS 1.2 and
 * older) Certificate and ServerKeyExchange, or an SSL 2.0 SERVER-HELLO.  Handshake messages
 * fragmented over records, or several in one, are put together.
 */
#pragma once

#include "base/base.h"

struct buf;

#define TLS_MESSAGE_MAX (128u << 10) /* body of a handshake message, e.g. a certificate chain */
#define TLS_FLIGHT_MAX (512u << 10)  /* a sensible maximum for scratch */
#define TLS_EXTENSIONS_MAX 32
#define TLS_CERTIFICATES_MAX 10

struct tls_flight {
	bool have_hello, have_alert, have_certificate, have_key_exchange;
	bool done;  /* nothing more will come in the clear */
	bool ssl2;  /* an SSL 2.0 server: SERVER-HELLO, or ERROR as a fatal handshake_failure */
	bool retry; /* HelloRetryRequest (RFC 8446 4.1.3) */
	unsigned version;      /* negotiated, from supported_versions where present */
	uint16_t suite;        /* not for SSL 2.0 */
	uint16_t group;        /* from key_share, or named curve of ServerKeyExchange; 0 unknown */
	unsigned dh_bits;      /* significant bits of the prime in ServerKeyExchange, 0 otherwise */
	unsigned n_ssl2_kinds; /* cipher kinds an SSL 2.0 server offers; 0 makes it useless */
	uint8_t compression;
	bool secure_renegotiation, extended_master_secret, encrypt_then_mac;
	uint8_t alert_level,
	    alert; /* the last alert; a warning (level 1) may precede a ServerHello */
	struct bytes certificates[TLS_CERTIFICATES_MAX]; /* DER, borrowed from scratch */
	unsigned n_certificates;
};

/*
 * Fed with everything received so far; scratch is cleared, receives the handshake bytes and must
 * outlive *out.  0 when done.  E_TRUNC: more is needed.  E_FORMAT: against the protocol, or
 * interleaved records, empty fragments, duplicate extensions, a second ServerHello.  E_LIMIT: a
 * message above TLS_MESSAGE_MAX, extensions, certificates, or scratch is full.  Whatever is
 * returned, *out holds what was seen before (have_* tells).
 */
int tls_flight_decode(struct bytes in, struct buf *scratch, struct tls_flight *out) MUST_USE;
