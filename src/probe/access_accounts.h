/*
 * Whose accounts open a door: the owner's, and one of low privilege, as they were declared; and how
 * each of the four tries it.
 */
#pragma once

#include "base/base.h"
#include "probe/access_row.h"
#include "probe/door.h"

struct access_accounts {
	const char *low, *low_secret; /* NULL: there is none to be asked with */
	const char *low_trouble; /* one was declared, and its secret is not known: the reason */
};

/*
 * Borrowed.  The owner's go to the door (account, secret): the first that was declared for its
 * port, but not one of low privilege; else what a published default opened.
 */
void access_accounts_find(struct access_accounts *out, struct door *d);

/*
 * The owner's that was declared for the port of a door next after so many others: to the door.
 * false: there is none, and the door is as it was.
 */
bool access_accounts_next(struct door *d, unsigned passed);

/* Nobody's has no account; so has that of an account that is not known. */
struct door_try access_accounts_try(const struct access_accounts *a, const struct door *d,
				    enum access_who who);

/* What an answer in the words of its protocol means for who asked. */
enum access_outcome access_accounts_outcome(enum login_says says);
