/*
 * Ed25519 signatures (RFC 8032), by libsodium.  Verification refuses what lets two signatures stand
 * for one message: an S that is not reduced, and points of small order.
 */
#pragma once

#include "base/base.h"

#define ED25519_SEED_SIZE 32
#define ED25519_PUBLIC_SIZE 32
#define ED25519_SIGNATURE_SIZE 64

/* A secret.  Whoever holds one ends it with ed25519_key_done. */
struct ed25519_key {
	uint8_t secret[64]; /* libsodium's form: seed and public key */
	uint8_t public_key[ED25519_PUBLIC_SIZE];
};

/* The seed is what RFC 8032 5.1.5 calls the private key: 32 random bytes. */
void ed25519_key_of(struct ed25519_key *key, const uint8_t seed[static ED25519_SEED_SIZE]);
void ed25519_key_done(struct ed25519_key *key);

void ed25519_sign(uint8_t signature[static ED25519_SIGNATURE_SIZE], const struct ed25519_key *key,
		  struct bytes message);

/* 0 or E_VERIFY. */
int ed25519_verify(const uint8_t public_key[static ED25519_PUBLIC_SIZE],
		   const uint8_t signature[static ED25519_SIGNATURE_SIZE],
		   struct bytes message) MUST_USE;
