/* Random tokens: of sessions, of links that work once, of forms.  Only their SHA-256 is stored. */
#pragma once

#include "base/base.h"
#include "crypto/hash.h"

#define TOKEN_TEXT_MAX 65 /* 32 random bytes in hexadecimal and a NUL */

/* 256 random bits. */
void token_new(char out[static TOKEN_TEXT_MAX]);
/* What is stored of a token. */
void token_hash(char out[static HASH_HEX_MAX], const char *token);
/* In a time that does not depend on where they differ. */
bool token_equal(const char *a, const char *b);
