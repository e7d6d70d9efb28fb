/*
 * SSH user authentication (RFC 4252) by password and keyboard-interactive (RFC 4256), by libssh on
 * a socket of ours.  Nothing of the machine we run on is used: no known hosts, no configuration, no
 * keys, no agent.  The visitor without credential asks with the method "none".
 */
#pragma once

#include "login/login.h"

void login_ssh_password(const struct login_door *door, const struct login_try *t,
			struct login_reply *reply);
void login_ssh_interactive(const struct login_door *door, const struct login_try *t,
			   struct login_reply *reply);
