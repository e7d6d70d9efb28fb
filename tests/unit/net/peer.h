/*
 * The other side of a connection: a child process that listens on a loopback port, takes one
 * connection after the other, and does with each what the test says.
 */
#pragma once

#include "tap.h"

#include <arpa/inet.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/time.h"
#include "net/addr.h"

struct peer {
	struct addr addr;
	uint16_t port;
	int listener;
	pid_t pid; /* 0: nobody accepts */
};

static inline void peer_send(int fd, const char *text)
{
	size_t n = strlen(text);

	while (n > 0) {
		ssize_t sent = send(fd, text, n, MSG_NOSIGNAL);

		if (sent < 0)
			_exit(0);
		text += sent;
		n -= (size_t)sent;
	}
}

/* Until the empty line that ends a request's head, or the end; what was read is in text. */
static inline void peer_request(int fd, char *text, size_t max)
{
	size_t n = 0;
	ssize_t got;

	text[0] = '\0';
	while (n + 1 < max && !strstr(text, "\r\n\r\n") &&
	       (got = recv(fd, text + n, max - n - 1, 0)) > 0) {
		n += (size_t)got;
		text[n] = '\0';
	}
}

/* Only as a pause between two pieces that are sent: nothing that is checked depends on it. */
static inline void peer_pause(int64_t nanoseconds)
{
	struct timespec t = { .tv_sec = (time_t)(nanoseconds / TIME_SECOND),
			      .tv_nsec = nanoseconds % TIME_SECOND };

	while (nanosleep(&t, &t) < 0 && errno == EINTR)
		;
}

/* Listens; with serve NULL nobody takes what comes. */
static inline struct peer peer_new(void (*serve)(int fd, const void *what), const void *what)
{
	struct peer p = { .addr = { .length = sizeof(struct sockaddr_in), .text = "127.0.0.1" } };
	struct sockaddr_in bound;
	socklen_t size = sizeof(bound);
	pid_t parent = getpid();

	p.addr.in4.sin_family = AF_INET;
	p.addr.in4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	p.listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(p.listener >= 0);
	assert_int_equal(bind(p.listener, &p.addr.sa, p.addr.length), 0);
	assert_int_equal(listen(p.listener, 16), 0);
	assert_int_equal(getsockname(p.listener, (struct sockaddr *)&bound, &size), 0);
	p.port = ntohs(bound.sin_port);
	if (!serve)
		return p;
	(void)fflush(NULL);
	p.pid = fork();
	assert_true(p.pid >= 0);
	if (p.pid > 0)
		return p;
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (int fd; getppid() == parent && (fd = accept(p.listener, NULL, NULL)) >= 0; close(fd))
		serve(fd, what);
	_exit(0);
}

static inline void peer_done(struct peer *p)
{
	if (p->pid > 0) {
		(void)kill(p->pid, SIGKILL);
		(void)waitpid(p->pid, NULL, 0);
	}
	close(p->listener);
}

/* A port of the loopback address where nobody listens. */
static inline uint16_t peer_closed_port(void)
{
	struct peer p = peer_new(NULL, NULL);

	peer_done(&p);
	return p.port;
}

static inline int64_t peer_deadline(int64_t ms)
{
	return time_now(&time_system) + ms * TIME_MS;
}
