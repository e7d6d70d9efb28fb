#include "crypto/totp.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "base/base32.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"

#define SECRET_SIZE 20
#define STEP_SECONDS 30

void totp_secret_new(char out[static TOTP_SECRET_MAX])
{
	uint8_t raw[SECRET_SIZE];
	CLEANUP(buf_done) struct buf text = BUF(TOTP_SECRET_MAX);
	int r = RAND_bytes(raw, sizeof(raw));

	assert(r == 1);
	(void)r;
	base32_encode(&text, (struct bytes){ raw, sizeof(raw) });
	memcpy(out, buf_cstr(&text), TOTP_SECRET_MAX);
	mem_wipe(text.p, text.n);
}

static int secret_decode(uint8_t out[static SECRET_SIZE], const char *text)
{
	CLEANUP(buf_done) struct buf key = BUF(SECRET_SIZE);

	if (base32_decode(&key, bytes_of(text)) < 0 || key.n != SECRET_SIZE)
		return E_FORMAT;
	memcpy(out, key.p, SECRET_SIZE);
	mem_wipe(key.p, key.n);
	return 0;
}

int totp_code(char out[static TOTP_CODE_MAX], const char *secret, int64_t step)
{
	uint8_t key[SECRET_SIZE], counter[8], mac[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	if (secret_decode(key, secret) < 0)
		return E_FORMAT;
	for (unsigned i = 0; i < 8; i++)
		counter[i] = (uint8_t)((uint64_t)step >> (56 - 8 * i));
	HMAC(EVP_sha1(), key, SECRET_SIZE, counter, sizeof(counter), mac, &n);
	assert(n == 20);
	/* RFC 4226 5.3: the last four bits say where to cut. */
	const uint8_t *cut = mac + (mac[19] & 15);
	uint32_t v = (uint32_t)(cut[0] & 0x7f) << 24 | (uint32_t)cut[1] << 16 |
		     (uint32_t)cut[2] << 8 | cut[3];

	(void)snprintf(out, TOTP_CODE_MAX, "%06u", v % 1000000u);
	return 0;
}

bool totp_fits(const char *secret, const char *code, int64_t now, int64_t last, int64_t *step)
{
	char right[TOTP_CODE_MAX];
	int64_t current = now / STEP_SECONDS;

	if (strlen(code) != TOTP_CODE_MAX - 1)
		return false;
	for (int64_t at = current - 1; at <= current + 1; at++) {
		if (at <= last || totp_code(right, secret, at) < 0)
			continue;
		if (CRYPTO_memcmp(right, code, TOTP_CODE_MAX - 1) == 0) {
			*step = at;
			return true;
		}
	}
	return false;
}

/* RFC 3986 2.3: what need not be escaped. */
static void escape(struct buf *out, const char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		    strchr("-._~@", c))
			buf_u8(out, c);
		else
			buf_format(out, "%%%02X", c);
	}
}

void totp_uri(struct buf *out, const char *issuer, const char *account, const char *secret)
{
	buf_text(out, "otpauth://totp/");
	escape(out, issuer);
	buf_text(out, ":");
	escape(out, account);
	buf_format(out, "?secret=%s&issuer=", secret);
	escape(out, issuer);
}
