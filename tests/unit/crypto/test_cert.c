/*
 * Certificates made here by OpenSSL, read back: names, times, keys, signatures; hostile names;
 * every prefix; and that the crypto policy knows what is read.
 */
#include "fixture.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "base/time.h"
#include "crypto/cert.h"

static struct catalogue *catalogue;

static int load(void **state)
{
	(void)state;
	catalogue = fixture_catalogue();
	return 0;
}

static int unload(void **state)
{
	(void)state;
	catalogue_free(catalogue);
	return 0;
}

struct made {
	const char *subject, *issuer; /* CN, UTF-8 */
	EVP_PKEY *key;                /* of the subject */
	EVP_PKEY *signer;
	const EVP_MD *digest;
};

static void put_name(X509_NAME *name, const char *cn)
{
	assert_int_equal(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
						    (const unsigned char *)cn, -1, -1, 0),
			 1);
}

/* DER in a new buffer. */
static struct buf make(const struct made *m)
{
	X509 *x = X509_new();
	struct buf out = BUF(1 << 20);
	unsigned char *der = NULL;

	assert_int_equal(X509_set_version(x, 2), 1);
	ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
	put_name(X509_get_subject_name(x), m->subject);
	put_name(X509_get_issuer_name(x), m->issuer);
	/* 49 and 51 lie on both sides of UTCTime's end (RFC 5280 4.1.2.5). */
	assert_int_equal(ASN1_TIME_set_string_X509(X509_getm_notBefore(x), "500101000000Z"), 1);
	assert_int_equal(ASN1_TIME_set_string_X509(X509_getm_notAfter(x), "20991231235959Z"), 1);
	assert_int_equal(X509_set_pubkey(x, m->key), 1);
	assert_true(X509_sign(x, m->signer, m->digest) > 0);
	int n = i2d_X509(x, &der);
	assert_true(n > 0);
	buf_add(&out, der, (size_t)n);
	OPENSSL_free(der);
	X509_free(x);
	return out;
}

static EVP_PKEY *new_key(const char *type)
{
	if (text_equal(type, "RSA"))
		return EVP_RSA_gen(2048);
	if (text_equal(type, "Ed25519") || text_equal(type, "Ed448"))
		return EVP_PKEY_Q_keygen(NULL, NULL,
					 text_equal(type, "Ed448") ? "ED448" : "ED25519");
	return EVP_EC_gen("P-256");
}

static const char *grade(const char *where, const char *name, unsigned bits)
{
	CLEANUP(json_done)
	json_t *o = json_pack("{s:s, s:s, s:i}", "where", where, "name", name, "bits", (int)bits);

	return catalogue_grade(catalogue, o, NULL);
}

static void what_is_read(void **state)
{
	static const struct {
		const char *type;
		unsigned bits;
		const char *signature;
	} rows[] = {
		{ "RSA", 2048, "sha256WithRSAEncryption" },
		{ "EC", 256, "ecdsa-with-SHA256" },
		{ "Ed25519", 0, "ED25519" },
		{ "Ed448", 0, "ED448" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		EVP_PKEY *key = new_key(rows[i].type);
		struct made m = { "HG-100", "HG-100", key, key, i < 2 ? EVP_sha256() : NULL };
		CLEANUP(buf_done) struct buf der = make(&m);
		struct cert c;
		char digest[HASH_HEX_MAX], from[TIME_TEXT_MAX], to[TIME_TEXT_MAX];

		TAP_INT(rows[i].type, cert_decode(buf_view(&der), &c), 0);
		TAP_TEXT(rows[i].type, c.key, rows[i].type);
		/* What Ed25519 counts as is a matter of opinion. */
		if (rows[i].bits)
			TAP_INT(rows[i].type, c.bits, rows[i].bits);
		TAP_TEXT(rows[i].type, c.signature, rows[i].signature);
		TAP_TEXT(rows[i].type, c.subject, "CN=HG-100");
		TAP_TEXT(rows[i].type, c.issuer, "CN=HG-100");
		TAP_CHECK(rows[i].type, c.is_self_signed);
		hash_sha256_hex(digest, buf_view(&der));
		TAP_TEXT(rows[i].type, c.sha256, digest);
		TAP_INT(rows[i].type, c.not_before, -631152000); /* 1950 */
		time_format(from, c.not_before);
		time_format(to, c.not_after);
		TAP_TEXT(rows[i].type, from, "1970-01-01T00:00:00Z");
		TAP_TEXT(rows[i].type, to, "2099-12-31T23:59:59Z");
		TAP_TEXT(rows[i].type, grade("certificate.key", c.key, c.bits), "recommended");
		TAP_TEXT(rows[i].type, grade("certificate.signature", c.signature, 0),
			 "recommended");
		EVP_PKEY_free(key);
	}
}

/* The same names are not enough: the key has to have signed it. */
static void self_signed_is_checked(void **state)
{
	EVP_PKEY *key = new_key("EC"), *other = new_key("EC");
	const struct {
		const char *what;
		struct made made;
		bool self_signed;
	} rows[] = {
		{ "self-signed", { "a", "a", key, key, EVP_sha256() }, true },
		{ "another key", { "a", "a", key, other, EVP_sha256() }, false },
		{ "another name", { "a", "b", key, key, EVP_sha256() }, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(buf_done) struct buf der = make(&rows[i].made);
		struct cert c;

		TAP_INT(rows[i].what, cert_decode(buf_view(&der), &c), 0);
		TAP_INT(rows[i].what, c.is_self_signed, rows[i].self_signed);
	}
	EVP_PKEY_free(key);
	EVP_PKEY_free(other);
}

static void weak_ones_are_named(void **state)
{
	EVP_PKEY *key = EVP_RSA_gen(1024);
	struct made m = { "a", "a", key, key, EVP_sha1() };
	CLEANUP(buf_done) struct buf der = make(&m);
	struct cert c;

	(void)state;
	assert_int_equal(cert_decode(buf_view(&der), &c), 0);
	assert_string_equal(grade("certificate.key", c.key, c.bits), "refused");
	assert_string_equal(grade("certificate.signature", c.signature, 0), "refused");
	EVP_PKEY_free(key);
}

/* Names reach terminals and pages. */
static void hostile_names(void **state)
{
	static const struct {
		const char *cn, *shown;
	} rows[] = {
		{ "ゲートウェイ", "CN=ゲートウェイ" },
		{ "a\x1b[31mb", "CN=a\\\\1B[31mb" },
		{ "a\nb", "CN=a\\\\0Ab" },
		{ "\xe2\x80\xae"
		  "exe",
		  "CN=\\u{202E}exe" },
		{ "a,O=b", "CN=a\\\\,O=b" },
	};
	EVP_PKEY *key = new_key("EC");

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct made m = { rows[i].cn, "x", key, key, EVP_sha256() };
		CLEANUP(buf_done) struct buf der = make(&m);
		struct cert c;

		TAP_INT(rows[i].shown, cert_decode(buf_view(&der), &c), 0);
		TAP_TEXT(rows[i].shown, c.subject, rows[i].shown);
	}
	EVP_PKEY_free(key);
}

static void long_names_are_cut(void **state)
{
	EVP_PKEY *key = new_key("EC");
	X509 *x = X509_new();
	unsigned char *der = NULL;
	struct cert c;

	(void)state;
	for (int i = 0; i < 40; i++)
		assert_int_equal(
		    X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "OU", MBSTRING_UTF8,
					       (const unsigned char *)"abcdefghij", -1, -1, 0),
		    1);
	assert_int_equal(X509_set_pubkey(x, key), 1);
	X509_gmtime_adj(X509_getm_notBefore(x), 0);
	X509_gmtime_adj(X509_getm_notAfter(x), 60);
	assert_true(X509_sign(x, key, EVP_sha256()) > 0);
	int n = i2d_X509(x, &der);
	assert_int_equal(cert_decode((struct bytes){ der, (size_t)n }, &c), 0);
	assert_true(strlen(c.subject) < CERT_NAME_MAX);
	assert_true(text_ends(c.subject, "..."));
	assert_string_equal(c.issuer, "");
	OPENSSL_free(der);
	X509_free(x);
	EVP_PKEY_free(key);
}

static void what_is_no_certificate(void **state)
{
	EVP_PKEY *key = new_key("EC");
	struct made m = { "a", "a", key, key, EVP_sha256() };
	CLEANUP(buf_done) struct buf der = make(&m);
	CLEANUP(mem_freep) uint8_t *large = mem_array((64u << 10) + 1, 1);
	struct cert c = { .bits = 7 };

	(void)state;
	for (size_t n = 0; n < der.n; n++) {
		CLEANUP(mem_freep) uint8_t *part = mem_copy(der.p, n ? n : 1);

		assert_int_equal(cert_decode((struct bytes){ part, n }, &c), E_FORMAT);
	}
	memcpy(large, der.p, der.n);
	assert_int_equal(cert_decode((struct bytes){ large, (64u << 10) + 1 }, &c), E_FORMAT);
	assert_int_equal(cert_decode((struct bytes){ 0 }, &c), E_FORMAT);
	assert_int_equal(cert_decode(bytes_of("-----BEGIN CERTIFICATE-----\n"), &c), E_FORMAT);
	assert_int_equal(c.bits, 7);
	EVP_PKEY_free(key);
}

/* One wrong byte anywhere: refused or read, never a crash; what is read stays within its bounds. */
static void one_byte_changed(void **state)
{
	EVP_PKEY *key = new_key("EC");
	struct made m = { "a", "a", key, key, EVP_sha256() };
	CLEANUP(buf_done) struct buf der = make(&m);
	uint64_t seed = 1;

	(void)state;
	for (size_t i = 0; i < der.n; i++) {
		uint8_t before = der.p[i];
		struct cert c;

		der.p[i] = (uint8_t)(before ^ (1 + tap_below(&seed, 255)));
		if (cert_decode(buf_view(&der), &c) == 0) {
			assert_true(strlen(c.subject) < CERT_NAME_MAX);
			assert_true(c.bits < 65536);
			assert_true(text_utf8_valid(bytes_of(c.subject)));
		}
		der.p[i] = before;
	}
	EVP_PKEY_free(key);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(what_is_read),        cmocka_unit_test(self_signed_is_checked),
	cmocka_unit_test(weak_ones_are_named), cmocka_unit_test(hostile_names),
	cmocka_unit_test(long_names_are_cut),  cmocka_unit_test(what_is_no_certificate),
	cmocka_unit_test(one_byte_changed),
};

TAP_MAIN_WITHIN(tests, load, unload)
