/* SHA-256 against the examples of FIPS 180-4 and NIST's own. */
#include "tap.h"

#include "base/mem.h"
#include "crypto/hash.h"

static void known_answers(void **state)
{
	static const struct {
		const char *text, *digest;
	} rows[] = {
		{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	};
	char hex[HASH_HEX_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		hash_sha256_hex(hex, bytes_of(rows[i].text));
		TAP_TEXT(rows[i].text, hex, rows[i].digest);
	}
	/* No bytes at all, not even a pointer to them. */
	hash_sha256_hex(hex, (struct bytes){ 0 });
	assert_string_equal(hex, rows[0].digest);

	CLEANUP(mem_freep) uint8_t *million = mem_array(1000000, 1);
	memset(million, 'a', 1000000);
	hash_sha256_hex(hex, (struct bytes){ million, 1000000 });
	assert_string_equal(hex,
			    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void bytes_and_digits_agree(void **state)
{
	uint8_t digest[HASH_SIZE];

	(void)state;
	hash_sha256(digest, bytes_of("abc"));
	assert_int_equal(digest[0], 0xba);
	assert_int_equal(digest[HASH_SIZE - 1], 0xad);
}

static void pieces(void **state)
{
	static const char text[] = "The same over what comes in pieces, of whatever size they are.";
	char whole[HASH_HEX_MAX], hex[HASH_HEX_MAX];

	(void)state;
	hash_sha256_hex(whole, bytes_of(text));
	for (size_t piece = 1; piece <= sizeof(text); piece++) {
		CLEANUP(hash_freep) struct hash *h = hash_new();

		hash_add(h, (struct bytes){ 0 });
		for (size_t at = 0; at < strlen(text); at += piece) {
			size_t n = strlen(text) - at < piece ? strlen(text) - at : piece;

			hash_add(h, (struct bytes){ (const uint8_t *)text + at, n });
		}
		hash_end_hex(h, hex);
		assert_string_equal(hex, whole);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(pieces),
	cmocka_unit_test(known_answers),
	cmocka_unit_test(bytes_and_digits_agree),
};

TAP_MAIN(tests)
