/* Passwords and tokens. */
#include "tap.h"

#include "base/err.h"
#include "base/mem.h"
#include "crypto/password.h"
#include "crypto/token.h"

static void fits_only_itself(void **state)
{
	char hash[PASSWORD_HASH_MAX], other[PASSWORD_HASH_MAX];

	(void)state;
	assert_int_equal(password_hash(hash, "correct horse battery"), 0);
	assert_int_equal(strncmp(hash, "$argon2id$v=19$m=65536,t=4,p=1$", 31), 0);
	assert_true(password_fits(hash, "correct horse battery"));
	assert_false(password_fits(hash, "correct horse batterz"));
	assert_false(password_fits(hash, ""));
	assert_int_equal(password_hash(other, "correct horse battery"), 0);
	assert_string_not_equal(hash, other);
}

static void lengths(void **state)
{
	char hash[PASSWORD_HASH_MAX] = "as it was";
	char text[PASSWORD_MAX + 2];

	(void)state;
	memset(text, 'x', sizeof(text));
	text[PASSWORD_MAX + 1] = '\0';
	assert_int_equal(password_hash(hash, text), E_LIMIT);
	assert_false(password_fits(password_of_nobody(), text));
	text[PASSWORD_MIN - 1] = '\0';
	assert_int_equal(password_hash(hash, text), E_LIMIT);
	assert_string_equal(hash, "as it was");
	memset(text, 'x', PASSWORD_MAX);
	text[PASSWORD_MAX] = '\0';
	assert_int_equal(password_hash(hash, text), 0);
	assert_true(password_fits(hash, text));
	text[PASSWORD_MIN] = '\0';
	assert_int_equal(password_hash(hash, text), 0);
}

static void nonsense_fits_nothing(void **state)
{
	static const char *const hashes[] = { "", "x", "$argon2id$",
					      "$argon2id$v=19$m=65536,t=4,p=1$" };
	char longer[400];

	(void)state;
	memset(longer, '$', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(hashes); i++)
		assert_false(password_fits(hashes[i], "correct horse battery"));
	assert_false(password_fits(longer, "correct horse battery"));
	assert_false(password_fits(password_of_nobody(), "correct horse battery"));
}

static void tokens(void **state)
{
	char a[TOKEN_TEXT_MAX], b[TOKEN_TEXT_MAX], hash[HASH_HEX_MAX];

	(void)state;
	token_new(a);
	token_new(b);
	assert_int_equal(strlen(a), TOKEN_TEXT_MAX - 1);
	assert_true(token_equal(a, a));
	assert_false(token_equal(a, b));
	assert_false(token_equal(a, ""));
	token_hash(hash, "abc");
	assert_string_equal(hash,
			    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(fits_only_itself),
	cmocka_unit_test(lengths),
	cmocka_unit_test(nonsense_fits_nothing),
	cmocka_unit_test(tokens),
};

TAP_MAIN(tests)
