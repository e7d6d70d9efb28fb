#include "probe/guess_source.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <unistd.h>

#include "base/fd.h"

/* The address that the system takes by itself: connecting a UDP socket sends nothing. */
static bool own_address(struct sockaddr_in *own, const struct addr *target, uint16_t port)
{
	struct addr to = addr_with_port(target, port);
	CLEANUP(fd_close) int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	socklen_t size = sizeof(*own);

	return fd >= 0 && connect(fd, &to.sa, to.length) == 0 &&
	       getsockname(fd, (struct sockaddr *)own, &size) == 0;
}

static void set(struct addr *out, struct in_addr address)
{
	*out = (struct addr){ .length = sizeof(out->in4) };
	out->in4.sin_family = AF_INET;
	out->in4.sin_addr = address;
	(void)inet_ntop(AF_INET, &address, out->text, sizeof(out->text));
}

bool guess_source_find(struct addr *out, const struct addr *target, uint16_t port)
{
	struct sockaddr_in own = { 0 };
	struct ifaddrs *all = NULL;
	bool found = false;

	if (target->sa.sa_family != AF_INET || !own_address(&own, target, port))
		return false;
	/* All of 127/8 is this machine. */
	if (ntohl(own.sin_addr.s_addr) >> 24 == 127) {
		set(out, (struct in_addr){ .s_addr = htonl(0x7f00004d) });
		return true;
	}
	if (getifaddrs(&all) < 0)
		return false;
	for (const struct ifaddrs *i = all; i && !found; i = i->ifa_next) {
		struct sockaddr_in address, mask;

		if (!i->ifa_addr || !i->ifa_netmask || i->ifa_addr->sa_family != AF_INET)
			continue;
		memcpy(&address, i->ifa_addr, sizeof(address));
		memcpy(&mask, i->ifa_netmask, sizeof(mask));
		found =
		    address.sin_addr.s_addr != own.sin_addr.s_addr &&
		    ((address.sin_addr.s_addr ^ own.sin_addr.s_addr) & mask.sin_addr.s_addr) == 0;
		if (found)
			set(out, address.sin_addr);
	}
	freeifaddrs(all);
	return found;
}
