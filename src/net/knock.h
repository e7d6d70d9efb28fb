/*
 * One knock at a TCP port, to learn who answers and not what is there: a service, the device itself
 * (a reset says that it is up and nothing listens), a firewall (only they send ICMP for TCP), or
 * nobody.
 */
#pragma once

#include "base/base.h"
#include "net/addr.h"

enum knock {
	KNOCK_OPEN,
	KNOCK_RESET,
	KNOCK_FIREWALL, /* an ICMP message: a ban by a rule, or a filter on the way */
	KNOCK_SILENT,
};

enum knock knock_port(const struct addr *target, uint16_t port, int64_t deadline);
