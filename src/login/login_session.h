/*
 * What a web client keeps from one request to the next: cookies, each with its name and value, and
 * a token that a login was answered with (login_token.h).  One device, one host: paths and domains
 * do not matter here.  Not for two threads at once.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "login/login.h"

struct buf;
struct transcript;

#define LOGIN_SESSION_COOKIES_MAX 32 /* of those that come later none is kept */
#define LOGIN_SESSION_HANDED_MAX 32  /* texts that came with tokens; the same */

struct login_session *login_session_new(void) MUST_USE;
void login_session_free(struct login_session *session); /* NULL is fine */

/* Keep what the head of a reply sets, drop what it removes. */
void login_session_read(struct login_session *session, struct bytes head);

/*
 * Keep the token in what a login was answered with; how: a recipe's "session", NULL: what is usual.
 * A new one takes the place of an old one.
 */
void login_session_answer(struct login_session *session, const json_t *how, struct bytes head,
			  struct bytes body);

/* A cookie's value, or NULL; borrowed until the next read. */
const char *login_session_find(const struct login_session *session, const char *name);

/* Append the value of a Cookie field; nothing when there are none. */
void login_session_write(const struct login_session *session, struct buf *out);

/* New: the line of the header field that the token goes along in; NULL: there is none. */
char *login_session_field(const struct login_session *session) MUST_USE;

/*
 * New: the same names with values that nobody was given, of the same shape (each letter and digit
 * is another one; of a signed token those of its signature).
 */
struct login_session *login_session_invent(const struct login_session *session) MUST_USE;

/*
 * Blot its cookies and its token out of what was said, and what else came with the token: who has
 * them is logged in.  Short ones (LOGIN_SESSION_SECRET_MIN) are flags and languages.  session NULL
 * is fine.
 */
#define LOGIN_SESSION_SECRET_MIN 8 /* bytes */
void login_session_mask(const struct login_session *session, struct transcript *transcript);

/* Is there nothing to be known by? */
bool login_session_empty(const struct login_session *session);
