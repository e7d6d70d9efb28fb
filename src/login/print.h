/*
 * The features of an answer (struct login_print), from its bytes alone.  Two answers of the same
 * kind have the same features, whatever token, number or time is in them: that is what
 * print_text.h takes out, and what the tests of this file are about.  Pure.
 */
#pragma once

#include "base/base.h"
#include "login/login.h"
#include "login/print_text.h"

#define PRINT_LENGTH_STEP 32 /* lengths are rounded to multiples of it */
#define PRINT_SHORT_MAX 16   /* a body up to here is taken as it is: "0" or "1" */

struct print_http {
	int status;
	struct bytes head, body; /* as they came; the body may be cut */
	struct print_typed typed;
};

/* All features; end is LOGIN_ANSWERED.  Never says LOGIN_SAYS_YES. */
void print_http(struct login_print *out, const struct print_http *reply);

/*
 * What came of following a redirect: words, keys, password_field, length (and a call to wait) are
 * that page's; status, location and cookies stay those of the redirect.
 */
void print_followed(struct login_print *out, const struct print_http *page);

/* The features of a protocol that says no or yes in one line. */
struct login_print print_said(enum login_says says, int status, struct bytes text,
			      const struct print_typed *typed);
