#include "net/addr.h"

#include <arpa/inet.h>
#include <netdb.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"

static void free_list(struct addrinfo **list)
{
	if (*list)
		freeaddrinfo(*list);
}

int addr_resolve(struct addr *out, const char *name, struct err *err)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG };
	CLEANUP(free_list) struct addrinfo *list = NULL;
	struct addr a = { 0 };

	if (!*name || strlen(name) > 253)
		return err_set(err, E_USAGE, "'%.40s' is no address and no host name", name);
	/* A numeric address needs no interface of its family to be up (AI_ADDRCONFIG). */
	int r = getaddrinfo(
	    name, NULL,
	    &(struct addrinfo){ .ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM }, &list);
	if (r != 0)
		r = getaddrinfo(name, NULL, &hints, &list);
	if (r != 0)
		return err_set(err, E_MISSING, "cannot find the address of '%s': %s", name,
			       gai_strerror(r));
	if (list->ai_addrlen > sizeof(a.in6))
		return err_set(err, E_UNSUPPORTED, "'%s' has an address of an unknown family",
			       name);
	memcpy(&a.sa, list->ai_addr, list->ai_addrlen);
	a.length = list->ai_addrlen;
	if (getnameinfo(&a.sa, a.length, a.text, sizeof(a.text), NULL, 0, NI_NUMERICHOST) != 0)
		return err_set(err, E_FORMAT, "cannot print the address of '%s'", name);
	*out = a;
	return 0;
}

static bool in4_is_private(uint32_t ip)
{
	static const struct {
		uint32_t network;
		unsigned bits;
	} ranges[] = {
		{ 0x0a000000, 8 }, { 0xac100000, 12 }, { 0xc0a80000, 16 },
		{ 0x7f000000, 8 }, { 0xa9fe0000, 16 }, { 0x64400000, 10 },
	};

	for (size_t i = 0; i < ARRAY_LEN(ranges); i++)
		if ((ip ^ ranges[i].network) >> (32 - ranges[i].bits) == 0)
			return true;
	return false;
}

bool addr_is_private(const struct addr *a)
{
	if (a->sa.sa_family == AF_INET)
		return in4_is_private(ntohl(a->in4.sin_addr.s_addr));
	if (a->sa.sa_family != AF_INET6)
		return false;
	const struct in6_addr *ip = &a->in6.sin6_addr;
	if (IN6_IS_ADDR_V4MAPPED(ip)) {
		const uint8_t *p = ip->s6_addr + 12;

		return in4_is_private((uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
				      (uint32_t)p[2] << 8 | p[3]);
	}
	return IN6_IS_ADDR_LOOPBACK(ip) || IN6_IS_ADDR_LINKLOCAL(ip) ||
	       (ip->s6_addr[0] & 0xfe) == 0xfc;
}

struct addr addr_with_port(const struct addr *a, uint16_t port)
{
	struct addr copy = *a;

	if (a->sa.sa_family == AF_INET6)
		copy.in6.sin6_port = htons(port);
	else
		copy.in4.sin_port = htons(port);
	return copy;
}

void addr_for_url(const struct addr *a, char out[static ADDR_TEXT_MAX + 8])
{
	char plain[ADDR_TEXT_MAX];
	char *scope;

	memcpy(plain, a->text, sizeof(plain));
	scope = strchr(plain, '%');
	if (scope)
		*scope++ = '\0';
	if (a->sa.sa_family == AF_INET6)
		(void)snprintf(out, ADDR_TEXT_MAX + 8, "[%s%s%s]", plain, scope ? "%25" : "",
			       scope ? scope : "");
	else
		(void)snprintf(out, ADDR_TEXT_MAX + 8, "%s", plain);
}
