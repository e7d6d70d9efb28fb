/* H(data), KD(secret, data) and the strings between them are those of RFC 7616 3.3 and 3.4. */
#include "crypto/digest.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/hex.h"
#include "base/mem.h"

#define HEX_MAX (2 * EVP_MAX_MD_SIZE + 1)
#define TEXT_MAX (64u << 10)

static const EVP_MD *kind(enum digest_hash hash)
{
	switch (hash) {
	case DIGEST_MD5:
		return EVP_md5();
	case DIGEST_SHA_256:
		return EVP_sha256();
	case DIGEST_SHA_512_256:
		return EVP_sha512_256();
	}
	return NULL;
}

static void hash_hex(char out[static HEX_MAX], enum digest_hash hash, struct bytes data)
{
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	int ok =
	    EVP_Digest(data.p ? data.p : (const uint8_t *)"", data.n, md, &n, kind(hash), NULL);

	assert(ok == 1);
	hex_encode(out, (struct bytes){ .p = md, .n = n });
}

/* The text of a quoted string: "\x" stands for x (RFC 9110 5.6.4). */
static void unquoted(struct buf *out, struct bytes text)
{
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\\' && i + 1 < text.n)
			i++;
		buf_u8(out, text.p[i]);
	}
}

static void quoted(struct buf *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			buf_u8(out, '\\');
		buf_u8(out, (uint8_t)*text);
	}
}

/* A1 is hashed with what the session adds to it (3.4.2). */
static void user_hash(char out[static HEX_MAX], const struct digest_challenge *c,
		      const struct digest_request *r)
{
	CLEANUP(buf_done) struct buf a1 = BUF(TEXT_MAX);

	buf_text(&a1, r->account);
	buf_u8(&a1, ':');
	unquoted(&a1, c->realm);
	buf_u8(&a1, ':');
	buf_text(&a1, r->secret);
	hash_hex(out, c->hash, buf_view(&a1));
	mem_wipe(a1.p, a1.n);
	if (!c->session)
		return;
	buf_clear(&a1);
	buf_format(&a1, "%s:", out);
	unquoted(&a1, c->nonce);
	buf_format(&a1, ":%s", r->cnonce);
	hash_hex(out, c->hash, buf_view(&a1));
}

static void request_hash(char out[static HEX_MAX], const struct digest_challenge *c,
			 const struct digest_request *r, bool integrity)
{
	CLEANUP(buf_done) struct buf a2 = BUF(TEXT_MAX);
	char body[HEX_MAX];

	buf_format(&a2, "%s:%s", r->method, r->uri);
	if (integrity) {
		hash_hex(body, c->hash, r->body);
		buf_format(&a2, ":%s", body);
	}
	hash_hex(out, c->hash, buf_view(&a2));
}

static bool fits_a_line(const char *text)
{
	return strlen(text) <= DIGEST_CHALLENGE_VALUE_MAX && !strpbrk(text, "\r\n");
}

int digest_answer(struct buf *out, const struct digest_challenge *c, const struct digest_request *r)
{
	CLEANUP(buf_done) struct buf sum = BUF(TEXT_MAX);
	char user[HEX_MAX], request[HEX_MAX], response[HEX_MAX];
	bool has_qop = c->qop_auth || c->qop_int;
	const char *qop = c->qop_auth ? "auth" : "auth-int";

	if (!fits_a_line(r->account) || !fits_a_line(r->secret) || !fits_a_line(r->uri))
		return E_FORMAT;
	user_hash(user, c, r);
	request_hash(request, c, r, has_qop && !c->qop_auth);
	buf_format(&sum, "%s:", user);
	unquoted(&sum, c->nonce);
	if (has_qop)
		buf_format(&sum, ":%08" PRIx32 ":%s:%s", r->count, r->cnonce, qop);
	buf_format(&sum, ":%s", request);
	hash_hex(response, c->hash, buf_view(&sum));
	assert(buf_ok(&sum));

	buf_text(out, "Digest username=\"");
	quoted(out, r->account);
	buf_text(out, "\", realm=\"");
	buf_bytes(out, c->realm);
	buf_text(out, "\", nonce=\"");
	buf_bytes(out, c->nonce);
	buf_text(out, "\", uri=\"");
	quoted(out, r->uri);
	buf_format(out, "\", response=\"%s\"", response);
	if (c->algorithm.p) {
		buf_text(out, ", algorithm=");
		buf_bytes(out, c->algorithm);
	}
	if (c->opaque.p) {
		buf_text(out, ", opaque=\"");
		buf_bytes(out, c->opaque);
		buf_text(out, "\"");
	}
	if (has_qop)
		buf_format(out, ", qop=%s, nc=%08" PRIx32, qop, r->count);
	if (has_qop || c->session)
		buf_format(out, ", cnonce=\"%s\"", r->cnonce);
	return buf_ok(out) ? 0 : E_LIMIT;
}

int digest_hex(char out[static DIGEST_HEX_MAX], const char *name, struct bytes data)
{
	static const char *const names[] = { "md5", "sha1", "sha256", "sha512" };
	const EVP_MD *const kinds[] = { EVP_md5(), EVP_sha1(), EVP_sha256(), EVP_sha512() };
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strcmp(name, names[i]) == 0 &&
		    EVP_Digest(data.p ? data.p : (const uint8_t *)"", data.n, md, &n, kinds[i],
			       NULL) == 1) {
			hex_encode(out, (struct bytes){ .p = md, .n = n });
			return 0;
		}
	return E_UNSUPPORTED;
}

void digest_cnonce(char out[static DIGEST_NONCE_SIZE])
{
	uint8_t random[(DIGEST_NONCE_SIZE - 1) / 2];

	if (RAND_bytes(random, sizeof(random)) != 1)
		abort();
	hex_encode(out, (struct bytes){ .p = random, .n = sizeof(random) });
}
