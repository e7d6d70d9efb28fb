/*
 * A public key that statements are verified with: ECDSA on P-256 with SHA-256 (ES256) or Ed25519
 * (EdDSA).  The algorithm belongs to the key; nothing that a message says can change it.
 *
 * A key's id is the first PUBLIC_KEY_ID bytes of the SHA-256 of its COSE Key Thumbprint (RFC 9679):
 * it can be computed from the key alone.  It is short; two keys may share one.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct buf;
struct err;

#define PUBLIC_KEY_ID 8
#define PUBLIC_KEY_PART 32      /* a coordinate of P-256, the whole key of Ed25519 */
#define PUBLIC_KEY_SIGNATURE 64 /* r and s, 32 bytes each; of Ed25519 as RFC 8032 has it */
#define PUBLIC_KEY_SPKI_MAX 128

/* As COSE numbers them (RFC 9053 2). */
enum public_key_algorithm { PUBLIC_KEY_ES256 = -7, PUBLIC_KEY_EDDSA = -8 };

struct public_key {
	uint8_t id[PUBLIC_KEY_ID];
	enum public_key_algorithm algorithm;
	uint8_t x[PUBLIC_KEY_PART];
	uint8_t y[PUBLIC_KEY_PART]; /* ES256 */
	/* ES256: OpenSSL ready to verify with it, made once.  For one thread at a time. */
	struct evp_pkey_ctx_st *verifying;
};

/* E_FORMAT: no point of the curve. */
int public_key_p256(struct public_key *out, const uint8_t x[static PUBLIC_KEY_PART],
		    const uint8_t y[static PUBLIC_KEY_PART], struct err *err) MUST_USE;
void public_key_ed25519(struct public_key *out, const uint8_t x[static PUBLIC_KEY_PART]);
void public_key_done(struct public_key *key);

/* SubjectPublicKeyInfo in DER (RFC 5480).  E_FORMAT, E_UNSUPPORTED: a key of another kind. */
int public_key_spki(struct public_key *out, struct bytes der, struct err *err) MUST_USE;
void public_key_spki_write(const struct public_key *key, struct buf *out);

/* The members kty, crv, x and y of a JSON Web Key (RFC 7518 6.2, RFC 8037 2), and alg if it is
 * there.  E_FORMAT, E_UNSUPPORTED. */
int public_key_jwk(struct public_key *out, const json_t *jwk, struct err *err) MUST_USE;
json_t *public_key_jwk_new(const struct public_key *key) MUST_USE;

/* All 32 bytes of the thumbprint. */
void public_key_thumbprint(const struct public_key *key, uint8_t out[static 32]);

/* 0, or E_VERIFY: it is not this key's signature of the message. */
int public_key_verify(const struct public_key *key, struct bytes message,
		      struct bytes signature) MUST_USE;
