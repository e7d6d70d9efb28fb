/* Content negotiation (RFC 9110 12.5.1) between a page and its JSON. */
#pragma once

#include "base/base.h"

#define API_ACCEPT_MAX 1024 /* bytes of Accept looked at; the rest is ignored */

/* Is JSON preferred to HTML?  No when both are as good, or the field is NULL or malformed. */
bool api_accept_json(const char *accept);
