/* By the functions of OpenSSL 1.1's interface, for the reason that hash.c gives. */
#define OPENSSL_API_COMPAT 10100
#include "crypto/weak_hash.h"

#include <openssl/md5.h>
#include <openssl/sha.h>

void weak_hash_md5(uint8_t out[static WEAK_HASH_MD5_SIZE], struct bytes data)
{
	(void)MD5(data.p, data.n, out);
}

void weak_hash_sha1(uint8_t out[static WEAK_HASH_SHA1_SIZE], struct bytes data)
{
	(void)SHA1(data.p, data.n, out);
}

void weak_hash_crc32(uint8_t out[static WEAK_HASH_CRC32_SIZE], struct bytes data)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < data.n; i++) {
		crc ^= data.p[i];
		for (unsigned bit = 0; bit < 8; bit++)
			crc = crc & 1 ? crc >> 1 ^ UINT32_C(0xedb88320) : crc >> 1;
	}
	crc = ~crc;
	for (unsigned i = 0; i < WEAK_HASH_CRC32_SIZE; i++)
		out[i] = (uint8_t)(crc >> (24 - 8 * i));
}
