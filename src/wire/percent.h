/* Percent-encoding (RFC 3986 2.1) of what goes into a URL's query or a form's body. */
#pragma once

#include "base/base.h"

struct buf;

/* All but unreserved characters (2.3) are encoded; a blank is "%20". */
void percent_encode(struct buf *out, struct bytes text);

/* The other way; '+' is a blank, as forms write it.  A '%' without two digits stays as it is. */
void percent_decode(struct buf *out, struct bytes text);
