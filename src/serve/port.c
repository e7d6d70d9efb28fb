#include "serve/port.h"

#include <arpa/inet.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"

#define BACKLOG 1024

static void name(struct port *p)
{
	char address[INET6_ADDRSTRLEN];

	port_address(&p->sa, address);
	if (p->sa.sa_family == AF_INET6)
		(void)snprintf(p->text, sizeof(p->text), "[%s]:%u", address,
			       ntohs(p->in6.sin6_port));
	else
		(void)snprintf(p->text, sizeof(p->text), "%s:%u", address, ntohs(p->in4.sin_port));
}

int port_parse(struct port *out, const char *text, struct err *err)
{
	const char *colon = strrchr(text, ':');
	struct port p = { 0 };
	uint64_t number;

	if (!colon || num_u64(colon + 1, 0, UINT16_MAX, &number) < 0)
		return err_set(err, E_USAGE, "'%s' is no ADDRESS:PORT", text);
	CLEANUP(mem_freep) char *address = mem_textn(text, (size_t)(colon - text));
	size_t n = strlen(address);

	if (n > 2 && address[0] == '[' && address[n - 1] == ']') {
		address[n - 1] = '\0';
		p.in6 = (struct sockaddr_in6){ .sin6_family = AF_INET6,
					       .sin6_port = htons((uint16_t)number) };
		p.length = sizeof(p.in6);
		if (inet_pton(AF_INET6, address + 1, &p.in6.sin6_addr) != 1)
			return err_set(err, E_USAGE, "'%s' is no IPv6 address", address + 1);
		p.loopback = IN6_IS_ADDR_LOOPBACK(&p.in6.sin6_addr);
	} else {
		p.in4 = (struct sockaddr_in){ .sin_family = AF_INET,
					      .sin_port = htons((uint16_t)number) };
		p.length = sizeof(p.in4);
		if (inet_pton(AF_INET, address, &p.in4.sin_addr) != 1)
			return err_set(err, E_USAGE,
				       "'%s' is no IPv4 address, nor an IPv6 address "
				       "in brackets",
				       address);
		p.loopback = (ntohl(p.in4.sin_addr.s_addr) >> 24) == 127;
	}
	name(&p);
	*out = p;
	return 0;
}

int port_open(struct port *p, bool first, int *fd, struct err *err)
{
	int on = 1;
	CLEANUP(fd_close)
	int s = socket(p->sa.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (s < 0)
		return err_errno(err, "cannot open a socket");
	(void)setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (p->sa.sa_family == AF_INET6)
		(void)setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
	/* SO_REUSEPORT would let two servers of the same user share a port unnoticed. */
	if (!first && setsockopt(s, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) < 0)
		return err_errno(err, "cannot share the port");
	if (bind(s, &p->sa, p->length) < 0)
		return err_errno(err, "cannot listen on %s", p->text);
	if (first && setsockopt(s, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) < 0)
		return err_errno(err, "cannot share the port");
	socklen_t length = sizeof(p->in6);
	if (getsockname(s, &p->sa, &length) < 0 || listen(s, BACKLOG) < 0)
		return err_errno(err, "cannot listen on %s", p->text);
	name(p);
	*fd = s;
	s = -1;
	return 0;
}

void port_address(const struct sockaddr *sa, char out[static INET6_ADDRSTRLEN])
{
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)(const void *)sa;
	const struct sockaddr_in *in4 = (const struct sockaddr_in *)(const void *)sa;
	const void *bytes = sa->sa_family == AF_INET6 ? (const void *)&in6->sin6_addr
						      : (const void *)&in4->sin_addr;

	if ((sa->sa_family != AF_INET && sa->sa_family != AF_INET6) ||
	    !inet_ntop(sa->sa_family, bytes, out, INET6_ADDRSTRLEN))
		(void)snprintf(out, INET6_ADDRSTRLEN, "unknown");
}
