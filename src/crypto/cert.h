/* An X.509 certificate, as much of it as a report speaks of (RFC 5280), read by OpenSSL. */
#pragma once

#include "base/base.h"
#include "crypto/hash.h"

#define CERT_NAME_MAX 256

struct cert {
	char subject[CERT_NAME_MAX], issuer[CERT_NAME_MAX]; /* RFC 2253, made visible, maybe cut */
	int64_t not_before, not_after;                      /* Unix seconds */
	char key[32];                                       /* "RSA", "EC", "Ed25519" ... */
	unsigned bits;
	char signature[64];        /* "sha256WithRSAEncryption" */
	bool is_self_signed;       /* by its own key, checked */
	char sha256[HASH_HEX_MAX]; /* of the DER bytes */
};

/* E_FORMAT when it is no certificate. */
int cert_decode(struct bytes der, struct cert *out) MUST_USE;
