/* SHA-256 (FIPS 180-4), by OpenSSL. */
#pragma once

#include "base/base.h"

#define HASH_SIZE 32
#define HASH_HEX_MAX 65 /* 64 digits and a NUL */

void hash_sha256(uint8_t out[static HASH_SIZE], struct bytes data);
/* The same of a followed by b. */
void hash_sha256_two(uint8_t out[static HASH_SIZE], struct bytes a, struct bytes b);
void hash_sha256_hex(char out[static HASH_HEX_MAX], struct bytes data);

/* The same over what comes in pieces. */
struct hash;
struct hash *hash_new(void) MUST_USE;
void hash_add(struct hash *h, struct bytes data);
void hash_end_hex(struct hash *h, char out[static HASH_HEX_MAX]); /* once; then only hash_freep */
void hash_freep(struct hash **h);
