/*
 * DTLS (RFC 6347): a first hello, and whether what comes back is DTLS.  A server need not keep
 * anything of us: it answers with a cookie (4.2.1), and that is all we want to see.
 */
#pragma once

#include "base/base.h"

struct buf;

#define DTLS_COAP_PORT 5684
#define DTLS_RANDOM_SIZE 32

enum dtls_kind { DTLS_COOKIE, DTLS_SERVER_HELLO, DTLS_ALERT };

/*
 * The first record of a datagram.  E_TRUNC; E_FORMAT when it is no DTLS, or nothing that answers a
 * hello.
 */
int dtls_decode(struct bytes in, enum dtls_kind *out) MUST_USE;

void dtls_hello_encode(struct buf *out, const uint8_t random[static DTLS_RANDOM_SIZE]);
