/*
 * WS-UsernameToken with a password digest (OASIS Web Services Security UsernameToken Profile 1.1,
 * 3.1), as ONVIF asks for it, and the time of the device, by which it must be made.
 */
#pragma once

#include "base/base.h"

struct buf;

#define USER_TOKEN_NONCE_SIZE 16

struct user_token {
	const char *account, *secret;
	uint8_t nonce[USER_TOKEN_NONCE_SIZE];
	int64_t created; /* Unix seconds of the device's clock */
};

void user_token_nonce(uint8_t out[static USER_TOKEN_NONCE_SIZE]); /* random */

/* Append the element <Security> of a SOAP header. */
void user_token_encode(struct buf *out, const struct user_token *token);

/*
 * UTC in the answer to ONVIF's GetSystemDateAndTime (Core Specification 8.3.5).  E_MISSING where it
 * has none, E_FORMAT for what is no date.
 */
int user_token_time(struct bytes answer, int64_t *out) MUST_USE;
