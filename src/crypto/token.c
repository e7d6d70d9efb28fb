#include "crypto/token.h"

#include <sodium.h>

#include "base/hex.h"

void token_new(char out[static TOKEN_TEXT_MAX])
{
	uint8_t raw[32];

	/* 1: it was started before. */
	if (sodium_init() < 0)
		abort();
	randombytes_buf(raw, sizeof(raw));
	hex_encode(out, (struct bytes){ .p = raw, .n = sizeof(raw) });
}

void token_hash(char out[static HASH_HEX_MAX], const char *token)
{
	hash_sha256_hex(out, bytes_of(token));
}

bool token_equal(const char *a, const char *b)
{
	size_t n = strlen(a);

	return n == strlen(b) && sodium_memcmp(a, b, n) == 0;
}
