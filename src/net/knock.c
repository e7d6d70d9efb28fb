#include "net/knock.h"

#include <poll.h>

#include "base/fd.h"
#include "base/time.h"
#include "net/icmp_error.h"

/* Linux tells of ICMP errors of a connection that is being opened since 5.11. */
static bool has_icmp(int fd)
{
	union {
		char bytes[ICMP_ERROR_CONTROL_MAX];
		struct cmsghdr align;
	} control;
	uint8_t sent[128];
	struct iovec iov = { .iov_base = sent, .iov_len = sizeof(sent) };
	struct msghdr m = { .msg_iov = &iov,
			    .msg_iovlen = 1,
			    .msg_control = control.bytes,
			    .msg_controllen = sizeof(control.bytes) };

	if (recvmsg(fd, &m, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
		return false;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c)) {
		struct sock_extended_err e;

		if (icmp_error_get(c, &e))
			return true;
	}
	return false;
}

/* 0, or the errno that ended the attempt; ETIMEDOUT at the deadline. */
static int outcome_of(int fd, int64_t deadline)
{
	socklen_t size = sizeof(int);
	int error = 0;

	for (;;) {
		int left = time_left_ms(&time_system, deadline);
		struct pollfd p = { .fd = fd, .events = POLLOUT };

		if (left == 0)
			return ETIMEDOUT;
		int r = poll(&p, 1, left);
		if (r > 0)
			break;
		if (r < 0 && errno != EINTR)
			return errno;
	}
	return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0 ? errno : error;
}

enum knock knock_port(const struct addr *target, uint16_t port, int64_t deadline)
{
	bool v6 = target->sa.sa_family == AF_INET6;
	struct addr to = addr_with_port(target, port);
	CLEANUP(fd_close)
	int fd = socket(target->sa.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int on = 1, error = 0;

	if (fd < 0)
		return KNOCK_SILENT;
	(void)setsockopt(fd, v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_RECVERR : IP_RECVERR, &on,
			 sizeof(on));
	if (connect(fd, &to.sa, to.length) < 0)
		error = errno == EINPROGRESS ? outcome_of(fd, deadline) : errno;
	if (error == 0)
		return KNOCK_OPEN;
	if (error == ETIMEDOUT)
		return KNOCK_SILENT;
	/* A neighbour that is not there is our own system's word, and no ICMP message. */
	if (has_icmp(fd))
		return KNOCK_FIREWALL;
	return error == ECONNREFUSED || error == ECONNRESET ? KNOCK_RESET : KNOCK_SILENT;
}
