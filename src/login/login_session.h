/*
 * What a web client keeps from one request to the next: cookies, each with its name and value.  One
 * device, one host: paths and domains do not matter here.  Not for two threads at once.
 */
#pragma once

#include "base/base.h"
#include "login/login.h"

struct buf;

#define LOGIN_SESSION_COOKIES_MAX 32 /* of those that come later none is kept */

struct login_session *login_session_new(void) MUST_USE;
void login_session_free(struct login_session *session); /* NULL is fine */

/* Keep what the head of a reply sets, drop what it removes. */
void login_session_read(struct login_session *session, struct bytes head);

/* A cookie's value, or NULL; borrowed until the next read. */
const char *login_session_find(const struct login_session *session, const char *name);

/* Append the value of a Cookie field; nothing when there are none. */
void login_session_write(const struct login_session *session, struct buf *out);

/*
 * New: the same names with values that nobody was given, of the same shape (each letter and digit
 * is another one).
 */
struct login_session *login_session_invent(const struct login_session *session) MUST_USE;

/*
 * Add the values of its cookies to what is blotted out of evidence: who has them is logged in.
 * Short ones (LOGIN_SESSION_SECRET_MIN) are flags and languages.  They are borrowed until the next
 * read; one place is left free, for a password.
 */
#define LOGIN_SESSION_SECRET_MIN 8
void login_session_hide(const struct login_session *session, struct transcript_secrets *secrets);

bool login_session_empty(const struct login_session *session);
