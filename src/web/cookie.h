/* Cookies (RFC 6265), ours: the session's, and the language that was chosen. */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct buf;

#define COOKIE_FIELD_MAX 8192 /* bytes of a Cookie field */
#define COOKIES_MAX 64

#define COOKIE_SESSION "hoshi"
#define COOKIE_SESSION_SAFE "__Host-hoshi" /* over TLS: bound to this host by the browser */
#define COOKIE_LANGUAGE "lang"
#define COOKIE_YEAR (365 * 24 * 3600)

/*
 * An object: name -> text; the first of several, which is the one with the most specific path.
 * Pairs that are malformed are left out; field may be NULL.  E_LIMIT.
 */
int cookie_read(const char *field, json_t **out) MUST_USE;

/*
 * Append the value of a Set-Cookie field.  value has only characters a cookie may have (assert);
 * age in seconds, 0 deletes, below 0: until the browser closes.  Scripts never see it.
 */
void cookie_write(struct buf *out, const char *name, const char *value, int age, bool secure);
bool cookie_value_valid(const char *value);
