/*
 * Accounts: who is behind a session, the second factor, links that work once.  What is secret
 * leaves here only as a hash, but for the token given to its owner.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "scheme/call.h"

struct err;
struct store;

#define SESSION_IDLE (INT64_C(60) * 60)      /* seconds without a request */
#define SESSION_LONGEST (INT64_C(12) * 3600) /* whatever happens */
#define LINK_LASTS (INT64_C(3) * 24 * 3600)

#define MAIL_ADDRESS_MAX 254 /* RFC 5321 4.5.3.1.3, less its brackets */

/*
 * A mail address in lower case, new: one @, a dot in the domain, ASCII, nothing that could break a
 * mail's head.  NULL: it is none.
 */
char *account_mail_address(const char *text) MUST_USE;

/*
 * The account behind a session cookie, with csrf and seen: statement session_by_hash.  E_MISSING
 * when there is none (any more).  The front asks the same question.
 */
int account_of_session(struct store *store, const char *token, int64_t now, json_t **out,
		       struct err *err) MUST_USE;

/* Is it a code of the account's second factor, of now and not used yet?  OUTCOME_FACTOR if not. */
enum outcome account_factor(struct call *c, int64_t account, const char *code);

/* A new session for the account; its cookie is in the result. */
enum outcome account_open_session(struct call *c, int64_t account);

/*
 * Send the account a link that works once ("invitation" or "recovery"), older ones are void.  With
 * new_factor it carries a second factor that its owner confirms; without, the one that is there
 * stays.
 */
enum outcome account_send_link(struct call *c, int64_t account, const char *purpose,
			       bool new_factor);

/* Too many tries of this subject within the window?  OUTCOME_LIMIT.  Each call counts as one. */
enum outcome account_rate(struct call *c, const char *what, const char *subject, int64_t most,
			  int64_t window);
