#include "crypto/signing_key.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "crypto/hash.h"

#define DER_MAX 80 /* SEQUENCE of two INTEGERs of at most 33 bytes */

/* The key, and OpenSSL ready to sign with it: to look up the algorithm each time would take a tenth
 * of the time of signing. */
struct in_memory {
	EVP_PKEY *key;
	EVP_PKEY_CTX *signing;
};

static void free_signing(EVP_PKEY_CTX **p)
{
	EVP_PKEY_CTX_free(*p);
}

static void free_bio(BIO **p)
{
	BIO_free(*p);
}

static void free_handle(EVP_PKEY **p)
{
	EVP_PKEY_free(*p);
}

static int sign(void *context, struct bytes message, uint8_t signature[static PUBLIC_KEY_SIGNATURE],
		struct err *err)
{
	const struct in_memory *held = context;
	uint8_t digest[HASH_SIZE], der[DER_MAX];
	const uint8_t *at = der;
	size_t n = sizeof(der);

	hash_sha256(digest, message);
	if (EVP_PKEY_sign(held->signing, der, &n, digest, sizeof(digest)) != 1)
		return err_set(err, E_VERIFY, "the key does not sign");
	/* The type wants long, which here is 64 bits. */
	ECDSA_SIG *rs = d2i_ECDSA_SIG(NULL, &at, (int)n);

	if (!rs)
		return err_set(err, E_FORMAT, "the key's signature cannot be read");
	int r = BN_bn2binpad(ECDSA_SIG_get0_r(rs), signature, PUBLIC_KEY_PART);
	int s = BN_bn2binpad(ECDSA_SIG_get0_s(rs), signature + PUBLIC_KEY_PART, PUBLIC_KEY_PART);

	ECDSA_SIG_free(rs);
	return r == PUBLIC_KEY_PART && s == PUBLIC_KEY_PART
		   ? 0
		   : err_set(err, E_FORMAT, "the key's signature is too long");
}

static void done(void *context)
{
	struct in_memory *held = context;

	EVP_PKEY_CTX_free(held->signing);
	EVP_PKEY_free(held->key);
	mem_free(held);
}

static const struct signing_key_ops in_memory_ops = { sign, done };

/* Takes the handle over.  E_UNSUPPORTED: not P-256. */
static int adopt(struct signing_key *out, EVP_PKEY **handle, struct err *err)
{
	struct signing_key key = { .ops = &in_memory_ops };
	uint8_t point[1 + 2 * PUBLIC_KEY_PART];
	char curve[32] = "";
	size_t n = 0;

	if (!EVP_PKEY_is_a(*handle, "EC") ||
	    EVP_PKEY_get_group_name(*handle, curve, sizeof(curve), NULL) != 1 ||
	    !text_equal(curve, "prime256v1"))
		return err_set(err, E_UNSUPPORTED, "the key is not one of P-256");
	if (EVP_PKEY_get_octet_string_param(*handle, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point),
					    &n) != 1 ||
	    n != sizeof(point) || point[0] != 0x04)
		return err_set(err, E_FORMAT, "the key's public part cannot be read");
	CLEANUP(free_signing)
	EVP_PKEY_CTX *signing = EVP_PKEY_CTX_new_from_pkey(NULL, *handle, NULL);

	if (!signing || EVP_PKEY_sign_init(signing) != 1)
		return err_set(err, E_UNSUPPORTED, "the key does not sign");
	int r = public_key_p256(&key.public_key, point + 1, point + 1 + PUBLIC_KEY_PART, err);
	if (r < 0)
		return r;
	struct in_memory *held = key.context = mem_array(1, sizeof(*held));

	held->key = steal(*handle);
	held->signing = steal(signing);
	*out = key;
	return 0;
}

int signing_key_create(struct signing_key *out, struct err *err)
{
	CLEANUP(free_handle) EVP_PKEY *handle = EVP_EC_gen("P-256");

	if (!handle)
		return err_set(err, E_UNSUPPORTED, "no key can be made");
	return adopt(out, &handle, err);
}

/* OpenSSL would ask the terminal for the pass phrase of an encrypted key. */
static int no_phrase(char *buffer, int size, int writing, void *context)
{
	(void)buffer;
	(void)size;
	(void)writing;
	(void)context;
	return 0;
}

int signing_key_read(struct signing_key *out, struct bytes pem, struct err *err)
{
	static const char begin[] = "-----BEGIN PRIVATE KEY-----\n";
	static const char end[] = "-----END PRIVATE KEY-----\n";

	if (pem.n > SIGNING_KEY_PEM_MAX)
		return err_set(err, E_LIMIT, "a private key has at most %d bytes",
			       SIGNING_KEY_PEM_MAX);
	/* One key and nothing else: PEM files may hold several, and text between them. */
	if (pem.n < strlen(begin) + strlen(end) || memcmp(pem.p, begin, strlen(begin)) != 0 ||
	    memcmp(pem.p + pem.n - strlen(end), end, strlen(end)) != 0)
		return err_set(err, E_FORMAT, "it is no PKCS#8 private key in PEM");
	CLEANUP(free_bio) BIO *bio = BIO_new_mem_buf(pem.p, (int)pem.n);
	CLEANUP(free_handle)
	EVP_PKEY *handle = bio ? PEM_read_bio_PrivateKey(bio, NULL, no_phrase, NULL) : NULL;

	if (!handle || BIO_pending(bio) != 0)
		return err_set(err, E_FORMAT, "the private key cannot be read");
	return adopt(out, &handle, err);
}

int signing_key_write(const struct signing_key *key, struct buf *out, struct err *err)
{
	if (key->ops != &in_memory_ops)
		return err_set(err, E_UNSUPPORTED, "the key does not leave its token");
	CLEANUP(free_bio) BIO *bio = BIO_new(BIO_s_mem());
	const struct in_memory *held = key->context;
	char *text = NULL;

	if (!bio || PEM_write_bio_PKCS8PrivateKey(bio, held->key, NULL, NULL, 0, NULL, NULL) != 1)
		return err_set(err, E_FORMAT, "the private key cannot be written");
	int64_t n = BIO_get_mem_data(bio, &text);

	buf_add(out, text, (size_t)n);
	mem_wipe(text, (size_t)n);
	return buf_ok(out) ? 0 : err_set(err, E_LIMIT, "there is no room for the private key");
}

int signing_key_sign(const struct signing_key *key, struct bytes message,
		     uint8_t signature[static PUBLIC_KEY_SIGNATURE], struct err *err)
{
	return key->ops->sign(key->context, message, signature, err);
}

void signing_key_done(struct signing_key *key)
{
	if (key->ops)
		key->ops->done(key->context);
	public_key_done(&key->public_key);
	*key = (struct signing_key){ 0 };
}
