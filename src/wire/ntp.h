/*
 * NTP (RFC 5905 7.3): the request of a client and the answer of a server, 48 bytes each.
 */
#pragma once

#include "base/base.h"

struct buf;

#define NTP_PORT 123
#define NTP_SIZE 48

struct ntp_answer {
	uint8_t version, stratum;
};

/*
 * What comes after the 48 bytes (extensions, a digest) is not looked at.  E_TRUNC; E_FORMAT unless
 * it is a server's and gives back our stamp.
 */
int ntp_decode(struct bytes in, uint64_t stamp, struct ntp_answer *out) MUST_USE;

/* stamp: any number, which a server has to return. */
void ntp_encode(struct buf *out, uint64_t stamp);
