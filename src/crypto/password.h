/* Passwords, kept as Argon2id's own text form (RFC 9106, by libsodium). */
#pragma once

#include "base/base.h"

#define PASSWORD_MIN 12  /* characters */
#define PASSWORD_MAX 200 /* bytes */
#define PASSWORD_HASH_MAX 128

/* Slow on purpose: some 150 ms and 64 MiB, so a worker does it.  E_LIMIT for a wrong length. */
int password_hash(char out[static PASSWORD_HASH_MAX], const char *password) MUST_USE;
bool password_fits(const char *hash, const char *password);

/* A hash that no password fits, to be compared with where there is no account. */
const char *password_of_nobody(void);
