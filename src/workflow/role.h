/* Who a person is to the scheme.  One account has one role; the public has none. */
#pragma once

#include "base/base.h"

enum role {
	ROLE_MAKER,         /* applies, declares, keeps the page up to date */
	ROLE_OFFICER,       /* of the scheme owner: checks, inquires, decides */
	ROLE_AUTHORITY,     /* a ministry: answers the inquiries put to it */
	ROLE_AUDITOR,       /* reads everything, changes nothing */
	ROLE_ADMINISTRATOR, /* accounts and organisations; decides nothing */
	ROLE_SYSTEM,        /* the clock: expiry, reminders */
	ROLES,
};

/* Sets of roles; PUBLIC is everybody, signed in or not. */
#define ROLE_BIT(role) (1u << (role))
#define ROLE_PUBLIC (1u << ROLES)

const char *role_name(enum role role); /* "maker"; as in the store and in the API */
int role_find(const char *name);       /* the role, or -1 */
