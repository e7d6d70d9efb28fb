/*
 * Coming in at a web service as the owner and as an account of low privilege.  The oracle learns
 * first how this door says no, as at every other login (oracle.h).
 */
#pragma once

#include "base/base.h"
#include "probe/access_ask.h"

#define ACCESS_OWNERS_MAX 2 /* accounts tried as the owner's at one login, until one is let in */

/*
 * Log in at w->at with an account that was found (access_accounts.h), and with the one of low
 * privilege.  Sets its actors.  NULL, or why there is no owner, as a coverage reason.
 */
const char *access_login(struct access_web *w);
