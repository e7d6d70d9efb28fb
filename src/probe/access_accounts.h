/* Whose accounts open a door: the owner's, and one of low privilege, as they were declared. */
#pragma once

#include "base/base.h"

struct door;

struct access_accounts {
	const char *low, *low_secret; /* NULL: there is none to be asked with */
	const char *low_trouble; /* one was declared, and its secret is not known: the reason */
};

/*
 * Borrowed.  The owner's go to the door (account, secret): the first that was declared for its
 * port, but not one of low privilege; else what a published default opened.
 */
void access_accounts_find(struct access_accounts *out, struct door *d);
