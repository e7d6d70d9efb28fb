#include "crypto/hash.h"

#include <openssl/evp.h>

#include "base/hex.h"
#include "base/mem.h"

struct hash {
	EVP_MD_CTX *context;
};

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

struct hash *hash_new(void)
{
	struct hash *h = mem_array(1, sizeof(*h));

	h->context = EVP_MD_CTX_new();
	int done = h->context ? EVP_DigestInit_ex(h->context, EVP_sha256(), NULL) : 0;
	assert(done == 1);
	return h;
}

void hash_add(struct hash *h, struct bytes data)
{
	int done = data.n ? EVP_DigestUpdate(h->context, data.p, data.n) : 1;

	assert(done == 1);
}

void hash_end_hex(struct hash *h, char out[static HASH_HEX_MAX])
{
	uint8_t digest[HASH_SIZE];
	int done = EVP_DigestFinal_ex(h->context, digest, NULL);

	assert(done == 1);
	hex_encode(out, (struct bytes){ .p = digest, .n = sizeof(digest) });
}

void hash_freep(struct hash **h)
{
	if (!*h)
		return;
	EVP_MD_CTX_free((*h)->context);
	mem_free(*h);
	*h = NULL;
}
