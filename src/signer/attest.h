/*
 * A decision in writing: signed by the signer when it has seen the person's code, kept by the
 * registrar with the papers, and shown to the signer again when what was decided is to be
 * published.  Whoever has the decision key's public half can check it years later.
 *
 * COSE_Sign1 with kid and typ ("decision"); the payload is the CBOR array
 * [1, at, account, role, action, digest]: docs/formats/decision.md.
 */
#pragma once

#include "base/base.h"
#include "signer/decision.h"

struct buf;
struct err;
struct public_key;
struct signing_key;

#define ATTEST_MAX 512 /* bytes */

int attest_write(struct buf *out, const struct decision *decision, const struct signing_key *key,
		 struct err *err) MUST_USE;

/* E_VERIFY: not signed by this key; E_FORMAT and the like: no decision. */
int attest_read(struct decision *out, struct bytes message, const struct public_key *key,
		struct err *err) MUST_USE;
