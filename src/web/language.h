/* The reader's language: "ja" or "en", never NULL unless said so. */
#pragma once

#include "base/base.h"

#define LANGUAGE_FIELD_MAX 1024 /* bytes of Accept-Language looked at; the rest is ignored */

/* The constant for a language we have, NULL for any other or NULL. */
const char *language_known(const char *name);

/*
 * By Accept-Language (RFC 9110 12.5.4): the one of ours that is preferred, by weight and then by
 * order.  English when it names neither, or is absent or malformed.
 */
const char *language_choose(const char *accept_language);
