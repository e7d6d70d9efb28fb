/*
 * SNMP v2c: the community is the secret, there are no names.  Asks for description, object and name
 * of the system.  RFC 3584 5.2.1 has a wrong community dropped in silence, so LOGIN_SILENT is the
 * usual "no"; a datagram may get lost, so each try is sent up to LOGIN_SNMP_SENT times.  The
 * visitor without credential asks with an empty community.
 */
#pragma once

#include "login/login.h"

#define LOGIN_SNMP_SENT 3

void login_snmp(const struct login_door *door, const struct login_try *t,
		struct login_reply *reply);
