/*
 * Ports of every kind on loopback, served by a child: each gets its state, and neither a flood nor
 * somebody else's answers change it.  Loopback has no limit on ICMP; tests/e2e/udp.t has one.
 */
#include "peer.h"

#include <poll.h>

#include "base/err.h"
#include "net/udp_sweep.h"

enum { ANSWERS, SILENT, FOREIGN, FLOODS, FOREIGN_FLOOD, FOREIGN_ONCE, CLOSED, MOVES, KINDS };

#define FLOOD 500 /* more than UDP_SWEEP_OTHERS_MAX */

struct world {
	int sockets[KINDS], strange, moved;
	uint16_t ports[KINDS];
	pid_t pid;
};

static int bound(const char *ip, uint16_t *port)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	assert_int_equal(inet_pton(AF_INET, ip, &a.sin_addr), 1);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &n), 0);
	if (port)
		*port = ntohs(a.sin_port);
	return fd;
}

static void reply(int fd, const struct sockaddr_in *to, unsigned times)
{
	for (unsigned i = 0; i < times; i++)
		(void)!sendto(fd, "hello", 5, 0, (const struct sockaddr *)to, sizeof(*to));
}

static void serve_datagrams(struct world *w)
{
	struct pollfd fds[KINDS];

	for (;;) {
		for (unsigned i = 0; i < KINDS; i++)
			fds[i] = (struct pollfd){ .fd = w->sockets[i], .events = POLLIN };
		(void)poll(fds, KINDS, -1);
		for (unsigned i = 0; i < KINDS; i++) {
			struct sockaddr_in from;
			socklen_t n = sizeof(from);
			char data[64];

			if (!fds[i].revents || recvfrom(fds[i].fd, data, sizeof(data), 0,
							(struct sockaddr *)&from, &n) < 0)
				continue;
			if (i == ANSWERS)
				reply(fds[i].fd, &from, 1);
			if (i == FOREIGN)
				reply(w->strange, &from, 1);
			if (i == FLOODS)
				reply(fds[i].fd, &from, FLOOD);
			if (i == FOREIGN_FLOOD)
				reply(w->strange, &from, FLOOD);
			if (i == FOREIGN_ONCE) {
				reply(w->strange, &from, FLOOD);
				(void)close(w->sockets[i]);
				w->sockets[i] = -1;
			}
			if (i == MOVES)
				reply(w->moved, &from, 1);
		}
	}
}

static void world_start(struct world *w)
{
	for (unsigned i = 0; i < KINDS; i++)
		w->sockets[i] = bound("127.0.0.1", &w->ports[i]);
	w->strange = bound("127.0.0.2", NULL);
	w->moved = bound("127.0.0.1", NULL);
	(void)close(w->sockets[CLOSED]);
	w->sockets[CLOSED] = -1;
	w->pid = fork();
	assert_true(w->pid >= 0);
	if (w->pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		serve_datagrams(w);
		_exit(0);
	}
	for (unsigned i = 0; i < KINDS; i++)
		if (w->sockets[i] >= 0)
			(void)close(w->sockets[i]);
	(void)close(w->strange);
	(void)close(w->moved);
}

static void world_end(struct world *w)
{
	(void)kill(w->pid, SIGKILL);
	(void)waitpid(w->pid, NULL, 0);
}

struct heard {
	unsigned from_device[KINDS], foreign[KINDS], moved;
	const uint16_t *ports;
};

static void on_said(void *context, unsigned i, struct bytes data)
{
	(void)context, (void)i, (void)data;
}

static void on_heard(void *context, unsigned i, uint16_t from, struct bytes data,
		     const char *foreign)
{
	struct heard *h = context;

	/* On loopback a question may reach a socket of our own, if that has the number. */
	if (data.n == 0 || bytes_equal(data, bytes_of("hi")))
		return;
	assert_true(bytes_equal(data, bytes_of("hello")));
	if (foreign) {
		assert_string_equal(foreign, "127.0.0.2");
		h->foreign[i]++;
	} else {
		h->from_device[i]++;
		h->moved += from != h->ports[i];
	}
}

static void every_kind(void **state)
{
	static const enum udp_state expected[KINDS] = {
		[ANSWERS] = UDP_OPEN, [SILENT] = UDP_SILENT,         [FOREIGN] = UDP_SILENT,
		[FLOODS] = UDP_OPEN,  [FOREIGN_FLOOD] = UDP_UNKNOWN, [FOREIGN_ONCE] = UDP_CLOSED,
		[MOVES] = UDP_OPEN,   [CLOSED] = UDP_CLOSED,
	};
	static const char *const names[KINDS] = {
		[ANSWERS] = "answers",
		[SILENT] = "silent",
		[FOREIGN] = "foreign",
		[FLOODS] = "floods",
		[CLOSED] = "closed",
		[MOVES] = "another port",
		[FOREIGN_FLOOD] = "foreign flood",
		[FOREIGN_ONCE] = "foreign flood to the first question",
	};
	struct world w;
	struct udp_port ports[KINDS];
	struct heard heard = { .ports = w.ports };
	struct udp_sweep s = {
		.pace = PACE_FAST,
		.deadline = time_now(&time_system) + 60 * TIME_SECOND,
		.ports = ports,
		.n = KINDS,
		.said = on_said,
		.heard = on_heard,
		.context = &heard,
	};

	(void)state;
	world_start(&w);
	assert_int_equal(addr_resolve(&s.target, "127.0.0.1", NULL), 0);
	for (unsigned i = 0; i < KINDS; i++)
		ports[i] = (struct udp_port){ .port = w.ports[i],
					      .said = { bytes_of("hi") },
					      .n_said = 1 };
	assert_int_equal(udp_sweep_run(&s), 0);
	world_end(&w);
	for (unsigned i = 0; i < KINDS; i++)
		TAP_INT(names[i], ports[i].state, expected[i]);
	assert_int_equal(s.controls_answered, UDP_SWEEP_CONTROLS);
	assert_false(s.mute || s.late || s.stopped);
	assert_int_equal(heard.moved, 1);
	assert_true(heard.foreign[FOREIGN] > 0);
	assert_true(ports[FLOODS].flooded && ports[FOREIGN_FLOOD].flooded);
	assert_int_equal(heard.from_device[FLOODS], UDP_SWEEP_ANSWERS_MAX);
	assert_int_equal(heard.foreign[FOREIGN_FLOOD], 2 * UDP_SWEEP_ANSWERS_MAX);
	assert_false(ports[FOREIGN_ONCE].flooded);
	assert_int_equal(heard.foreign[ANSWERS], 0);
}

static void ends_in_time(void **state)
{
	struct udp_port port = { .port = 9 };
	struct udp_sweep s = { .pace = PACE_FAST,
			       .deadline = time_now(&time_system),
			       .ports = &port,
			       .n = 1,
			       .said = on_said,
			       .heard = on_heard };

	(void)state;
	assert_int_equal(addr_resolve(&s.target, "::1", NULL), 0);
	assert_int_equal(udp_sweep_run(&s), 0);
	assert_true(s.late);
	assert_int_equal(port.state, UDP_UNKNOWN);
	s.late = false;
	s.deadline = time_now(&time_system) + 60 * TIME_SECOND;
	assert_int_equal(udp_sweep_run(&s), 0);
	assert_int_equal(port.state, UDP_CLOSED);
	s.n = UDP_SWEEP_PORTS_MAX + 1;
	assert_int_equal(udp_sweep_run(&s), E_LIMIT);
}

static const struct CMUnitTest udp_sweep[] = {
	cmocka_unit_test(every_kind),
	cmocka_unit_test(ends_in_time),
};

TAP_MAIN(udp_sweep)
