#include "web/cookie.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"

#define NAME_MAX_BYTES 64

/* RFC 6265 4.1.1: cookie-octet. */
static bool is_octet(uint8_t c)
{
	return c > ' ' && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\';
}

static bool is_token(struct bytes name)
{
	if (name.n == 0 || name.n > NAME_MAX_BYTES)
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (!is_octet(name.p[i]) || name.p[i] == '=')
			return false;
	return true;
}

static bool is_value(struct bytes value)
{
	for (size_t i = 0; i < value.n; i++)
		if (!is_octet(value.p[i]))
			return false;
	return true;
}

bool cookie_value_valid(const char *value)
{
	return is_value(bytes_of(value));
}

static void add(json_t *cookies, struct bytes pair)
{
	const uint8_t *equals = pair.n ? memchr(pair.p, '=', pair.n) : NULL;

	if (!equals)
		return;
	struct bytes name = text_trim((struct bytes){ pair.p, (size_t)(equals - pair.p) });
	struct bytes value =
	    text_trim((struct bytes){ equals + 1, pair.n - (size_t)(equals + 1 - pair.p) });

	if (value.n > 1 && value.p[0] == '"' && value.p[value.n - 1] == '"')
		value = (struct bytes){ value.p + 1, value.n - 2 };
	if (!is_token(name) || !is_value(value) ||
	    json_object_getn(cookies, (const char *)name.p, name.n))
		return;
	json_object_setn_new(cookies, (const char *)name.p, name.n,
			     json_stringn((const char *)value.p, value.n));
}

int cookie_read(const char *field, json_t **out)
{
	struct bytes left = bytes_of(field ? field : "");
	unsigned count = 0;

	if (left.n > COOKIE_FIELD_MAX)
		return E_LIMIT;
	CLEANUP(json_done) json_t *cookies = json_object();
	while (left.n) {
		const uint8_t *end = memchr(left.p, ';', left.n);
		size_t n = end ? (size_t)(end - left.p) : left.n;

		if (++count > COOKIES_MAX)
			return E_LIMIT;
		add(cookies, (struct bytes){ left.p, n });
		left.p += n;
		left.n -= n;
		if (left.n) {
			left.p++;
			left.n--;
		}
	}
	*out = steal(cookies);
	return 0;
}

void cookie_write(struct buf *out, const char *name, const char *value, int age, bool secure)
{
	assert(cookie_value_valid(value));
	buf_format(out, "%s=%s; Path=/; SameSite=Lax; HttpOnly", name, value);
	if (age >= 0)
		buf_format(out, "; Max-Age=%d", age);
	if (secure)
		buf_text(out, "; Secure");
}
