#include "crypto/password.h"

#include <sodium.h>

#include "base/err.h"

/* Twice libsodium's interactive work: 64 MiB, four passes. */
#define PASSES 4
#define MEMORY (64u << 20)

_Static_assert(PASSWORD_HASH_MAX >= crypto_pwhash_STRBYTES, "room for libsodium's text form");

static void start(void)
{
	/* 1: it was started before. */
	int r = sodium_init();

	assert(r >= 0);
	(void)r;
}

int password_hash(char out[static PASSWORD_HASH_MAX], const char *password)
{
	size_t n = strlen(password);

	start();
	if (n < PASSWORD_MIN || n > PASSWORD_MAX)
		return E_LIMIT;
	memset(out, 0, PASSWORD_HASH_MAX);
	return crypto_pwhash_str_alg(out, password, n, PASSES, MEMORY,
				     crypto_pwhash_ALG_ARGON2ID13) == 0
		   ? 0
		   : -ENOMEM;
}

bool password_fits(const char *hash, const char *password)
{
	char text[crypto_pwhash_STRBYTES] = { 0 };
	size_t n = strlen(hash);

	start();
	if (n >= sizeof(text) || strlen(password) > PASSWORD_MAX)
		return false;
	memcpy(text, hash, n);
	return crypto_pwhash_str_verify(text, password, strlen(password)) == 0;
}

const char *password_of_nobody(void)
{
	/* Of 32 random bytes that nobody wrote down, with the work of the others. */
	return "$argon2id$v=19$m=65536,t=4,p=1$WyNRA5XOmZYcy3S6vkw5+A$"
	       "G1mWE4hbAsGvfGjw558Db907RnodvjDZFgbwv9O1/4Y";
}
