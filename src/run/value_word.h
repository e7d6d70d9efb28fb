/*
 * Values of observations that are words of ours ("http", "certificate.key", "disclosure_policy"),
 * as people write them, in Japanese and English.  What comes from a device is not here.
 */
#pragma once

#include "base/base.h"

/* The word; the value itself when it is none of ours.  Anything but "ja" is English. */
const char *value_word_get(const char *value, const char *language);

/* Is what this member of an observation holds always a word of ours?  Text of a device is not
 * translated. */
bool value_word_ours(const char *member);

/* An observation's service as one speaks of it: what is inside TLS says so ("HTTPS"). */
struct buf;
void value_word_service(struct buf *out, const char *service, bool tls, const char *language);

/* A name of cryptography, with what it means where it is one of the classes of TLS ("null"). */
const char *value_word_crypto(const char *where, const char *name, const char *language);

/* A number that a member holds: with commas, unless it is the name of something (a port). */
void value_word_number(struct buf *out, const char *member, int64_t n);
