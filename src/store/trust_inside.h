/* What the files of store/trust.h share. */
#pragma once

#include "crypto/ed25519.h"
#include "store/trust.h"
#include "tlog/note_key.h"

/* The public half of the log's key in this folder of a signer.  E_MISSING. */
int trust_read_key(uint8_t out[static ED25519_PUBLIC_SIZE], const char *trust,
		   struct err *err) MUST_USE;

/* A checkpoint that this key signed, whatever the log is called: *key has the name. */
int trust_check_signed(struct note_key *key, const uint8_t public_key[static ED25519_PUBLIC_SIZE],
		       struct bytes note, struct err *err) MUST_USE;
