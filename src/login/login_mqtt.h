/*
 * MQTT: CONNECT with version 3.1.1, and with 5 where the server knows only that.  Each try has a
 * client identifier of its own: a broker would drop the first of two with the same.
 */
#pragma once

#include "login/login.h"

void login_mqtt(const struct login_door *door, const struct login_try *t,
		struct login_reply *reply);
