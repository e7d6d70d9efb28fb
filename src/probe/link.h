/* Links of a page, as far as a walk over one service may follow them (RFC 3986 5). Pure. */
#pragma once

#include "base/base.h"

#define LINK_PATH_MAX 512

/*
 * The path (with query) that href means on the page at base, if it stays on the same scheme, host
 * and port.  E_UNSUPPORTED for another place, a fragment alone, or another scheme; E_LIMIT when too
 * long; E_FORMAT.  A link that logs out, deletes, resets or reboots is not for following:
 * E_REFUSED, and out is filled all the same.
 */
int link_resolve(char out[static LINK_PATH_MAX], const char *base, const char *href) MUST_USE;

/* Does it speak of logging out, deleting, resetting, restarting and the like? */
bool link_is_risky(const char *text);

/* A picture, style sheet, script or font: nothing to log in to. */
bool link_is_asset(const char *path);
