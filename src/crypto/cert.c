#include "crypto/cert.h"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"

#define DER_MAX (64u << 10)

static void x509_freep(X509 **x)
{
	X509_free(*x);
}

static void bio_freep(BIO **b)
{
	(void)BIO_free(*b);
}

static void name_text(char out[static CERT_NAME_MAX], const X509_NAME *name)
{
	CLEANUP(bio_freep) BIO *memory = BIO_new(BIO_s_mem());
	char *p = NULL;

	assert(memory);
	(void)X509_NAME_print_ex(memory, name, 0,
				 XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB);
	long n = BIO_get_mem_data(memory, &p);
	CLEANUP(mem_freep)
	char *visible = text_visible_new((struct bytes){ .p = (const uint8_t *)p, .n = (size_t)n },
					 CERT_NAME_MAX - 1);
	(void)snprintf(out, CERT_NAME_MAX, "%s", visible);
}

static int64_t when(const ASN1_TIME *t)
{
	struct tm parts;

	if (ASN1_TIME_to_tm(t, &parts) != 1)
		return 0;
	return (int64_t)timegm(&parts);
}

static void key_text(struct cert *out, X509 *x)
{
	EVP_PKEY *key = X509_get0_pubkey(x);
	const char *name = key ? EVP_PKEY_get0_type_name(key) : NULL;

	(void)snprintf(out->key, sizeof(out->key), "%s",
		       !name                         ? "unknown"
		       : text_equal(name, "ED25519") ? "Ed25519"
		       : text_equal(name, "ED448")   ? "Ed448"
						     : name);
	out->bits = key ? (unsigned)EVP_PKEY_get_bits(key) : 0;
	out->is_self_signed =
	    key && X509_NAME_cmp(X509_get_subject_name(x), X509_get_issuer_name(x)) == 0 &&
	    X509_verify(x, key) == 1;
}

int cert_decode(struct bytes der, struct cert *out)
{
	const unsigned char *p = der.p;
	struct cert c = { 0 };

	if (der.n == 0 || der.n > DER_MAX)
		return E_FORMAT;
	CLEANUP(x509_freep) X509 *x = d2i_X509(NULL, &p, (long)der.n);
	/* DER says where it ends: more than that is not one certificate. */
	if (!x || p != der.p + der.n)
		return E_FORMAT;
	name_text(c.subject, X509_get_subject_name(x));
	name_text(c.issuer, X509_get_issuer_name(x));
	c.not_before = when(X509_get0_notBefore(x));
	c.not_after = when(X509_get0_notAfter(x));
	key_text(&c, x);
	const char *signature = OBJ_nid2ln(X509_get_signature_nid(x));
	(void)snprintf(c.signature, sizeof(c.signature), "%s", signature ? signature : "unknown");
	hash_sha256_hex(c.sha256, der);
	*out = c;
	return 0;
}
