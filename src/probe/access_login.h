/*
 * Coming in at a web service as the owner and as an account of low privilege.  The oracle learns
 * first how this door says no, as at every other login (oracle.h).
 */
#pragma once

#include "base/base.h"
#include "probe/access_ask.h"

/*
 * Log in at w->door with the account that was found (door_find_account), and
 * with the one of low privilege.  Sets the actors.  NULL, or why there is no owner, as a coverage
 * reason.
 */
const char *access_login(struct access_web *w);
