#include "web/etag.h"

#include "base/text.h"
#include "crypto/hash.h"

void etag_of(char out[static RESPONSE_ETAG_MAX], struct bytes body)
{
	char digits[HASH_HEX_MAX];

	hash_sha256_hex(digits, body);
	out[0] = '"';
	memcpy(out + 1, digits, RESPONSE_ETAG_MAX - 3);
	out[RESPONSE_ETAG_MAX - 2] = '"';
	out[RESPONSE_ETAG_MAX - 1] = 0;
}

bool etag_matches(const char *field, const char *etag)
{
	const char *p = field;

	while (p && *p) {
		p += strspn(p, " \t,");
		if (*p == '*')
			return true;
		if (text_starts(p, "W/"))
			p += 2;
		if (*p != '"')
			return false;
		const char *end = strchr(p + 1, '"');
		if (!end)
			return false;
		size_t n = (size_t)(end + 1 - p);
		if (strlen(etag) == n && memcmp(p, etag, n) == 0)
			return true;
		p = end + 1;
	}
	return false;
}
