/*
 * What a socket's error queue tells (ip(7), IP_RECVERR): of all that stands there only ICMP
 * messages are word from the network; the rest is our own system's.
 */
#pragma once

#include "base/base.h"

#include <linux/errqueue.h>
#include <sys/socket.h>

#define ICMP_ERROR_CONTROL_MAX 512 /* bytes of control data that recvmsg needs room for */

/* Is this control message an ICMP or ICMPv6 error?  Then *out is it. */
bool icmp_error_get(struct cmsghdr *c, struct sock_extended_err *out);
