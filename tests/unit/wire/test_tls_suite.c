/*
 * A hand-checked set from the RFCs, then the whole table against its own names.  The table was
 * compared with "openssl ciphers -V", "gnutls-cli -l" and nmap's list when it was made.
 */
#include "corpus.h"

#include "wire/tls_suite.h"

static void hand_checked(void **state)
{
	static const struct tls_suite rows[] = {
		{ 0x0000, "TLS_NULL_WITH_NULL_NULL", TLS_NULL | TLS_ANON | TLS_STATIC_KEY },
		{ 0x0001, "TLS_RSA_WITH_NULL_MD5",
		  TLS_NULL | TLS_MD5 | TLS_STATIC_KEY | TLS_RSA_AUTH },
		{ 0x0003, "TLS_RSA_EXPORT_WITH_RC4_40_MD5",
		  TLS_EXPORT | TLS_RC4 | TLS_MD5 | TLS_STATIC_KEY | TLS_RSA_AUTH },
		{ 0x0005, "TLS_RSA_WITH_RC4_128_SHA",
		  TLS_RC4 | TLS_SHA1 | TLS_STATIC_KEY | TLS_RSA_AUTH },
		{ 0x0006, "TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5",
		  TLS_EXPORT | TLS_RC2_IDEA_SEED | TLS_CBC | TLS_MD5 | TLS_STATIC_KEY |
		      TLS_RSA_AUTH },
		{ 0x0007, "TLS_RSA_WITH_IDEA_CBC_SHA",
		  TLS_RC2_IDEA_SEED | TLS_CBC | TLS_SHA1 | TLS_STATIC_KEY | TLS_RSA_AUTH },
		{ 0x0009, "TLS_RSA_WITH_DES_CBC_SHA",
		  TLS_DES | TLS_CBC | TLS_SHA1 | TLS_STATIC_KEY | TLS_RSA_AUTH },
		{ 0x000a, "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
		  TLS_3DES | TLS_CBC | TLS_SHA1 | TLS_STATIC_KEY | TLS_RSA_AUTH },
		{ 0x0011, "TLS_DHE_DSS_EXPORT_WITH_DES40_CBC_SHA",
		  TLS_EXPORT | TLS_DES | TLS_CBC | TLS_SHA1 | TLS_DHE | TLS_DSS },
		{ 0x001b, "TLS_DH_anon_WITH_3DES_EDE_CBC_SHA",
		  TLS_ANON | TLS_DHE | TLS_3DES | TLS_CBC | TLS_SHA1 },
		{ 0x0028, "TLS_KRB5_EXPORT_WITH_RC4_40_SHA",
		  TLS_KRB5 | TLS_STATIC_KEY | TLS_EXPORT | TLS_RC4 | TLS_SHA1 },
		{ 0x002f, "TLS_RSA_WITH_AES_128_CBC_SHA",
		  TLS_CBC | TLS_SHA1 | TLS_STATIC_KEY | TLS_RSA_AUTH },
		{ 0x0033, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA",
		  TLS_CBC | TLS_SHA1 | TLS_DHE | TLS_RSA_AUTH },
		{ 0x003c, "TLS_RSA_WITH_AES_128_CBC_SHA256",
		  TLS_CBC | TLS_STATIC_KEY | TLS_RSA_AUTH },
		{ 0x0064, "TLS_RSA_EXPORT1024_WITH_RC4_56_SHA",
		  TLS_EXPORT | TLS_RC4 | TLS_SHA1 | TLS_STATIC_KEY | TLS_RSA_AUTH },
		{ 0x0067, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256", TLS_CBC | TLS_DHE | TLS_RSA_AUTH },
		{ 0x0094, "TLS_RSA_PSK_WITH_AES_128_CBC_SHA",
		  TLS_PSK | TLS_RSA_AUTH | TLS_STATIC_KEY | TLS_CBC | TLS_SHA1 },
		{ 0x009a, "TLS_DHE_RSA_WITH_SEED_CBC_SHA",
		  TLS_RC2_IDEA_SEED | TLS_CBC | TLS_SHA1 | TLS_DHE | TLS_RSA_AUTH },
		{ 0x009c, "TLS_RSA_WITH_AES_128_GCM_SHA256",
		  TLS_AEAD | TLS_STATIC_KEY | TLS_RSA_AUTH },
		{ 0x009e, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
		  TLS_AEAD | TLS_DHE | TLS_RSA_AUTH },
		{ 0x00a8, "TLS_PSK_WITH_AES_128_GCM_SHA256", TLS_PSK | TLS_STATIC_KEY | TLS_AEAD },
		{ 0x00be, "TLS_DHE_RSA_WITH_CAMELLIA_128_CBC_SHA256",
		  TLS_CAMELLIA_ARIA | TLS_CBC | TLS_DHE | TLS_RSA_AUTH },
		{ 0x1301, "TLS_AES_128_GCM_SHA256", TLS_ONLY_1_3 | TLS_AEAD },
		{ 0x1302, "TLS_AES_256_GCM_SHA384", TLS_ONLY_1_3 | TLS_AEAD },
		{ 0x1303, "TLS_CHACHA20_POLY1305_SHA256", TLS_ONLY_1_3 | TLS_AEAD },
		{ 0x1304, "TLS_AES_128_CCM_SHA256", TLS_ONLY_1_3 | TLS_AEAD },
		{ 0x1305, "TLS_AES_128_CCM_8_SHA256", TLS_ONLY_1_3 | TLS_AEAD },
		{ 0xc004, "TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA",
		  TLS_ECDSA | TLS_STATIC_KEY | TLS_CBC | TLS_SHA1 },
		{ 0xc006, "TLS_ECDHE_ECDSA_WITH_NULL_SHA",
		  TLS_ECDSA | TLS_ECDHE | TLS_NULL | TLS_SHA1 },
		{ 0xc011, "TLS_ECDHE_RSA_WITH_RC4_128_SHA",
		  TLS_RSA_AUTH | TLS_ECDHE | TLS_RC4 | TLS_SHA1 },
		{ 0xc018, "TLS_ECDH_anon_WITH_AES_128_CBC_SHA",
		  TLS_ANON | TLS_ECDHE | TLS_CBC | TLS_SHA1 },
		{ 0xc021, "TLS_SRP_SHA_RSA_WITH_AES_256_CBC_SHA",
		  TLS_SRP | TLS_RSA_AUTH | TLS_CBC | TLS_SHA1 },
		{ 0xc024, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
		  TLS_ECDSA | TLS_ECDHE | TLS_CBC },
		{ 0xc02f, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
		  TLS_RSA_AUTH | TLS_ECDHE | TLS_AEAD },
		{ 0xc031, "TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256",
		  TLS_RSA_AUTH | TLS_STATIC_KEY | TLS_AEAD },
		{ 0xc061, "TLS_ECDHE_RSA_WITH_ARIA_256_GCM_SHA384",
		  TLS_RSA_AUTH | TLS_ECDHE | TLS_CAMELLIA_ARIA | TLS_AEAD },
		{ 0xc0a2, "TLS_DHE_RSA_WITH_AES_128_CCM_8", TLS_RSA_AUTH | TLS_DHE | TLS_AEAD },
		{ 0xc0b4, "TLS_SHA256_SHA256", TLS_ONLY_1_3 | TLS_NULL },
		{ 0xcca8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
		  TLS_RSA_AUTH | TLS_ECDHE | TLS_AEAD },
		{ 0xfefe, "SSL_RSA_FIPS_WITH_DES_CBC_SHA",
		  TLS_DES | TLS_CBC | TLS_SHA1 | TLS_STATIC_KEY | TLS_RSA_AUTH },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct tls_suite *s = tls_suite_find(rows[i].id);

		TAP_CHECK(rows[i].name, s != NULL);
		TAP_TEXT(rows[i].name, s->name, rows[i].name);
		TAP_INT(rows[i].name, s->traits, rows[i].traits);
	}
	assert_null(tls_suite_find(0x00ff)); /* a signal, no suite */
	assert_null(tls_suite_find(0x5600));
	assert_null(tls_suite_find(0xffff));
}

/* A trait holds exactly where one of the words stands in the name. */
static void traits_fit_names(void **state)
{
	static const struct {
		uint32_t trait;
		const char *words[4];
	} rows[] = {
		{ TLS_NULL, { "_NULL_", "TLS_SHA256_SHA256", "TLS_SHA384_SHA384" } },
		{ TLS_ANON, { "_anon_", "TLS_NULL_WITH" } },
		{ TLS_EXPORT, { "_EXPORT" } },
		{ TLS_RC4, { "_RC4_" } },
		{ TLS_DES, { "_DES_", "_DES40_" } },
		{ TLS_3DES, { "_3DES_" } },
		{ TLS_RC2_IDEA_SEED, { "_RC2_", "_IDEA_", "_SEED_" } },
		{ TLS_CBC, { "_CBC_" } },
		{ TLS_AEAD, { "_GCM_", "_CCM", "_POLY1305_" } },
		{ TLS_DHE, { "_DHE_", "_DH_anon_" } },
		{ TLS_ECDHE, { "_ECDHE_", "_ECDH_anon_" } },
		{ TLS_CAMELLIA_ARIA, { "_CAMELLIA_", "_ARIA_" } },
		{ TLS_PSK, { "_PSK_" } },
		{ TLS_ECDSA, { "_ECDSA_" } },
		{ TLS_RSA_AUTH, { "_RSA_" } },
		{ TLS_DSS, { "_DSS_" } },
		{ TLS_KRB5, { "_KRB5_" } },
		{ TLS_SRP, { "_SRP_" } },
		{ TLS_GOST, { "_GOST" } },
	};

	(void)state;
	for (size_t i = 0; tls_suite_at(i); i++) {
		const struct tls_suite *s = tls_suite_at(i);

		for (size_t row = 0; row < ARRAY_LEN(rows); row++) {
			bool found = false;

			for (size_t w = 0; w < 4 && rows[row].words[w]; w++)
				found = found || strstr(s->name, rows[row].words[w]);
			TAP_INT(s->name, (s->traits & rows[row].trait) != 0, found);
		}
		TAP_INT(s->name, (s->traits & TLS_SHA1) != 0, text_ends(s->name, "_SHA"));
		TAP_INT(s->name, (s->traits & TLS_MD5) != 0, text_ends(s->name, "_MD5"));
		TAP_INT(s->name, (s->traits & TLS_ONLY_1_3) != 0, !strstr(s->name, "_WITH_"));
		/* Forward secret, or not, or another protocol decides. */
		uint32_t ephemeral = s->traits & (TLS_DHE | TLS_ECDHE | TLS_SRP | TLS_ONLY_1_3);
		TAP_INT(s->name, (s->traits & TLS_STATIC_KEY) != 0, ephemeral == 0);
	}
}

static void sorted_and_found(void **state)
{
	size_t n = 0;

	(void)state;
	for (; tls_suite_at(n); n++) {
		if (n > 0)
			assert_true(tls_suite_at(n - 1)->id < tls_suite_at(n)->id);
		assert_ptr_equal(tls_suite_find(tls_suite_at(n)->id), tls_suite_at(n));
	}
	assert_int_equal(n, 350);
	assert_null(tls_suite_at(n));
}

static const struct CMUnitTest tls_suite[] = {
	cmocka_unit_test(hand_checked),
	cmocka_unit_test(traits_fit_names),
	cmocka_unit_test(sorted_and_found),
};

TAP_MAIN(tls_suite)
