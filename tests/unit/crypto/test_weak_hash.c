/* The test vectors of RFC 1321, FIPS 180 and the check value of CRC-32. */
#include "tap.h"

#include "base/hex.h"
#include "crypto/weak_hash.h"

static void known_values(void **state)
{
	static const struct {
		const char *text, *md5, *sha1, *crc32;
	} rows[] = {
		{ "", "d41d8cd98f00b204e9800998ecf8427e",
		  "da39a3ee5e6b4b0d3255bfef95601890afd80709", "00000000" },
		{ "abc", "900150983cd24fb0d6963f7d28e17f72",
		  "a9993e364706816aba3e25717850c26c9cd0d89d", "352441c2" },
		{ "123456789", "25f9e794323b453885f5181f1b624d0b",
		  "f7c3bc1d808e04732adf679965ccc34ca7ae3441", "cbf43926" },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes text = bytes_of(rows[i].text);
		uint8_t digest[WEAK_HASH_SHA1_SIZE];
		char hex[2 * WEAK_HASH_SHA1_SIZE + 1];

		weak_hash_md5(digest, text);
		hex_encode(hex, (struct bytes){ digest, WEAK_HASH_MD5_SIZE });
		TAP_TEXT(rows[i].text, hex, rows[i].md5);
		weak_hash_sha1(digest, text);
		hex_encode(hex, (struct bytes){ digest, WEAK_HASH_SHA1_SIZE });
		TAP_TEXT(rows[i].text, hex, rows[i].sha1);
		weak_hash_crc32(digest, text);
		hex_encode(hex, (struct bytes){ digest, WEAK_HASH_CRC32_SIZE });
		TAP_TEXT(rows[i].text, hex, rows[i].crc32);
	}
}

static const struct CMUnitTest tests[] = { cmocka_unit_test(known_values) };
TAP_MAIN(tests)
