/* Ed25519: the vectors of RFC 8032 7.1, every bit that may not be changed, and malleable forms. */
#include "tap.h"

#include "base/err.h"
#include "base/hex.h"
#include "base/mem.h"
#include "crypto/ed25519.h"

static const struct {
	const char *seed, *public_key, *message, *signature;
} rows[] = {
	{ "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
	  "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
	  "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e3970"
	  "1c"
	  "f9b46bd25bf5f0595bbe24655141438e7a100b" },
	{ "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
	  "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
	  "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613"
	  "d0"
	  "f11d8c387b2eaeb4302aeeb00d291612bb0c00" },
	{ "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
	  "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
	  "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760"
	  "98"
	  "4dc6594a7c15e9716ed28dc027beceea1ec40a" },
};

static void vectors(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		uint8_t seed[ED25519_SEED_SIZE], message[8];
		uint8_t signature[ED25519_SIGNATURE_SIZE];
		char text[2 * ED25519_SIGNATURE_SIZE + 1];
		size_t n = strlen(rows[i].message) / 2;
		struct ed25519_key key;

		assert_int_equal(hex_decode(seed, sizeof(seed), rows[i].seed), 0);
		assert_int_equal(hex_decode(message, n, rows[i].message), 0);
		ed25519_key_of(&key, seed);
		hex_encode(text, (struct bytes){ key.public_key, ED25519_PUBLIC_SIZE });
		TAP_TEXT(rows[i].message, text, rows[i].public_key);
		ed25519_sign(signature, &key, (struct bytes){ message, n });
		hex_encode(text, (struct bytes){ signature, sizeof(signature) });
		TAP_TEXT(rows[i].message, text, rows[i].signature);
		TAP_INT(rows[i].message,
			ed25519_verify(key.public_key, signature, (struct bytes){ message, n }), 0);
		ed25519_key_done(&key);
		TAP_CHECK(rows[i].message, key.secret[0] == 0 && key.secret[31] == 0);
	}
}

static void every_bit_counts(void **state)
{
	uint8_t seed[ED25519_SEED_SIZE] = { 7 };
	uint8_t signature[ED25519_SIGNATURE_SIZE];
	uint8_t text[] = "a label";
	const struct bytes message = { text, sizeof(text) };
	struct ed25519_key key;

	(void)state;
	ed25519_key_of(&key, seed);
	ed25519_sign(signature, &key, message);
	for (unsigned bit = 0; bit < 8 * sizeof(signature); bit++) {
		signature[bit / 8] ^= (uint8_t)(1u << bit % 8);
		TAP_INT("signature", ed25519_verify(key.public_key, signature, message), E_VERIFY);
		signature[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	for (unsigned bit = 0; bit < 8 * sizeof(text); bit++) {
		text[bit / 8] ^= (uint8_t)(1u << bit % 8);
		TAP_INT("message", ed25519_verify(key.public_key, signature, message), E_VERIFY);
		text[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	for (unsigned bit = 0; bit < 8 * ED25519_PUBLIC_SIZE; bit++) {
		key.public_key[bit / 8] ^= (uint8_t)(1u << bit % 8);
		TAP_INT("key", ed25519_verify(key.public_key, signature, message), E_VERIFY);
		key.public_key[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	TAP_INT("as it was", ed25519_verify(key.public_key, signature, message), 0);
	TAP_INT("shorter",
		ed25519_verify(key.public_key, signature, (struct bytes){ text, sizeof(text) - 1 }),
		E_VERIFY);
}

/* S + L verifies by the bare equation (RFC 8032 8.4); the identity as key signs everything. */
static void malleable(void **state)
{
	static const char order[] =
	    "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";
	uint8_t seed[ED25519_SEED_SIZE] = { 9 };
	uint8_t signature[ED25519_SIGNATURE_SIZE], l[32];
	uint8_t identity[ED25519_PUBLIC_SIZE] = { 1 };
	unsigned carry = 0;
	struct ed25519_key key;

	(void)state;
	assert_int_equal(hex_decode(l, sizeof(l), order), 0);
	ed25519_key_of(&key, seed);
	ed25519_sign(signature, &key, bytes_of("x"));
	for (size_t i = 0; i < 32; i++) {
		carry += signature[32 + i] + l[i];
		signature[32 + i] = (uint8_t)carry;
		carry >>= 8;
	}
	assert_int_equal(ed25519_verify(key.public_key, signature, bytes_of("x")), E_VERIFY);
	memset(signature, 0, sizeof(signature));
	signature[0] = 1;
	assert_int_equal(ed25519_verify(identity, signature, bytes_of("x")), E_VERIFY);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(vectors),
	cmocka_unit_test(every_bit_counts),
	cmocka_unit_test(malleable),
};

TAP_MAIN(tests)
