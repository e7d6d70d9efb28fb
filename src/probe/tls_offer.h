/*
 * Which cipher suites a ClientHello offers.  Never more than TLS_OFFER_MAX, which keeps the hello
 * below 256 bytes: some servers stumble above, and small ones read only so many suites.  Common
 * suites come first, so that the first hello finds nearly everything there is to find.
 */
#pragma once

#include "base/base.h"

#define TLS_OFFER_MAX 64
/* Suites that need something we cannot have: a key agreed before, Kerberos, SRP. */
#define TLS_OFFER_UNUSABLE (TLS_PSK | TLS_KRB5 | TLS_SRP)

struct tls_offer {
	uint16_t suites[TLS_OFFER_MAX];
	unsigned n;
	size_t next; /* where the next offer goes on */
};

/*
 * Suites that the version knows, with any of the wanted traits and none of the unwanted ones (of
 * enum tls_trait).  at: 0, or next of the offer before; out->n is 0 when there are no more.
 */
void tls_offer_fill(struct tls_offer *out, unsigned version, uint32_t wanted, uint32_t unwanted,
		    size_t at);

/*
 * Let the offer end with this suite; an offer that was just filled has room for it.  Whether the
 * version knows such a suite; if not, nothing changes.
 */
bool tls_offer_end(struct tls_offer *offer, unsigned version, uint16_t suite);

bool tls_offer_has(const struct tls_offer *offer, uint16_t suite);
