/*
 * Who may decide, and with which second factor: known to the signer and to nobody else, so that
 * whoever gets hold of another process or of the database cannot press a button for an officer.
 *
 * Two files in the signer's folder, mode 0600: roster.json, written whole when somebody is enrolled
 * or closed; codes, appended to with every code that was right or wrong, so that a code works once
 * and guesses are counted, whatever dies in between.
 */
#pragma once

#include "base/base.h"
#include "workflow/role.h"

struct err;
struct time_clock;
struct roster;

#define ROSTER_MEMBERS_MAX 100000u
/* Unofficial; ours.  After so many wrong codes within the window none is looked at. */
#define ROSTER_TRIES 10
#define ROSTER_WINDOW 900 /* seconds */

/* Files that are not there are an empty roster.  clock is borrowed. */
int roster_open(struct roster **out, const char *dir, const struct time_clock *clock,
		struct err *err) MUST_USE;
void roster_freep(struct roster **roster);

/* Is there an administrator, without whom nobody is let in any more? */
bool roster_founded(const struct roster *roster);

/*
 * Officers and administrators are let in by an administrator's decision; others by the registrar's
 * word, as nothing of the scheme's own rests on them.
 */
bool roster_needs_grant(enum role role);

/* When the decision was taken by which this account was let in last (Unix microseconds), or 0. */
int64_t roster_granted(const struct roster *roster, int64_t account);

/* Whom to take in, or to give a new factor. */
struct roster_entry {
	int64_t account;
	enum role role;
	const char *secret; /* base32, crypto/totp.h */
	int64_t granted;    /* of the decision; 0: it needed none */
};

/*
 * code is the secret's code of now, and is used up.  E_REFUSED: it is not; E_FORMAT: no secret;
 * E_LIMIT: no room.
 */
int roster_enrol(struct roster *roster, const struct roster_entry *entry, const char *code,
		 struct err *err) MUST_USE;

/* E_MISSING: nobody there. */
int roster_close(struct roster *roster, int64_t account, struct err *err) MUST_USE;

/*
 * Is it this account's code of now, for the first time?  *role is whose.  E_REFUSED: no, or nobody
 * there; E_LIMIT: too many wrong ones; else the disk's error, and the code counts as not seen.
 */
int roster_check(struct roster *roster, int64_t account, const char *code, enum role *role,
		 struct err *err) MUST_USE;
