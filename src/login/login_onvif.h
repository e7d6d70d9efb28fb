/*
 * ONVIF: an operation of the device service that has no parameters, with a WS-UsernameToken made by
 * the device's own clock (Core Specification 5.12).  To log in it is GetUsers: which users there
 * are, no camera tells without login.  One that the device does not know is LOGIN_UNABLE.
 */
#pragma once

#include "login/login.h"

void login_onvif(const struct login_door *door, const struct login_try *t,
		 struct login_reply *reply);

/*
 * The same by HTTP Digest (5.9.3), for a device that says 401 to nobody: by a token after all where
 * that has no such challenge.  Never both at once, which a client must not do.
 */
void login_onvif_digest(const struct login_door *door, const struct login_try *t,
			struct login_reply *reply);
