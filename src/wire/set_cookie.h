/* A server's Set-Cookie field as a client reads it (RFC 6265 5.2): name, value, is it a removal. */
#pragma once

#include "base/base.h"

#define SET_COOKIE_MAX 4096 /* bytes of name and value together */

struct set_cookie {
	struct bytes name, value; /* borrowed */
	bool removed;             /* expired before it begins, or with an empty value */
};

/* value: of the field.  E_FORMAT without a name, E_LIMIT. */
int set_cookie_decode(struct bytes value, struct set_cookie *out) MUST_USE;
