#include "crypto/hash.h"

#include <openssl/evp.h>

#include "base/hex.h"

void hash_sha256(uint8_t out[static HASH_SIZE], struct bytes data)
{
	/* Fails only without memory or without the algorithm: a broken machine, not input. */
	int done = EVP_Digest(data.p, data.n, out, NULL, EVP_sha256(), NULL);

	assert(done == 1);
}

void hash_sha256_hex(char out[static HASH_HEX_MAX], struct bytes data)
{
	uint8_t digest[HASH_SIZE];

	hash_sha256(digest, data);
	hex_encode(out, (struct bytes){ .p = digest, .n = sizeof(digest) });
}
