/* SHA-256 (FIPS 180-4), by OpenSSL. */
#pragma once

#include "base/base.h"

#define HASH_SIZE 32
#define HASH_HEX_MAX 65 /* 64 digits and a NUL */

void hash_sha256(uint8_t out[static HASH_SIZE], struct bytes data);
void hash_sha256_hex(char out[static HASH_HEX_MAX], struct bytes data);
