/*
 * The keys of the registry: made at the signer's first start, in its folder, and never shown to
 * anybody else.
 *
 *   label.pem     ES256: label statements
 *   status.pem    ES256: status lists, dated answers
 *   decision.pem  ES256: people's decisions (signer/attest.h)
 *   log.key       Ed25519: the log's checkpoints; 32 bytes in base64
 */
#pragma once

#include "base/base.h"
#include "crypto/ed25519.h"
#include "crypto/signing_key.h"

struct err;

struct keyring {
	struct signing_key label, status, decision;
	struct ed25519_key log;
};

/*
 * Read them, or make those that are not there.  E_REFUSED: the folder or a key can be read or
 * changed by others, or is somebody else's.
 */
int keyring_open(struct keyring *out, const char *dir, struct err *err) MUST_USE;

/* A new key in the place of "label" or "status"; durable when it returns 0.  E_MISSING: no such. */
int keyring_rotate(struct keyring *keyring, const char *dir, const char *name,
		   struct err *err) MUST_USE;
void keyring_done(struct keyring *keyring);
