/*
 * By the functions of OpenSSL 1.1's interface, which work on a structure of the caller: a log
 * hashes ten million times 65 bytes in a row, and EVP_Digest takes six times as long for each.
 */
#define OPENSSL_API_COMPAT 10100
#include "crypto/hash.h"

#include <openssl/sha.h>

#include "base/hex.h"
#include "base/mem.h"

struct hash {
	SHA256_CTX context;
};

/* They fail only when they are called wrongly. */
static void begin(SHA256_CTX *context)
{
	int done = SHA256_Init(context);

	assert(done == 1);
}

static void add(SHA256_CTX *context, struct bytes data)
{
	int done = data.n ? SHA256_Update(context, data.p, data.n) : 1;

	assert(done == 1);
}

static void end(SHA256_CTX *context, uint8_t out[static HASH_SIZE])
{
	int done = SHA256_Final(out, context);

	assert(done == 1);
}

void hash_sha256(uint8_t out[static HASH_SIZE], struct bytes data)
{
	hash_sha256_two(out, data, (struct bytes){ 0 });
}

void hash_sha256_two(uint8_t out[static HASH_SIZE], struct bytes a, struct bytes b)
{
	SHA256_CTX context;

	begin(&context);
	add(&context, a);
	add(&context, b);
	end(&context, out);
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

	begin(&h->context);
	return h;
}

void hash_add(struct hash *h, struct bytes data)
{
	add(&h->context, data);
}

void hash_end_hex(struct hash *h, char out[static HASH_HEX_MAX])
{
	uint8_t digest[HASH_SIZE];

	end(&h->context, digest);
	hex_encode(out, (struct bytes){ .p = digest, .n = sizeof(digest) });
}

void hash_freep(struct hash **h)
{
	mem_free(*h);
	*h = NULL;
}
