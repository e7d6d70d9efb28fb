/*
 * ONVIF: GetUsers with a WS-UsernameToken, made by the device's own clock (Core
 * Specification 5.12). Which users there are, no camera tells without login.
 */
#pragma once

#include "login/login.h"

void login_onvif(const struct login_door *door, const struct login_try *t,
		 struct login_reply *reply);
