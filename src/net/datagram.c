#include "net/datagram.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <unistd.h>

#include "base/err.h"
#include "base/time.h"
#include "net/icmp_error.h"

/* ICMP errors about earlier datagrams come back as errors of a later call. */
#define TRIES_MAX 16
#define RETRY_MS 100

static bool is_ipv6(const struct addr *a)
{
	return a->sa.sa_family == AF_INET6;
}

static uint16_t port_of(const struct addr *a)
{
	return ntohs(is_ipv6(a) ? a->in6.sin6_port : a->in4.sin_port);
}

static bool same_host(const struct addr *a, const struct addr *b)
{
	if (a->sa.sa_family != b->sa.sa_family)
		return false;
	if (is_ipv6(a))
		return memcmp(&a->in6.sin6_addr, &b->in6.sin6_addr, sizeof(a->in6.sin6_addr)) == 0;
	return a->in4.sin_addr.s_addr == b->in4.sin_addr.s_addr;
}

static void name_host(struct addr *a)
{
	const void *ip = is_ipv6(a) ? (const void *)&a->in6.sin6_addr : &a->in4.sin_addr;

	if (!inet_ntop(a->sa.sa_family, ip, a->text, sizeof(a->text)))
		a->text[0] = '\0';
}

static int set_option(int fd, int level, int option, int value)
{
	return setsockopt(fd, level, option, &value, sizeof(value)) < 0 ? -errno : 0;
}

static int set_options(int fd, bool v6)
{
	int r = v6 ? set_option(fd, IPPROTO_IPV6, IPV6_RECVERR, 1)
		   : set_option(fd, IPPROTO_IP, IP_RECVERR, 1);

	if (r == 0 && v6)
		r = set_option(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
	/* What we say to a group need not come back to us. */
	if (r == 0)
		r = v6 ? set_option(fd, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, 0)
		       : set_option(fd, IPPROTO_IP, IP_MULTICAST_LOOP, 0);
	return r;
}

int datagram_open(struct datagram *d, const struct addr *target, uint16_t local)
{
	bool v6 = is_ipv6(target);
	struct addr any = { .length = v6 ? sizeof(any.in6) : sizeof(any.in4) };
	struct datagram opened = { .target = *target };

	opened.fd = socket(target->sa.sa_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (opened.fd < 0)
		return -errno;
	any.sa.sa_family = target->sa.sa_family;
	any = addr_with_port(&any, local);
	int r = set_options(opened.fd, v6);
	if (r == 0 && bind(opened.fd, &any.sa, any.length) < 0)
		r = -errno;
	if (r < 0) {
		datagram_close(&opened);
		return r;
	}
	*d = opened;
	return 0;
}

int datagram_open_at(struct datagram *d, const struct addr *target, uint16_t local,
		     int64_t deadline)
{
	int r;

	while ((r = datagram_open(d, target, local)) == -EADDRINUSE &&
	       time_now(&time_system) < deadline)
		(void)poll(NULL, 0, RETRY_MS);
	return r == -EADDRINUSE ? datagram_open(d, target, 0) : r;
}

void datagram_close(struct datagram *d)
{
	if (d->fd >= 0)
		(void)close(d->fd);
	d->fd = -1;
}

static int send_to(struct datagram *d, const struct addr *to, struct bytes data)
{
	for (unsigned i = 0; i < TRIES_MAX; i++) {
		if (sendto(d->fd, data.p, data.n, MSG_NOSIGNAL, &to->sa, to->length) >= 0)
			return 0;
		/* The first is about an earlier datagram, and forgotten now. */
		if (errno != ECONNREFUSED && errno != EINTR && errno != EHOSTUNREACH)
			return -errno;
	}
	return -EHOSTUNREACH;
}

int datagram_send(struct datagram *d, uint16_t port, struct bytes data)
{
	struct addr to = addr_with_port(&d->target, port);

	return send_to(d, &to, data);
}

int datagram_local(struct addr *out, const struct addr *target)
{
	struct addr to = addr_with_port(target, 9), local = { .length = sizeof(local.in6) };
	struct datagram d = DATAGRAM_NONE;
	int r = 0;

	d.fd = socket(target->sa.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (d.fd < 0)
		return -errno;
	/* Nothing is sent: the system only looks up the way. */
	if (connect(d.fd, &to.sa, to.length) < 0 || getsockname(d.fd, &local.sa, &local.length) < 0)
		r = -errno;
	datagram_close(&d);
	if (r < 0)
		return r;
	name_host(&local);
	*out = local;
	return 0;
}

/* Which interface has that address of ours; 0: none. */
static unsigned interface_of(const struct in6_addr *own)
{
	struct ifaddrs *all = NULL;
	unsigned index = 0;

	if (getifaddrs(&all) < 0)
		return 0;
	for (const struct ifaddrs *i = all; i && index == 0; i = i->ifa_next) {
		struct sockaddr_in6 address;

		if (!i->ifa_addr || i->ifa_addr->sa_family != AF_INET6)
			continue;
		memcpy(&address, i->ifa_addr, sizeof(address));
		if (memcmp(&address.sin6_addr, own, sizeof(*own)) == 0)
			index = if_nametoindex(i->ifa_name);
	}
	freeifaddrs(all);
	return index;
}

/* The interface is that of the way to the device. */
static int choose_interface(struct datagram *d, const struct addr *local)
{
	struct ip_mreqn request = { .imr_address = local->in4.sin_addr };

	return setsockopt(d->fd, IPPROTO_IP, IP_MULTICAST_IF, &request, sizeof(request)) < 0
		   ? -errno
		   : 0;
}

/*
 * IPv6 has an address of each scope on an interface, and who is asked answers from one of the scope
 * of ours: from the one by which the device is known only if we ask from the one that leads there.
 */
static int choose_source6(struct datagram *d, const struct addr *local)
{
	unsigned scope = d->target.in6.sin6_scope_id;
	struct in6_pktinfo from = { .ipi6_addr = local->in6.sin6_addr,
				    .ipi6_ifindex =
					scope ? scope : interface_of(&local->in6.sin6_addr) };

	return setsockopt(d->fd, IPPROTO_IPV6, IPV6_PKTINFO, &from, sizeof(from)) < 0 ? -errno : 0;
}

int datagram_send_group(struct datagram *d, const char *group, uint16_t port, struct bytes data)
{
	bool v6 = is_ipv6(&d->target);
	struct addr to = { .length = v6 ? sizeof(to.in6) : sizeof(to.in4) };
	void *ip = v6 ? (void *)&to.in6.sin6_addr : &to.in4.sin_addr;
	struct addr local;

	to.sa.sa_family = d->target.sa.sa_family;
	if (inet_pton(to.sa.sa_family, group, ip) != 1)
		return E_FORMAT;
	to = addr_with_port(&to, port);
	int r = datagram_local(&local, &d->target);
	if (r == 0)
		r = v6 ? choose_source6(d, &local) : choose_interface(d, &local);
	return r < 0 ? r : send_to(d, &to, data);
}

/* RFC 792 and RFC 4443 3.1; "administratively prohibited" and the like are a firewall's words. */
static bool is_port_unreachable(const struct sock_extended_err *e)
{
	if (e->ee_origin == SO_EE_ORIGIN_ICMP)
		return e->ee_type == ICMP_UNREACH && e->ee_code == ICMP_UNREACH_PORT;
	return e->ee_type == ICMP6_DST_UNREACH && e->ee_code == ICMP6_DST_UNREACH_NOPORT;
}

/* The way ended before the device: a router's words, or our own system's, which asked for it in
 * vain.  Neither the port nor the device has said anything. */
static bool is_undelivered(const struct sock_extended_err *e)
{
	if (e->ee_origin == SO_EE_ORIGIN_ICMP)
		return e->ee_type == ICMP_UNREACH &&
		       (e->ee_code == ICMP_UNREACH_NET || e->ee_code == ICMP_UNREACH_HOST);
	return e->ee_type == ICMP6_DST_UNREACH &&
	       (e->ee_code == ICMP6_DST_UNREACH_NOROUTE || e->ee_code == ICMP6_DST_UNREACH_ADDR);
}

/* Who sent the ICMP message; AF_UNSPEC when it was our own system. */
static struct addr offender_of(const struct cmsghdr *c)
{
	struct addr from = { .length = 0 };
	size_t head = sizeof(struct sock_extended_err);
	size_t n = c->cmsg_len - CMSG_LEN(0) - head;

	if (c->cmsg_len < CMSG_LEN(head))
		return from;
	memcpy(&from.in6, CMSG_DATA(c) + head, n < sizeof(from.in6) ? n : sizeof(from.in6));
	return from;
}

/* One entry of the error queue: 1 when it is news. */
static int next_error(struct datagram *d, struct datagram_news *out)
{
	union {
		char bytes[ICMP_ERROR_CONTROL_MAX];
		struct cmsghdr align;
	} control;
	struct addr to = { .length = 0 };
	uint8_t sent[64];
	struct iovec iov = { .iov_base = sent, .iov_len = sizeof(sent) };
	struct msghdr m = { .msg_name = &to.in6,
			    .msg_namelen = sizeof(to.in6),
			    .msg_iov = &iov,
			    .msg_iovlen = 1,
			    .msg_control = control.bytes,
			    .msg_controllen = sizeof(control.bytes) };

	if (recvmsg(d->fd, &m, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
		return 0;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c)) {
		struct sock_extended_err e;

		if (!icmp_error_get(c, &e))
			continue;
		struct addr from = offender_of(c);
		/* About something said to a group: nobody's port. */
		if (!same_host(&to, &d->target) || is_undelivered(&e))
			continue;
		*out = (struct datagram_news){ .kind = DATAGRAM_REFUSED, .port = port_of(&to) };
		if (is_port_unreachable(&e) && same_host(&from, &d->target))
			out->kind = DATAGRAM_UNREACHABLE;
		return 1;
	}
	/* Something was taken off, which the caller need not know. */
	return -EAGAIN;
}

int datagram_next(struct datagram *d, uint8_t room[static DATAGRAM_MAX], struct datagram_news *out)
{
	int r = -EAGAIN;

	for (unsigned i = 0; r == -EAGAIN && i < TRIES_MAX; i++)
		r = next_error(d, out);
	if (r == 1)
		return 1;
	for (unsigned i = 0; i < TRIES_MAX; i++) {
		struct addr from = { .length = sizeof(from.in6) };
		ssize_t n =
		    recvfrom(d->fd, room, DATAGRAM_MAX, MSG_DONTWAIT, &from.sa, &from.length);

		if (n < 0 && errno == EAGAIN)
			return 0;
		if (n < 0)
			continue;
		name_host(&from);
		*out = (struct datagram_news){
			.kind = same_host(&from, &d->target) ? DATAGRAM_ANSWER : DATAGRAM_FOREIGN,
			.port = port_of(&from),
			.from = from,
			.data = { .p = room, .n = (size_t)n },
		};
		return 1;
	}
	return 0;
}
