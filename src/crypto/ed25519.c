#include "crypto/ed25519.h"

#include <sodium.h>

#include "base/err.h"
#include "base/mem.h"

_Static_assert(sizeof(((struct ed25519_key *)0)->secret) == crypto_sign_SECRETKEYBYTES,
	       "the secret key is libsodium's");

static void start(void)
{
	/* 1: it was started before. */
	if (sodium_init() < 0)
		abort();
}

void ed25519_key_of(struct ed25519_key *key, const uint8_t seed[static ED25519_SEED_SIZE])
{
	start();
	int r = crypto_sign_seed_keypair(key->public_key, key->secret, seed);

	assert(r == 0);
}

void ed25519_key_done(struct ed25519_key *key)
{
	mem_wipe(key, sizeof(*key));
}

void ed25519_sign(uint8_t signature[static ED25519_SIGNATURE_SIZE], const struct ed25519_key *key,
		  struct bytes message)
{
	start();
	int r = crypto_sign_detached(signature, NULL, message.p, message.n, key->secret);

	assert(r == 0);
}

int ed25519_verify(const uint8_t public_key[static ED25519_PUBLIC_SIZE],
		   const uint8_t signature[static ED25519_SIGNATURE_SIZE], struct bytes message)
{
	start();
	return crypto_sign_verify_detached(signature, message.p, message.n, public_key) == 0
		   ? 0
		   : E_VERIFY;
}
