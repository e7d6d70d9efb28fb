/*
 * Where the device is: one address and how it was named.  Private, link-local and loopback
 * addresses may be examined freely, others need an authorisation (DESIGN.md section 9).
 */
#pragma once

#include "base/base.h"

#include <netinet/in.h>
#include <sys/socket.h>

struct err;

#define ADDR_TEXT_MAX 80 /* an IPv6 address with a scope, and a NUL */

struct addr {
	union {
		struct sockaddr sa;
		struct sockaddr_in in4;
		struct sockaddr_in6 in6;
	};
	socklen_t length;
	char text[ADDR_TEXT_MAX]; /* numeric, without port: "192.168.0.5", "fe80::1%eth0" */
};

/* name: an IPv4 or IPv6 address ("fe80::1%eth0" too) or a host name; the first address wins. */
int addr_resolve(struct addr *out, const char *name, struct err *err) MUST_USE;

/* RFC 1918, RFC 4193, link-local, loopback, and shared address space (RFC 6598). */
bool addr_is_private(const struct addr *a);

/* A copy with that TCP port. */
struct addr addr_with_port(const struct addr *a, uint16_t port);

/* "10.0.0.1" or "[fe80::1]": how the address stands in a URL (scope as %25, RFC 6874). */
void addr_for_url(const struct addr *a, char out[static ADDR_TEXT_MAX + 8]);
