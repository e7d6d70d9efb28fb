/*
 * A pair, then attributes, with semicolons between them.  Of the dates only one is told from the
 * others: the epoch, which is how servers remove a cookie.
 */
#include "wire/set_cookie.h"

#include "base/cursor.h"
#include "base/err.h"
#include "base/text.h"

static struct bytes piece_take(struct cursor *c, uint8_t delimiter)
{
	struct cursor ahead = *c;
	struct bytes piece = cursor_until(&ahead, delimiter);

	if (cursor_ok(&ahead)) {
		*c = ahead;
		return piece;
	}
	return cursor_bytes(c, cursor_left(c));
}

/* Splits at the first '='; without one all is the name. */
static void pair_split(struct bytes pair, struct bytes *name, struct bytes *value)
{
	struct cursor c = cursor_of(pair);

	*name = text_trim(piece_take(&c, '='));
	*value = text_trim(cursor_bytes(&c, cursor_left(&c)));
}

static bool attribute_removes(struct bytes name, struct bytes value)
{
	if (text_equal_nocase(name, "max-age"))
		return value.n > 0 && (value.p[0] == '-' || (value.p[0] == '0' && value.n == 1));
	return text_equal_nocase(name, "expires") && text_find(value, bytes_of("1970"));
}

int set_cookie_decode(struct bytes field, struct set_cookie *out)
{
	struct cursor c = cursor_of(field);
	struct bytes pair = piece_take(&c, ';');
	struct set_cookie cookie = { 0 };

	if (!pair.p || !memchr(pair.p, '=', pair.n))
		return E_FORMAT;
	pair_split(pair, &cookie.name, &cookie.value);
	if (cookie.name.n == 0)
		return E_FORMAT;
	if (cookie.name.n + cookie.value.n > SET_COOKIE_MAX)
		return E_LIMIT;
	cookie.removed = cookie.value.n == 0;
	while (cursor_left(&c) > 0) {
		struct bytes name, value;

		pair_split(piece_take(&c, ';'), &name, &value);
		cookie.removed |= attribute_removes(name, value);
	}
	*out = cookie;
	return 0;
}
