/* The listening sockets, which the supervisor opens and the fronts inherit. */
#pragma once

#include "base/base.h"

#include <netinet/in.h>
#include <sys/socket.h>

struct err;

#define PORT_TEXT_MAX 64

struct port {
	union {
		struct sockaddr sa;
		struct sockaddr_in in4;
		struct sockaddr_in6 in6;
	};
	socklen_t length;
	bool loopback;
	char text[PORT_TEXT_MAX]; /* "127.0.0.1:8080", "[::1]:8080" */
};

/* "ADDRESS:PORT", numbers alone, an IPv6 address in brackets; port 0: any.  E_USAGE. */
int port_parse(struct port *out, const char *text, struct err *err) MUST_USE;

/*
 * One more socket on that port: the kernel shares the connections out.  The first of several is
 * opened alone, so that a port which another server has is noticed; port 0 becomes a number in p.
 */
int port_open(struct port *p, bool first, int *fd, struct err *err) MUST_USE;

/* The address alone, as text; for logs and limits. */
void port_address(const struct sockaddr *sa, char out[static INET6_ADDRSTRLEN]);
