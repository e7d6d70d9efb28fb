/* Entity tags (RFC 9110 8.8.3, 13.1.2): strong, from the bytes of the answer. */
#pragma once

#include "base/base.h"
#include "web/response.h"

void etag_of(char out[static RESPONSE_ETAG_MAX], struct bytes body);

/* Does an If-None-Match field name this tag, or any?  W/ is passed over.  field may be NULL. */
bool etag_matches(const char *field, const char *etag);
