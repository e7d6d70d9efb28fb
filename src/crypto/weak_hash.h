/*
 * MD5, SHA-1 and CRC-32 (the one of zip and Ethernet): only to recognise what others made with
 * them. Nothing of our own rests on these.
 */
#pragma once

#include "base/base.h"

#define WEAK_HASH_MD5_SIZE 16
#define WEAK_HASH_SHA1_SIZE 20
#define WEAK_HASH_CRC32_SIZE 4

void weak_hash_md5(uint8_t out[static WEAK_HASH_MD5_SIZE], struct bytes data);
void weak_hash_sha1(uint8_t out[static WEAK_HASH_SHA1_SIZE], struct bytes data);
/* Big endian, as it is usually written. */
void weak_hash_crc32(uint8_t out[static WEAK_HASH_CRC32_SIZE], struct bytes data);
