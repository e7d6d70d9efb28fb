/*
 * A fixed set of slots, each a socket that is idle or waiting for one port.  Slots that wait stand
 * in a queue by the time they started, so that timeouts are found at its head without a scan.
 * epoll tells which ones were answered.
 *
 * The timeout follows RFC 6298: smoothed round trip plus four deviations, within the pace's bounds.
 * The window follows the same thought as TCP's: up by one an answer until the first sign of
 * trouble, halved then.  Silence alone is no trouble (a firewall that drops looks like that): the
 * sign is a port that answers only at the second try, or a round trip that grows.
 */
#include "net/sweep.h"

#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/time.h"

#define EVENTS_MAX 256
#define SILENCE_MAX 256			/* timeouts in a row before we ask whether it still lives */
#define CONTROL_TRIES 5
#define WINDOW_MIN 4

struct slot {
	int fd;
	uint16_t port;			/* 0: idle */
	int64_t started;
	struct slot *older, *newer;	/* the queue of waiting slots, or (newer) of idle ones */
};

struct engine {
	struct sweep *s;
	const struct pace_limits *limits;
	int epoll;
	struct slot *slots;
	unsigned n_slots, used_slots, in_flight, window, window_max;
	struct slot *oldest, *newest, *idle;
	int64_t mean, deviation, best;	/* of round trips; best is the smallest seen */
	unsigned answers, silent, done, total;
	uint16_t control;		/* a port that answered: to ask whether the device lives */
	bool second_pass;
	int fatal;			/* errno of a dead network */
};

/* ---- queue ---- */

static void queue_push(struct engine *e, struct slot *slot)
{
	slot->older = e->newest;
	slot->newer = NULL;
	if (e->newest)
		e->newest->newer = slot;
	else
		e->oldest = slot;
	e->newest = slot;
	e->in_flight++;
	if (e->in_flight > e->s->window_top)
		e->s->window_top = e->in_flight;
}

static void queue_remove(struct engine *e, struct slot *slot)
{
	if (slot->older)
		slot->older->newer = slot->newer;
	else
		e->oldest = slot->newer;
	if (slot->newer)
		slot->newer->older = slot->older;
	else
		e->newest = slot->older;
	e->in_flight--;
	slot->port = 0;
	slot->newer = e->idle;
	e->idle = slot;
}

/* ---- time and window ---- */

static int64_t timeout(const struct engine *e)
{
	int64_t t = e->answers ? e->mean + 4 * e->deviation : e->limits->answer_max;

	/* The second look is the patient one. */
	if (e->second_pass)
		t *= 2;
	if (t < e->limits->answer_min)
		t = e->limits->answer_min;
	return t > e->limits->answer_max ? e->limits->answer_max : t;
}

static void window_shrink(struct engine *e)
{
	e->window = e->window / 2 < WINDOW_MIN ? WINDOW_MIN : e->window / 2;
	e->window_max = e->window;
}

static void answered(struct engine *e, int64_t took)
{
	int64_t error = took - e->mean;

	if (e->answers++ == 0) {
		e->mean = took;
		e->deviation = took / 2;
		e->best = took;
	} else {
		e->mean += error / 8;
		e->deviation += ((error < 0 ? -error : error) - e->deviation) / 4;
	}
	if (took < e->best)
		e->best = took;
	e->silent = 0;
	/* Answers far slower than at first mean a queue that we have filled. */
	if (e->mean > 8 * e->best + 50 * TIME_MS && e->window > e->limits->window_start)
		window_shrink(e);
	else if (e->window < e->window_max)
		e->window++;
}

/* ---- results ---- */

static void settle(struct engine *e, uint16_t port, enum sweep_state state)
{
	struct sweep *s = e->s;
	enum sweep_state before = (enum sweep_state)s->state[port];

	if (state == before)
		return;
	if (before == SWEEP_FILTERED)
		s->filtered--;
	else
		e->done++;
	s->state[port] = (uint8_t)state;
	s->open += state == SWEEP_OPEN;
	s->closed += state == SWEEP_CLOSED;
	s->filtered += state == SWEEP_FILTERED;
	/* It was lost the first time: we were too fast for it. */
	if (before == SWEEP_FILTERED && e->second_pass)
		window_shrink(e);
	if (state != SWEEP_FILTERED)
		e->control = port;
}

static void result(struct engine *e, struct slot *slot, int number)
{
	uint16_t port = slot->port;
	int64_t took = time_now(&time_system) - slot->started;
	bool reuse = number == ECONNREFUSED;

	queue_remove(e, slot);
	switch (number) {
	case 0:
	case ECONNRESET: /* it accepted, then thought better of it; while connecting it is "refused" */
	case EPIPE:
		answered(e, took);
		settle(e, port, SWEEP_OPEN);
		break;
	case ECONNREFUSED:
		answered(e, took);
		settle(e, port, SWEEP_CLOSED);
		break;
	case EHOSTUNREACH:
	case ENETUNREACH:
		/* From the device's own firewall it is an answer about one port; from our side
		 * of the network nothing else ever comes. */
		if (e->answers == 0)
			e->fatal = number;
		settle(e, port, SWEEP_FILTERED);
		break;
	default:
		settle(e, port, SWEEP_FILTERED);
		break;
	}
	/* Linux lets a refused socket connect again; any other has to go. */
	if (!reuse) {
		(void)close(slot->fd);
		slot->fd = -1;
	}
}

/* ---- connecting ---- */

static int open_socket(struct engine *e, struct slot *slot)
{
	struct epoll_event event = { .events = EPOLLOUT | EPOLLET, .data.ptr = slot };

	slot->fd = socket(e->s->target.sa.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (slot->fd < 0)
		return -errno;
	(void)setsockopt(slot->fd, SOL_SOCKET, SO_LINGER, &(struct linger){ .l_onoff = 1 },
			 sizeof(struct linger));
	if (epoll_ctl(e->epoll, EPOLL_CTL_ADD, slot->fd, &event) < 0) {
		int r = -errno;

		(void)close(slot->fd);
		slot->fd = -1;
		return r;
	}
	return 0;
}

static struct slot *idle_slot(struct engine *e)
{
	struct slot *slot = e->idle;

	if (slot) {
		e->idle = slot->newer;
		return slot;
	}
	return e->used_slots < e->n_slots ? &e->slots[e->used_slots++] : NULL;
}

static void slot_back(struct engine *e, struct slot *slot)
{
	slot->newer = e->idle;
	e->idle = slot;
}

/* 1: started (or settled at once); 0: no socket to be had now; negative: cannot go on. */
static int start(struct engine *e, uint16_t port)
{
	struct addr to = addr_with_port(&e->s->target, port);
	struct slot *slot = idle_slot(e);

	if (!slot)
		return 0;
	if (slot->fd < 0) {
		int r = open_socket(e, slot);

		if (r < 0) {
			slot_back(e, slot);
			/* Out of descriptors is a smaller window, not the end. */
			if ((r == -EMFILE || r == -ENFILE || r == -ENOBUFS) && e->in_flight > 0) {
				window_shrink(e);
				return 0;
			}
			return r;
		}
	}
	slot->port = port;
	slot->started = time_now(&time_system);
	e->s->attempts++;
	queue_push(e, slot);
	if (connect(slot->fd, &to.sa, to.length) == 0)
		result(e, slot, 0);
	else if (errno == EADDRNOTAVAIL || errno == EAGAIN) {
		/* No local port free: wait for answers, try this one again. */
		queue_remove(e, slot);
		window_shrink(e);
		return e->in_flight > 0 ? 0 : -EADDRNOTAVAIL;
	} else if (errno != EINPROGRESS)
		result(e, slot, errno);
	return 1;
}

static void expire(struct engine *e)
{
	int64_t now = time_now(&time_system);
	int64_t limit = timeout(e);

	while (e->oldest && now - e->oldest->started >= limit) {
		struct slot *slot = e->oldest;

		e->silent++;
		result(e, slot, ETIMEDOUT);
	}
}

/*
 * How did it end?  A second connect() tells, and unlike SO_ERROR it also makes a refused socket
 * ready for its next port (Linux leaves it half way otherwise, and answers ECONNABORTED once).
 */
static void resolve(struct engine *e, struct slot *slot)
{
	struct addr to = addr_with_port(&e->s->target, slot->port);
	int number = connect(slot->fd, &to.sa, to.length) == 0 ? 0 : errno;

	if (number != EALREADY && number != EINPROGRESS)
		result(e, slot, number == EISCONN ? 0 : number);
}

static void collect(struct engine *e)
{
	struct epoll_event events[EVENTS_MAX];
	int64_t until = e->oldest ? e->oldest->started + timeout(e) :
				    time_now(&time_system) + 10 * TIME_MS;
	int n = epoll_wait(e->epoll, events, EVENTS_MAX, time_left_ms(&time_system, until));

	for (int i = 0; i < n; i++) {
		struct slot *slot = events[i].data.ptr;

		if (slot->port)
			resolve(e, slot);
	}
	expire(e);
}

/* ---- is it still there? ---- */

static bool control_answers(struct engine *e)
{
	struct addr to = addr_with_port(&e->s->target, e->control);

	for (int i = 0; i < CONTROL_TRIES; i++) {
		int fd = socket(to.sa.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
		struct timeval wait = { .tv_sec = 1 + i };

		if (fd < 0)
			return true;
		/* SO_SNDTIMEO bounds a blocking connect. */
		(void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
		int r = connect(fd, &to.sa, to.length);
		int number = errno;

		(void)close(fd);
		if (r == 0 || number == ECONNREFUSED)
			return true;
	}
	return false;
}

/* ---- passes ---- */

/* Likely ports first: they teach the round trip, and a device that dies dies with them known. */
static const uint16_t likely[] = { 80,	 443,  22,   23,   21,	 1883, 8883, 8080, 8443, 554,
				   53,	 25,   110,  139,  445,	 2323, 5000, 5555, 7547, 8000,
				   8081, 8888, 9000, 9100, 37215, 1,   2,    7,	  9,    49152 };

static int tell(struct engine *e)
{
	struct sweep *s = e->s;

	return s->progress && s->progress(s->context, e->done, e->total) ? E_CANCELLED : 0;
}

static int pass(struct engine *e, const uint16_t *ports, unsigned n)
{
	int64_t told = 0;

	for (unsigned i = 0; i < n || e->in_flight > 0;) {
		int64_t now = time_now(&time_system);

		if (now >= e->s->deadline) {
			e->s->end = SWEEP_LATE;
			return 0;
		}
		if (now - told > 100 * TIME_MS) {
			int r = tell(e);

			if (r < 0)
				return r;
			told = now;
		}
		while (i < n && e->in_flight < e->window) {
			int r = start(e, ports[i]);

			if (r < 0)
				return r;
			if (r == 0)
				break;
			i++;
		}
		if (e->in_flight > 0 || i < n)
			collect(e);
		if (e->answers > 0 && e->silent >= SILENCE_MAX) {
			e->silent = 0;
			if (!control_answers(e)) {
				e->s->end = SWEEP_STOPPED;
				return 0;
			}
		}
	}
	return 0;
}

static unsigned ports_where(const struct sweep *s, uint16_t *out, enum sweep_state state)
{
	unsigned n = 0;

	for (unsigned port = s->from; port <= s->to; port++)
		if (s->state[port] == state)
			out[n++] = (uint16_t)port;
	return n;
}

static int run_passes(struct engine *e)
{
	struct sweep *s = e->s;
	CLEANUP(mem_freep) uint16_t *ports = mem_array(SWEEP_PORTS, sizeof(*ports));
	unsigned n = 0;

	for (size_t i = 0; i < ARRAY_LEN(likely); i++)
		if (likely[i] >= s->from && likely[i] <= s->to)
			ports[n++] = likely[i];
	int r = pass(e, ports, n);
	if (r < 0 || s->end != SWEEP_COMPLETE)
		return r;
	if (e->answers == 0 && e->fatal) {
		s->end = SWEEP_UNREACHABLE;
		return 0;
	}
	/* Nobody answers, so nobody is hurt: find out quickly whether anybody is there. */
	if (e->answers == 0)
		e->window = e->window_max;
	n = ports_where(s, ports, SWEEP_UNKNOWN);
	r = pass(e, ports, n);
	if (r < 0 || s->end != SWEEP_COMPLETE)
		return r;
	if (e->answers == 0) {
		s->end = SWEEP_NO_ANSWER;
		return 0;
	}
	e->second_pass = true;
	n = ports_where(s, ports, SWEEP_FILTERED);
	return pass(e, ports, n);
}

static unsigned descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return 256;
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
	return limit.rlim_cur > 65536 ? 65536 : (unsigned)limit.rlim_cur;
}

int sweep_run(struct sweep *s)
{
	const struct pace_limits *limits = pace_limits(s->pace);
	unsigned room = descriptors();
	unsigned n_slots = room > 64 + limits->window_max ? limits->window_max : room / 2;
	CLEANUP(mem_freep) struct slot *slots = mem_array(n_slots, sizeof(*slots));
	struct engine e = {
		.s = s, .limits = limits, .slots = slots, .n_slots = n_slots,
		.window = limits->window_start, .window_max = n_slots,
		.total = (unsigned)s->to - s->from + 1,
	};

	e.epoll = epoll_create1(EPOLL_CLOEXEC);
	if (e.epoll < 0)
		return -errno;
	for (unsigned i = 0; i < n_slots; i++)
		slots[i].fd = -1;
	s->end = SWEEP_COMPLETE;
	int r = run_passes(&e);
	s->round_trip = e.mean;
	for (unsigned i = 0; i < n_slots; i++)
		if (slots[i].fd >= 0)
			(void)close(slots[i].fd);
	(void)close(e.epoll);
	return r;
}
