/*
 * The time is taken from between the tags by their names, whatever prefix they have; nothing else
 * of the answer matters here.
 */
#include "crypto/user_token.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include "base/base64.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "base/time.h"

#define SECEXT "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
#define UTILITY "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
#define PROFILE "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0"
#define MESSAGE "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0"
#define TEXT_MAX (16u << 10)

void user_token_nonce(uint8_t out[static USER_TOKEN_NONCE_SIZE])
{
	if (RAND_bytes(out, USER_TOKEN_NONCE_SIZE) != 1)
		abort();
}

static void text_add(struct buf *out, const char *text)
{
	for (; *text; text++)
		if (strchr("&<>", *text))
			buf_format(out, "&#%d;", *text);
		else
			buf_u8(out, (uint8_t)*text);
}

/* Base64(SHA-1(nonce + created + password)) */
static void password_digest(struct buf *out, const struct user_token *token, const char *created)
{
	CLEANUP(buf_done) struct buf sum = BUF(TEXT_MAX);
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	buf_add(&sum, token->nonce, sizeof(token->nonce));
	buf_text(&sum, created);
	buf_text(&sum, token->secret);
	out->bad |= !buf_ok(&sum) || EVP_Digest(sum.p, sum.n, md, &n, EVP_sha1(), NULL) != 1;
	base64_encode(out, (struct bytes){ .p = md, .n = n });
	mem_wipe(sum.p, sum.n);
}

void user_token_encode(struct buf *out, const struct user_token *token)
{
	char created[TIME_TEXT_MAX];

	time_format(created, token->created);
	/* With the usual prefixes: some devices look for the names as text. */
	buf_text(out, "<wsse:Security xmlns:wsse=\"" SECEXT "\" xmlns:wsu=\"" UTILITY
		      "\"><wsse:UsernameToken><wsse:Username>");
	text_add(out, token->account);
	buf_text(out, "</wsse:Username><wsse:Password Type=\"" PROFILE "#PasswordDigest\">");
	password_digest(out, token, created);
	buf_text(out, "</wsse:Password><wsse:Nonce EncodingType=\"" MESSAGE "#Base64Binary\">");
	base64_encode(out, (struct bytes){ .p = token->nonce, .n = sizeof(token->nonce) });
	buf_format(
	    out, "</wsse:Nonce><wsu:Created>%s</wsu:Created></wsse:UsernameToken></wsse:Security>",
	    created);
}

/* The number in the element of that name, below all. */
static int number_find(struct bytes all, const char *element, uint64_t min, uint64_t max,
		       uint64_t *out)
{
	const uint8_t *at = text_find(all, bytes_of(element));
	struct bytes digits;

	if (!at)
		return E_FORMAT;
	digits.p = at + strlen(element);
	digits.n = 0;
	for (size_t left = all.n - (size_t)(digits.p - all.p);
	     digits.n < left && digits.p[digits.n] != '<'; digits.n++)
		;
	return num_u64n(text_trim(digits), min, max, out) < 0 ? E_FORMAT : 0;
}

int user_token_time(struct bytes answer, int64_t *out)
{
	static const struct {
		const char *element;
		uint64_t min, max;
	} parts[] = { { "Year>", 1970, 9999 }, { "Month>", 1, 12 },  { "Day>", 1, 31 },
		      { "Hour>", 0, 23 },      { "Minute>", 0, 59 }, { "Second>", 0, 60 } };
	const uint8_t *start = text_find(answer, bytes_of("UTCDateTime"));
	uint64_t v[ARRAY_LEN(parts)];
	char text[160];

	if (!start)
		return E_MISSING;
	struct bytes rest = { .p = start, .n = answer.n - (size_t)(start - answer.p) };
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (number_find(rest, parts[i].element, parts[i].min, parts[i].max, &v[i]) < 0)
			return E_FORMAT;
	(void)snprintf(text, sizeof(text),
		       "%04" PRIu64 "-%02" PRIu64 "-%02" PRIu64 "T%02" PRIu64 ":%02" PRIu64
		       ":%02" PRIu64 "Z",
		       v[0], v[1], v[2], v[3], v[4], v[5]);
	return time_parse(text, out) < 0 ? E_FORMAT : 0;
}
