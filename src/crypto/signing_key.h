/*
 * A private key that signs statements with ES256.  Whoever signs sees the operations alone, so that
 * the key may as well live in a token (PKCS#11): then its owner brings operations of its own.
 */
#pragma once

#include "base/base.h"
#include "crypto/public_key.h"

struct buf;
struct err;

#define SIGNING_KEY_PEM_MAX 4096

struct signing_key_ops {
	/* r and s of the signature of the message, 32 bytes each. */
	int (*sign)(void *context, struct bytes message,
		    uint8_t signature[static PUBLIC_KEY_SIGNATURE], struct err *err);
	void (*done)(void *context);
};

struct signing_key {
	struct public_key public_key;
	const struct signing_key_ops *ops;
	void *context;
};

/* A new key of P-256, in memory. */
int signing_key_create(struct signing_key *out, struct err *err) MUST_USE;

/*
 * PKCS#8 in PEM, not encrypted: the file's mode protects it (the signer looks at it).  E_FORMAT: no
 * private key, or something beside it; E_UNSUPPORTED: of another kind.
 */
int signing_key_read(struct signing_key *out, struct bytes pem, struct err *err) MUST_USE;

/* Of a key that was created or read; whoever has the text wipes it. */
int signing_key_write(const struct signing_key *key, struct buf *out, struct err *err) MUST_USE;

int signing_key_sign(const struct signing_key *key, struct bytes message,
		     uint8_t signature[static PUBLIC_KEY_SIGNATURE], struct err *err) MUST_USE;
void signing_key_done(struct signing_key *key);
