/*
 * The keys of the registry: made at the signer's first start, in its folder, and never shown to
 * anybody else.
 *
 *   label.pem     ES256: label statements and status lists
 *   decision.pem  ES256: people's decisions (signer/attest.h)
 *   log.key       Ed25519: the log's checkpoints; 32 bytes in base64
 */
#pragma once

#include "base/base.h"
#include "crypto/ed25519.h"
#include "crypto/signing_key.h"

struct err;

struct keyring {
	struct signing_key label, decision;
	struct ed25519_key log;
};

/*
 * Read them, or make those that are not there.  E_REFUSED: the folder or a key can be read or
 * changed by others, or is somebody else's.
 */
int keyring_open(struct keyring *out, const char *dir, struct err *err) MUST_USE;
void keyring_done(struct keyring *keyring);
