/*
 * A fixed set of slots, each a socket that is idle or waiting for one port.  Slots that wait stand
 * in a queue by the time they started, so that timeouts are found at its head without a scan.
 * epoll tells which ones were answered.
 */
#include "net/attempts.h"

#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/time.h"

#define EVENTS_MAX 256
#define DESCRIPTORS_KEPT 64 /* for everything else */

struct attempts_slot {
	struct attempt attempt; /* port 0: idle */
	int fd;
	struct attempts_slot *older,
	    *newer; /* the queue of waiting slots, or (newer) of idle ones */
};

/* ---- queue ---- */

static void queue_push(struct attempts *a, struct attempts_slot *slot)
{
	slot->older = a->newest;
	slot->newer = NULL;
	if (a->newest)
		a->newest->newer = slot;
	else
		a->oldest = slot;
	a->newest = slot;
	a->in_flight++;
}

static void slot_back(struct attempts *a, struct attempts_slot *slot)
{
	slot->attempt.port = 0;
	slot->newer = a->idle;
	a->idle = slot;
}

static void queue_remove(struct attempts *a, struct attempts_slot *slot)
{
	if (slot->older)
		slot->older->newer = slot->newer;
	else
		a->oldest = slot->newer;
	if (slot->newer)
		slot->newer->older = slot->older;
	else
		a->newest = slot->older;
	a->in_flight--;
	slot_back(a, slot);
}

static struct attempts_slot *idle_slot(struct attempts *a)
{
	struct attempts_slot *slot = a->idle;

	if (slot) {
		a->idle = slot->newer;
		return slot;
	}
	return a->used_slots < a->n_slots ? &a->slots[a->used_slots++] : NULL;
}

/* ---- sockets ---- */

static int open_socket(struct attempts *a, struct attempts_slot *slot)
{
	struct epoll_event event = { .events = EPOLLOUT | EPOLLET, .data.ptr = slot };

	slot->fd = socket(a->target->sa.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (slot->fd < 0)
		return -errno;
	/* Close means gone: the device keeps nothing of us in memory afterwards. */
	(void)setsockopt(slot->fd, SOL_SOCKET, SO_LINGER, &(struct linger){ .l_onoff = 1 },
			 sizeof(struct linger));
	if (epoll_ctl(a->epoll, EPOLL_CTL_ADD, slot->fd, &event) < 0) {
		int r = -errno;

		(void)close(slot->fd);
		slot->fd = -1;
		return r;
	}
	return 0;
}

/*
 * To the machine itself: the kernel may give a socket the very port it connects to, and it meets
 * itself.  Then nobody listens there, or the port would have been taken.
 */
static bool met_itself(const struct attempts *a, const struct attempts_slot *slot)
{
	struct addr peer = addr_with_port(a->target, slot->attempt.port);
	struct addr own = { .length = sizeof(own.in6) };

	if (getsockname(slot->fd, &own.sa, &own.length) < 0)
		return false;
	if (peer.sa.sa_family == AF_INET)
		return own.in4.sin_port == peer.in4.sin_port &&
		       own.in4.sin_addr.s_addr == peer.in4.sin_addr.s_addr;
	return own.in6.sin6_port == peer.in6.sin6_port &&
	       IN6_ARE_ADDR_EQUAL(&own.in6.sin6_addr, &peer.in6.sin6_addr);
}

static void end(struct attempts *a, struct attempts_slot *slot, int number)
{
	struct attempt attempt = slot->attempt;
	bool itself = number == 0 && met_itself(a, slot);

	queue_remove(a, slot);
	/* Linux lets a refused socket connect again; any other has to go. */
	if (number != ECONNREFUSED) {
		(void)close(slot->fd);
		slot->fd = -1;
	}
	a->ended(a->context, &attempt, itself ? ECONNREFUSED : number);
}

/*
 * How did it end?  A second connect() tells, and unlike SO_ERROR it also makes a refused socket
 * ready for its next port (Linux leaves it half way otherwise, and answers ECONNABORTED once).
 */
static void resolve(struct attempts *a, struct attempts_slot *slot)
{
	struct addr to = addr_with_port(a->target, slot->attempt.port);
	int number = connect(slot->fd, &to.sa, to.length) == 0 ? 0 : errno;

	if (number != EALREADY && number != EINPROGRESS)
		end(a, slot, number == EISCONN ? 0 : number);
}

/* ---- for callers ---- */

unsigned attempts_room(unsigned wanted)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return DESCRIPTORS_KEPT;
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_cur >= (rlim_t)wanted + DESCRIPTORS_KEPT)
		return wanted;
	return (unsigned)limit.rlim_cur / 2;
}

int attempts_init(struct attempts *a, unsigned n)
{
	a->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (a->epoll < 0)
		return -errno;
	a->slots = mem_array(n, sizeof(*a->slots));
	a->n_slots = n;
	for (unsigned i = 0; i < n; i++)
		a->slots[i].fd = -1;
	return 0;
}

void attempts_done(struct attempts *a)
{
	for (unsigned i = 0; i < a->used_slots; i++)
		if (a->slots[i].fd >= 0)
			(void)close(a->slots[i].fd);
	if (a->slots)
		(void)close(a->epoll);
	mem_free(a->slots);
	a->slots = NULL;
}

int attempts_start(struct attempts *a, uint16_t port, bool is_control)
{
	struct addr to = addr_with_port(a->target, port);
	struct attempts_slot *slot = idle_slot(a);

	if (!slot)
		return E_LIMIT;
	if (slot->fd < 0) {
		int r = open_socket(a, slot);

		if (r < 0) {
			slot_back(a, slot);
			return r;
		}
	}
	slot->attempt = (struct attempt){ .port = port,
					  .is_control = is_control,
					  .started = time_now(&time_system) };
	queue_push(a, slot);
	int number = connect(slot->fd, &to.sa, to.length) == 0 ? 0 : errno;
	if (number == EADDRNOTAVAIL || number == EAGAIN) {
		queue_remove(a, slot);
		return -EADDRNOTAVAIL;
	}
	if (number != EINPROGRESS)
		end(a, slot, number);
	return 0;
}

void attempts_collect(struct attempts *a, int64_t until)
{
	struct epoll_event events[EVENTS_MAX];
	int wait = time_left_ms(&time_system, until), n;

	do {
		n = epoll_wait(a->epoll, events, EVENTS_MAX, wait);
		for (int i = 0; i < n; i++) {
			struct attempts_slot *slot = events[i].data.ptr;

			if (slot->attempt.port)
				resolve(a, slot);
		}
		wait = 0;
	} while (n == EVENTS_MAX);
}

void attempts_expire(struct attempts *a, int64_t before)
{
	while (a->oldest && a->oldest->attempt.started <= before)
		end(a, a->oldest, ETIMEDOUT);
}

int64_t attempts_oldest(const struct attempts *a)
{
	return a->oldest ? a->oldest->attempt.started : INT64_MAX;
}
