#include "net/portal.h"

#include <netdb.h>

#include "base/err.h"
#include "net/addr.h"
#include "net/knock.h"

/* With a dot at its end, so that the search list of this machine adds nothing. */
#define NO_NAME "hoshi-7q3kx0zjv2.invalid."
#define NOBODYS "192.0.2.1"

static void free_list(struct addrinfo **list)
{
	if (*list)
		freeaddrinfo(*list);
}

static bool find(struct addrinfo **out, const char *name, int flags)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = flags };

	return getaddrinfo(name, NULL, &hints, out) == 0;
}

static bool is_same(const struct addrinfo *a, const struct addrinfo *b)
{
	/* Port and flow are zero in both. */
	return a->ai_addrlen == b->ai_addrlen && memcmp(a->ai_addr, b->ai_addr, a->ai_addrlen) == 0;
}

static bool is_loopback(const struct addrinfo *a)
{
	const struct sockaddr_in *in4 = (const void *)a->ai_addr;
	const struct sockaddr_in6 *in6 = (const void *)a->ai_addr;

	return a->ai_family == AF_INET ? ntohl(in4->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET
				       : IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr);
}

bool portal_takes_name(const char *host)
{
	CLEANUP(free_list) struct addrinfo *number = NULL;
	CLEANUP(free_list) struct addrinfo *nobody = NULL;
	CLEANUP(free_list) struct addrinfo *asked = NULL;

	if (find(&number, host, AI_NUMERICHOST) || !find(&asked, host, 0) || is_loopback(asked) ||
	    !find(&nobody, NO_NAME, 0))
		return false;
	for (const struct addrinfo *a = asked; a; a = a->ai_next)
		for (const struct addrinfo *b = nobody; b; b = b->ai_next)
			if (is_same(a, b))
				return true;
	return false;
}

bool portal_takes_port(uint16_t port, int64_t deadline)
{
	struct err err = { 0 };
	struct addr nobody;

	return addr_resolve(&nobody, NOBODYS, &err) == 0 &&
	       knock_port(&nobody, port, deadline) == KNOCK_OPEN;
}
