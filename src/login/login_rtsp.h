/*
 * RTSP (RFC 2326, D.1): DESCRIBE of the door's path, with Basic or Digest.  Both requests of Digest
 * go over one connection where the server keeps it.
 */
#pragma once

#include "login/login.h"

void login_rtsp_basic(const struct login_door *door, const struct login_try *t,
		      struct login_reply *reply);
void login_rtsp_digest(const struct login_door *door, const struct login_try *t,
		       struct login_reply *reply);

/*
 * What nobody gets, as login_rtsp_basic tells it, and by which mechanism a login is asked for:
 * "digest", "basic", "none" (one that we do not know).  NULL: none is.
 */
const char *login_rtsp_wants(const struct login_door *door, const struct login_try *t,
			     struct login_reply *reply);
