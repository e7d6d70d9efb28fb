/* Public and signing keys: known thumbprints and signatures, each form there and back, refusals. */
#include "tap.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/hex.h"
#include "base/mem.h"
#include "crypto/signing_key.h"

/* RFC 9679 6 */
#define X9679 "65eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d"
#define Y9679 "1e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c"

/* RFC 6979 A.2.5: P-256, SHA-256, message "sample" */
#define X6979 "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
#define Y6979 "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"
#define R6979 "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
#define S6979 "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"

static void read_hex(uint8_t *out, size_t n, const char *text)
{
	assert_int_equal(hex_decode(out, n, text), 0);
}

static struct public_key key_of(const char *x, const char *y)
{
	uint8_t a[PUBLIC_KEY_PART], b[PUBLIC_KEY_PART];
	struct public_key key;

	read_hex(a, sizeof(a), x);
	read_hex(b, sizeof(b), y);
	assert_int_equal(public_key_p256(&key, a, b, NULL), 0);
	return key;
}

static void thumbprints(void **state)
{
	CLEANUP(public_key_done) struct public_key key = key_of(X9679, Y9679);
	uint8_t x[PUBLIC_KEY_PART], thumbprint[32];
	char text[65];

	(void)state;
	public_key_thumbprint(&key, thumbprint);
	hex_encode(text, (struct bytes){ thumbprint, sizeof(thumbprint) });
	assert_string_equal(text,
			    "496bd8afadf307e5b08c64b0421bf9dc01528a344a43bda88fadd1669da253ec");
	hex_encode(text, (struct bytes){ key.id, sizeof(key.id) });
	assert_string_equal(text, "496bd8afadf307e5");

	/* Ed25519: the key of RFC 8032 7.1, test 1, of which others computed this. */
	CLEANUP(public_key_done) struct public_key ed = { 0 };
	read_hex(x, sizeof(x), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
	public_key_ed25519(&ed, x);
	public_key_thumbprint(&ed, thumbprint);
	hex_encode(text, (struct bytes){ thumbprint, sizeof(thumbprint) });
	assert_string_equal(text,
			    "866eefbd6718c8846cd7ddfe43fc74ab1daac4538ff8514ea2ec2d410a415743");
}

static void known_signatures(void **state)
{
	CLEANUP(public_key_done) struct public_key key = key_of(X6979, Y6979);
	CLEANUP(public_key_done) struct public_key other = key_of(X9679, Y9679);
	uint8_t rs[PUBLIC_KEY_SIGNATURE];
	struct bytes signature = { rs, sizeof(rs) };

	(void)state;
	read_hex(rs, sizeof(rs), R6979 S6979);
	assert_int_equal(public_key_verify(&key, bytes_of("sample"), signature), 0);
	assert_int_equal(public_key_verify(&key, bytes_of("Sample"), signature), E_VERIFY);
	assert_int_equal(public_key_verify(&other, bytes_of("sample"), signature), E_VERIFY);
	for (size_t n = 0; n < sizeof(rs); n++)
		assert_int_equal(
		    public_key_verify(&key, bytes_of("sample"), (struct bytes){ rs, n }), E_VERIFY);
	/* Zeros, which broken libraries have taken for a signature of everything. */
	memset(rs, 0, sizeof(rs));
	assert_int_equal(public_key_verify(&key, bytes_of("sample"), signature), E_VERIFY);
	memset(rs, 0xff, sizeof(rs));
	assert_int_equal(public_key_verify(&key, bytes_of("sample"), signature), E_VERIFY);

	/* RFC 8032 7.1, test 2. */
	struct public_key ed;
	uint8_t x[PUBLIC_KEY_PART];
	read_hex(x, sizeof(x), "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
	read_hex(rs, sizeof(rs),
		 "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
		 "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
	public_key_ed25519(&ed, x);
	assert_int_equal(public_key_verify(&ed, bytes_of("\x72"), signature), 0);
	assert_int_equal(public_key_verify(&ed, bytes_of("\x73"), signature), E_VERIFY);
}

static void points_that_are_none(void **state)
{
	uint8_t x[PUBLIC_KEY_PART], y[PUBLIC_KEY_PART];
	struct public_key key;
	struct err err = { 0 };

	(void)state;
	read_hex(x, sizeof(x), X9679);
	read_hex(y, sizeof(y), Y9679);
	y[31] ^= 1;
	assert_int_equal(public_key_p256(&key, x, y, &err), E_FORMAT);
	assert_non_null(strstr(err.text, "no point"));
	memset(x, 0, sizeof(x));
	memset(y, 0, sizeof(y));
	assert_int_equal(public_key_p256(&key, x, y, NULL), E_FORMAT);
	memset(x, 0xff, sizeof(x));
	assert_int_equal(public_key_p256(&key, x, y, NULL), E_FORMAT);
}

static void forms(void **state)
{
	CLEANUP(public_key_done) struct public_key ec = key_of(X9679, Y9679);
	struct public_key ed;

	(void)state;
	public_key_ed25519(&ed, ec.x);
	for (unsigned i = 0; i < 2; i++) {
		const struct public_key *key = i ? &ed : &ec;
		CLEANUP(public_key_done) struct public_key back = { 0 }, again = { 0 };
		CLEANUP(buf_done) struct buf spki = BUF(PUBLIC_KEY_SPKI_MAX);
		CLEANUP(json_done) json_t *jwk = public_key_jwk_new(key);

		public_key_spki_write(key, &spki);
		assert_int_equal(public_key_spki(&back, buf_view(&spki), NULL), 0);
		assert_int_equal(public_key_jwk(&again, jwk, NULL), 0);
		assert_int_equal(back.algorithm, key->algorithm);
		assert_int_equal(again.algorithm, key->algorithm);
		assert_memory_equal(back.id, key->id, sizeof(key->id));
		assert_memory_equal(again.id, key->id, sizeof(key->id));
		for (size_t n = 0; n < spki.n; n++)
			assert_int_equal(public_key_spki(&back, (struct bytes){ spki.p, n }, NULL),
					 E_UNSUPPORTED);
		buf_u8(&spki, 0);
		assert_int_equal(public_key_spki(&back, buf_view(&spki), NULL), E_UNSUPPORTED);
	}
}

static void keys_in_json(void **state)
{
	static const struct {
		const char *what, *json;
		int code;
	} rows[] = {
		{ "cose-wg",
		  "{'kty':'EC','crv':'P-256','x':'usWxHK2PmfnHKwXPS54m0kTcGJ90UiglWiGahtagnv8',"
		  "'y':'IBOL-C3BttVivg-lSreASjpkttcsz-1rb7btKLv8EX4'}",
		  0 },
		{ "private",
		  "{'kty':'EC','crv':'P-256','x':'usWxHK2PmfnHKwXPS54m0kTcGJ90UiglWiGahtagnv8',"
		  "'y':'IBOL-C3BttVivg-lSreASjpkttcsz-1rb7btKLv8EX4','d':'AA'}",
		  E_FORMAT },
		{ "no y",
		  "{'kty':'EC','crv':'P-256','x':'usWxHK2PmfnHKwXPS54m0kTcGJ90UiglWiGahtagnv8'}",
		  E_FORMAT },
		{ "short", "{'kty':'EC','crv':'P-256','x':'usWx','y':'IBOL'}", E_FORMAT },
		{ "alg", "{'kty':'EC','crv':'P-256','alg':'EdDSA'}", E_UNSUPPORTED },
		{ "alg is a number", "{'kty':'EC','crv':'P-256','alg':-7}", E_UNSUPPORTED },
		{ "P-384", "{'kty':'EC','crv':'P-384'}", E_UNSUPPORTED },
		{ "RSA", "{'kty':'RSA','n':'AQAB'}", E_UNSUPPORTED },
		{ "secret", "{'kty':'oct','k':'AQAB'}", E_UNSUPPORTED },
		{ "Ed448", "{'kty':'OKP','crv':'Ed448'}", E_UNSUPPORTED },
		{ "X25519", "{'kty':'OKP','crv':'X25519'}", E_UNSUPPORTED },
		{ "empty", "{}", E_UNSUPPORTED },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(public_key_done) struct public_key key = { 0 };
		CLEANUP(mem_freep) char *text = mem_text(rows[i].json);
		CLEANUP(json_done) json_t *jwk = NULL;

		for (char *p = text; *p; p++)
			*p = *p == '\'' ? '"' : *p;
		assert_int_equal(json_read(&jwk, bytes_of(text), "key", NULL), 0);
		TAP_INT(rows[i].what, public_key_jwk(&key, jwk, NULL), rows[i].code);
	}
}

static void a_key_of_ones_own(void **state)
{
	CLEANUP(signing_key_done) struct signing_key key = { 0 }, back = { 0 };
	CLEANUP(buf_done) struct buf pem = BUF(SIGNING_KEY_PEM_MAX);
	uint8_t rs[PUBLIC_KEY_SIGNATURE];

	(void)state;
	assert_int_equal(signing_key_create(&key, NULL), 0);
	assert_int_equal(signing_key_write(&key, &pem, NULL), 0);
	assert_int_equal(signing_key_read(&back, buf_view(&pem), NULL), 0);
	assert_memory_equal(back.public_key.id, key.public_key.id, PUBLIC_KEY_ID);
	/* About every second r and s needs a zero before it in DER, one in 256 has one of its own.
	 */
	for (unsigned i = 0; i < 600; i++) {
		struct bytes message = { (const uint8_t *)&i, sizeof(i) };

		assert_int_equal(signing_key_sign(&back, message, rs, NULL), 0);
		assert_int_equal(
		    public_key_verify(&key.public_key, message, (struct bytes){ rs, sizeof(rs) }),
		    0);
	}
}

/* Keys of other kinds, as `openssl genpkey` makes them, and what is no key at all. */
static void what_is_no_key(void **state)
{
	static const char p384[] =
	    "-----BEGIN PRIVATE KEY-----\n"
	    "MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDDnZ4fB9DeTCPEvjA4z\n"
	    "k9fpK7QQGBFHUenvB0cZpWeWHjU55iiSfIp5KXkzAP3EJ8ahZANiAARQUg/lZkIh\n"
	    "egVjP07nHSXaOwLPHGmteGYZ6aZJsAPdWCY3jFSI3zPZLR0PYncn1CWOEbnzywtq\n"
	    "/tuBzIngIpJwNZ+bBi3HubfoIabhD9Gfn12L9ec5JbxCYlaYYL6+vQk=\n"
	    "-----END PRIVATE KEY-----\n";
	static const char ed25519[] =
	    "-----BEGIN PRIVATE KEY-----\n"
	    "MC4CAQAwBQYDK2VwBCIEIACYWcoMYy7oz/iIUlSAJ1o/uZtklE1EJMGXJURfriHZ\n"
	    "-----END PRIVATE KEY-----\n";
	static const char *const rows[] = {
		"", "-----BEGIN PRIVATE KEY-----\n",
		"-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
		"-----BEGIN PRIVATE KEY-----\nMIG2\n-----END PRIVATE KEY-----\n",
		"-----BEGIN EC PRIVATE KEY-----\nMHcC\n"
		"-----END EC PRIVATE KEY-----\n"
	};
	CLEANUP(signing_key_done) struct signing_key key = { 0 }, out = { 0 };
	CLEANUP(buf_done) struct buf pem = BUF((size_t)2 * SIGNING_KEY_PEM_MAX);
	struct err err = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		TAP_INT(rows[i], signing_key_read(&out, bytes_of(rows[i]), NULL), E_FORMAT);
	assert_int_equal(signing_key_read(&out, bytes_of(p384), NULL), E_UNSUPPORTED);
	assert_int_equal(signing_key_read(&out, bytes_of(ed25519), NULL), E_UNSUPPORTED);
	assert_int_equal(signing_key_create(&key, NULL), 0);
	assert_int_equal(signing_key_write(&key, &pem, NULL), 0);
	for (size_t n = 0; n < pem.n; n++)
		assert_int_equal(signing_key_read(&out, (struct bytes){ pem.p, n }, NULL),
				 E_FORMAT);
	/* A second key behind the first. */
	CLEANUP(buf_done) struct buf two = BUF((size_t)2 * SIGNING_KEY_PEM_MAX);
	buf_bytes(&two, buf_view(&pem));
	buf_bytes(&two, buf_view(&pem));
	assert_int_equal(signing_key_read(&out, buf_view(&two), NULL), E_FORMAT);
	while (pem.n <= SIGNING_KEY_PEM_MAX)
		buf_u8(&pem, '\n');
	assert_int_equal(signing_key_read(&out, buf_view(&pem), &err), E_LIMIT);
	assert_null(out.context);
}

/* A token: its key is elsewhere, and does not always work. */
static int token_sign(void *context, struct bytes message,
		      uint8_t signature[static PUBLIC_KEY_SIGNATURE], struct err *err)
{
	struct signing_key *inside = context;

	if (message.n == 0)
		return err_set(err, E_REFUSED, "the token says no");
	return signing_key_sign(inside, message, signature, err);
}

static void token_done(void *context)
{
	signing_key_done(context);
}

static void a_token(void **state)
{
	static const struct signing_key_ops ops = { token_sign, token_done };
	struct signing_key inside = { 0 };
	struct err err = { 0 };
	uint8_t rs[PUBLIC_KEY_SIGNATURE];
	CLEANUP(buf_done) struct buf pem = BUF(SIGNING_KEY_PEM_MAX);

	(void)state;
	assert_int_equal(signing_key_create(&inside, NULL), 0);
	CLEANUP(signing_key_done) struct signing_key key = { .ops = &ops, .context = &inside };
	assert_int_equal(
	    public_key_p256(&key.public_key, inside.public_key.x, inside.public_key.y, NULL), 0);
	assert_int_equal(signing_key_sign(&key, bytes_of("a"), rs, &err), 0);
	assert_int_equal(
	    public_key_verify(&key.public_key, bytes_of("a"), (struct bytes){ rs, sizeof(rs) }), 0);
	assert_int_equal(signing_key_sign(&key, bytes_of(""), rs, &err), E_REFUSED);
	assert_int_equal(signing_key_write(&key, &pem, &err), E_UNSUPPORTED);
	assert_int_equal(pem.n, 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(thumbprints),          cmocka_unit_test(known_signatures),
	cmocka_unit_test(points_that_are_none), cmocka_unit_test(forms),
	cmocka_unit_test(keys_in_json),         cmocka_unit_test(a_key_of_ones_own),
	cmocka_unit_test(what_is_no_key),       cmocka_unit_test(a_token),
};

TAP_MAIN(tests)
