/*
 * One-time codes of an authenticator app: TOTP (RFC 6238) with HMAC-SHA-1, 30 seconds, six digits,
 * which is what all apps know.
 */
#pragma once

#include "base/base.h"

struct buf;

#define TOTP_SECRET_MAX 33 /* 20 bytes in base32 (RFC 4648 6) without padding, and a NUL */
#define TOTP_CODE_MAX 7

void totp_secret_new(char out[static TOTP_SECRET_MAX]);

/* The code of this step (Unix seconds / 30).  E_FORMAT: no base32. */
int totp_code(char out[static TOTP_CODE_MAX], const char *secret, int64_t step) MUST_USE;

/*
 * Is it the code of now, or of the step before or after (clocks differ)?  *step is which.  A code
 * works once: steps up to last are not looked at.
 */
bool totp_fits(const char *secret, const char *code, int64_t now, int64_t last, int64_t *step);

/* What an app reads: otpauth://totp/ISSUER:ACCOUNT?secret=...&issuer=ISSUER */
void totp_uri(struct buf *out, const char *issuer, const char *account, const char *secret);
