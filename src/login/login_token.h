/*
 * Logins that are answered with a token in place of a cookie: where it lies in the answer, and the
 * header field in which it goes along with everything that is asked for afterwards.  The recipe
 * says so (docs/formats/login-recipe.md); without its word the usual places are looked at.  Pure.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;

#define LOGIN_TOKEN_MIN 8 /* bytes; what is shorter is a flag or a code */
#define LOGIN_TOKEN_MAX 8192

struct login_token {
	char *field;                  /* the field's name; NULL: there is no token */
	char *before, *value, *after; /* what goes into it, in three parts: "Bearer ", token, "" */
};

/* Is it a recipe's "session"?  The schema has been asked already. */
int login_token_check(const json_t *how, struct err *err) MUST_USE;

/*
 * The token in a login's answer; how: a recipe's "session", NULL: what is usual.  false: none that
 * could be one, then out is as it was.
 */
bool login_token_read(struct login_token *out, const json_t *how, struct bytes head,
		      struct bytes body);
void login_token_done(struct login_token *t);

/* Visible ASCII without blanks, a letter or digit among it, of a length in the bounds above. */
bool login_token_fits(struct bytes text);

/* New: a token of the same shape that nobody was given. */
char *login_token_invent(const char *value) MUST_USE;

/*
 * Everything in the answer that may be as good as the token, such as one to get new ones with: for
 * each one take(context, text), which is borrowed.
 */
void login_token_each(struct bytes head, struct bytes body,
		      void (*take)(void *context, struct bytes text), void *context);
