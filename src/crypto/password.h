/*
 * Passwords and the tokens of sessions and links.  A password is kept as Argon2id's own text form
 * (RFC 9106, by libsodium), a token only as its SHA-256.
 */
#pragma once

#include "base/base.h"
#include "crypto/hash.h"

#define PASSWORD_MIN 12  /* characters */
#define PASSWORD_MAX 200 /* bytes */
#define PASSWORD_HASH_MAX 128
#define TOKEN_TEXT_MAX 65 /* 32 random bytes in hexadecimal and a NUL */

/* Slow on purpose: some 150 ms and 64 MiB, so a worker does it.  E_LIMIT for a wrong length. */
int password_hash(char out[static PASSWORD_HASH_MAX], const char *password) MUST_USE;
bool password_fits(const char *hash, const char *password);

/* A hash that no password fits, to be compared with where there is no account. */
const char *password_of_nobody(void);

/* 256 random bits. */
void token_new(char out[static TOKEN_TEXT_MAX]);
/* What is stored of a token. */
void token_hash(char out[static HASH_HEX_MAX], const char *token);
/* In a time that does not depend on where they differ. */
bool token_equal(const char *a, const char *b);
