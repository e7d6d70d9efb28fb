/*
 * Is there somebody in between who answers for everybody: a captive portal, a network that sends
 * each name and each connection to itself?  Asked by what cannot exist: a name under "invalid"
 * (RFC 6761 6.4), and an address that is for documents alone (192.0.2.1, RFC 5737).
 */
#pragma once

#include "base/base.h"

/*
 * Does host have an address that a name has which cannot exist?  false for an address as host, and
 * where nobody answers for such names.
 */
bool portal_takes_name(const char *host);

/* Is a connection to nobody's address made at that port? */
bool portal_takes_port(uint16_t port, int64_t deadline);
