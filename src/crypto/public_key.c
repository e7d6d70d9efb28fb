#include "crypto/public_key.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>

#include "base/base64url.h"
#include "base/buf.h"
#include "base/err.h"
#include "crypto/cbor.h"
#include "crypto/ed25519.h"
#include "crypto/hash.h"

static_assert(PUBLIC_KEY_PART == ED25519_PUBLIC_SIZE &&
		  PUBLIC_KEY_SIGNATURE == ED25519_SIGNATURE_SIZE,
	      "both kinds of key have parts and signatures of one size");

#define POINT_SIZE (1 + 2 * PUBLIC_KEY_PART) /* 0x04, x, y (SEC 1, 2.3.3) */

/* RFC 9679 4.1 and 4.2: the members that make the key, in deterministic CBOR. */
void public_key_thumbprint(const struct public_key *key, uint8_t out[static 32])
{
	CLEANUP(buf_done) struct buf cose = BUF(PUBLIC_KEY_SPKI_MAX);
	bool is_ec = key->algorithm == PUBLIC_KEY_ES256;

	cbor_write_map(&cose, is_ec ? 4 : 3);
	cbor_write_int(&cose, 1); /* kty: EC2 or OKP */
	cbor_write_int(&cose, is_ec ? 2 : 1);
	cbor_write_int(&cose, -1); /* crv: P-256 or Ed25519 */
	cbor_write_int(&cose, is_ec ? 1 : 6);
	cbor_write_int(&cose, -2);
	cbor_write_bytes(&cose, (struct bytes){ key->x, PUBLIC_KEY_PART });
	if (is_ec) {
		cbor_write_int(&cose, -3);
		cbor_write_bytes(&cose, (struct bytes){ key->y, PUBLIC_KEY_PART });
	}
	hash_sha256(out, buf_view(&cose));
}

static void set_id(struct public_key *key)
{
	uint8_t thumbprint[HASH_SIZE];

	public_key_thumbprint(key, thumbprint);
	memcpy(key->id, thumbprint, PUBLIC_KEY_ID);
}

/* NULL: it is no point of the curve.  To look up the algorithm for each signature would take a
 * tenth of the time of verifying it. */
static EVP_PKEY_CTX *verifying_with(uint8_t point[static POINT_SIZE])
{
	char curve[] = "P-256";
	OSSL_PARAM parameters[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, curve, 0),
		OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, POINT_SIZE),
		OSSL_PARAM_construct_end(),
	};
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL), *verifying = NULL;
	EVP_PKEY *key = NULL;

	if (context && EVP_PKEY_fromdata_init(context) == 1 &&
	    EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters) == 1)
		verifying = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
	if (verifying && EVP_PKEY_verify_init(verifying) != 1) {
		EVP_PKEY_CTX_free(verifying);
		verifying = NULL;
	}
	EVP_PKEY_CTX_free(context);
	EVP_PKEY_free(key);
	return verifying;
}

int public_key_p256(struct public_key *out, const uint8_t x[static PUBLIC_KEY_PART],
		    const uint8_t y[static PUBLIC_KEY_PART], struct err *err)
{
	struct public_key key = { .algorithm = PUBLIC_KEY_ES256 };
	uint8_t point[POINT_SIZE] = { 0x04 };

	memcpy(key.x, x, sizeof(key.x));
	memcpy(key.y, y, sizeof(key.y));
	memcpy(point + 1, x, sizeof(key.x));
	memcpy(point + 1 + sizeof(key.x), y, sizeof(key.y));
	key.verifying = verifying_with(point);
	if (!key.verifying)
		return err_set(err, E_FORMAT, "x and y are no point of P-256");
	set_id(&key);
	*out = key;
	return 0;
}

void public_key_ed25519(struct public_key *out, const uint8_t x[static PUBLIC_KEY_PART])
{
	*out = (struct public_key){ .algorithm = PUBLIC_KEY_EDDSA };
	memcpy(out->x, x, sizeof(out->x));
	set_id(out);
}

void public_key_done(struct public_key *key)
{
	EVP_PKEY_CTX_free(key->verifying);
	*key = (struct public_key){ 0 };
}

/* ---- SubjectPublicKeyInfo ---- */

/* What comes before the point or the key, as each of them has but one form. */
static const uint8_t spki_p256[] = { 0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48,
				     0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
				     0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04 };
static const uint8_t spki_ed25519[] = { 0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
					0x2b, 0x65, 0x70, 0x03, 0x21, 0x00 };

static bool begins(struct bytes der, const uint8_t *with, size_t n, size_t rest)
{
	return der.n == n + rest && memcmp(der.p, with, n) == 0;
}

int public_key_spki(struct public_key *out, struct bytes der, struct err *err)
{
	if (begins(der, spki_p256, sizeof(spki_p256), POINT_SIZE - 1))
		return public_key_p256(out, der.p + sizeof(spki_p256),
				       der.p + sizeof(spki_p256) + PUBLIC_KEY_PART, err);
	if (begins(der, spki_ed25519, sizeof(spki_ed25519), ED25519_PUBLIC_SIZE)) {
		public_key_ed25519(out, der.p + sizeof(spki_ed25519));
		return 0;
	}
	return err_set(err, E_UNSUPPORTED, "it is no public key of P-256 or Ed25519 (SPKI)");
}

void public_key_spki_write(const struct public_key *key, struct buf *out)
{
	if (key->algorithm == PUBLIC_KEY_ES256) {
		buf_add(out, spki_p256, sizeof(spki_p256));
		buf_add(out, key->x, sizeof(key->x));
		buf_add(out, key->y, sizeof(key->y));
	} else {
		buf_add(out, spki_ed25519, sizeof(spki_ed25519));
		buf_add(out, key->x, sizeof(key->x));
	}
}

/* ---- JSON Web Key ---- */

static int part(const json_t *jwk, const char *name, uint8_t out[static PUBLIC_KEY_PART],
		struct err *err)
{
	CLEANUP(buf_done) struct buf bytes = BUF(PUBLIC_KEY_PART);
	const char *text = json_text(jwk, name);

	if (!text || base64url_decode(&bytes, bytes_of(text)) < 0 || bytes.n != PUBLIC_KEY_PART)
		return err_set(err, E_FORMAT, "its '%s' is not %d bytes in base64url", name,
			       PUBLIC_KEY_PART);
	memcpy(out, bytes.p, PUBLIC_KEY_PART);
	return 0;
}

static bool says(const json_t *jwk, const char *kty, const char *crv, const char *alg)
{
	const json_t *given = json_object_get(jwk, "alg");
	const char *have[] = { json_text(jwk, "kty"), json_text(jwk, "crv"),
			       given ? json_text(jwk, "alg") : alg };

	return have[0] && have[1] && have[2] && strcmp(have[0], kty) == 0 &&
	       strcmp(have[1], crv) == 0 && strcmp(have[2], alg) == 0;
}

int public_key_jwk(struct public_key *out, const json_t *jwk, struct err *err)
{
	uint8_t x[PUBLIC_KEY_PART], y[PUBLIC_KEY_PART];
	bool is_ec = says(jwk, "EC", "P-256", "ES256");
	int r;

	if (!is_ec && !says(jwk, "OKP", "Ed25519", "EdDSA"))
		return err_set(err, E_UNSUPPORTED,
			       "a key is EC with P-256 and ES256, or OKP with Ed25519 and EdDSA");
	if (json_object_get(jwk, "d"))
		return err_set(err, E_FORMAT, "it has a private part ('d')");
	r = part(jwk, "x", x, err);
	if (r < 0)
		return r;
	if (!is_ec) {
		public_key_ed25519(out, x);
		return 0;
	}
	r = part(jwk, "y", y, err);
	return r < 0 ? r : public_key_p256(out, x, y, err);
}

static void set_part(json_t *jwk, const char *name, const uint8_t part[static PUBLIC_KEY_PART])
{
	CLEANUP(buf_done) struct buf text = BUF(PUBLIC_KEY_SPKI_MAX);

	base64url_encode(&text, (struct bytes){ part, PUBLIC_KEY_PART });
	json_object_set_new(jwk, name, json_string(buf_cstr(&text)));
}

json_t *public_key_jwk_new(const struct public_key *key)
{
	bool is_ec = key->algorithm == PUBLIC_KEY_ES256;
	json_t *jwk = json_pack("{s:s, s:s, s:s}", "kty", is_ec ? "EC" : "OKP", "crv",
				is_ec ? "P-256" : "Ed25519", "alg", is_ec ? "ES256" : "EdDSA");

	set_part(jwk, "x", key->x);
	if (is_ec)
		set_part(jwk, "y", key->y);
	return jwk;
}

/* ---- signatures ---- */

/* An ASN.1 INTEGER of 32 unsigned bytes: no zeros before it, but one where it would be negative. */
static void integer(struct buf *out, const uint8_t *p)
{
	size_t zeros = 0;

	while (zeros < PUBLIC_KEY_PART - 1 && p[zeros] == 0)
		zeros++;
	bool is_high = p[zeros] & 0x80;

	buf_u8(out, 0x02);
	buf_u8(out, (uint8_t)(PUBLIC_KEY_PART - zeros + is_high));
	if (is_high)
		buf_u8(out, 0);
	buf_add(out, p + zeros, PUBLIC_KEY_PART - zeros);
}

/* OpenSSL wants SEQUENCE { r, s } (RFC 3279 2.2.3); COSE has r and s side by side. */
static int verify_es256(const struct public_key *key, struct bytes message, const uint8_t *rs)
{
	CLEANUP(buf_done) struct buf der = BUF(PUBLIC_KEY_SPKI_MAX);
	uint8_t digest[HASH_SIZE];

	buf_u8(&der, 0x30);
	size_t length = buf_open(&der, 1);
	integer(&der, rs);
	integer(&der, rs + PUBLIC_KEY_PART);
	buf_close(&der, length, 1);
	hash_sha256(digest, message);

	return EVP_PKEY_verify(key->verifying, der.p, der.n, digest, sizeof(digest)) == 1
		   ? 0
		   : E_VERIFY;
}

int public_key_verify(const struct public_key *key, struct bytes message, struct bytes signature)
{
	if (signature.n != PUBLIC_KEY_SIGNATURE)
		return E_VERIFY;
	if (key->algorithm == PUBLIC_KEY_ES256)
		return verify_es256(key, message, signature.p);
	return ed25519_verify(key->x, signature.p, message);
}
