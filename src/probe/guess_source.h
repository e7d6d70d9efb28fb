/*
 * Another address of this machine from which the device can be reached, to see whether a lock is
 * about the address.  Only one in the same network as the address that is used anyway: a packet
 * from elsewhere would not find its way back.
 */
#pragma once

#include "base/base.h"
#include "net/addr.h"

/* false: this machine has none. */
bool guess_source_find(struct addr *out, const struct addr *target, uint16_t port);
