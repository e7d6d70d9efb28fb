/*
 * Telnet: wait for a question, give the name; wait for the next, give the password; see what
 * follows.  Options are refused.  What is asked is told from prompt.h, and by silence.
 */
#pragma once

#include "login/login.h"

void login_telnet(const struct login_door *door, const struct login_try *t,
		  struct login_reply *reply);
