/*
 * The supervisor keeps the listening sockets and, when it is root, stays it, so that it can start a
 * part again; it parses nothing but the short messages of its own children, and the parts never
 * get more than one socket to it.
 *
 * Two parts that talk get a socket pair whenever both have started, at the first time and after
 * each restart; so nobody has to find anybody.
 */
#include "serve/supervisor.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "serve/control.h"
#include "serve/datadir.h"
#include "serve/port.h"
#include "serve/serve.h"

#define PARTS_MAX (SERVE_FRONTS_MAX + SERVE_WORKERS + 2)

enum state { DOWN, STARTING, UP };

struct part_state {
	const char *name;
	unsigned index;
	enum state state;
	pid_t pid;
	int control;
	int listening; /* a front's, owned; it waits there while the front is away */
	int64_t since; /* monotonic: of the state */
	unsigned wait; /* milliseconds before the next start */
	bool failed;   /* it said why; no need to say that it ended */
};

struct supervisor {
	const json_t *config;
	struct port port;
	struct part_state parts[PARTS_MAX];
	size_t n;
	int signals;
	bool stopping, started;
	struct err *err; /* of the first part that cannot start; NULL once all have */
	int failure;
};

static struct part_state *find(struct supervisor *s, const char *name, unsigned index)
{
	for (size_t i = 0; i < s->n; i++)
		if (text_equal(s->parts[i].name, name) && s->parts[i].index == index)
			return &s->parts[i];
	return NULL;
}

/* ---- starting a part ---- */

/* In the child: nothing but its end of the control socket is left open. */
NORETURN static void become(const struct part_state *p, int control)
{
	char *argv[] = { mem_text("hoshi"), mem_text("serve"), mem_text(p->name), NULL };
	sigset_t none;

	if (control == CONTROL_FD) {
		(void)fcntl(control, F_SETFD, 0);
	} else if (dup2(control, CONTROL_FD) < 0) {
		_exit(2);
	}
	/* What the parts have to say goes to the log. */
	int nothing = open("/dev/null", O_RDWR);
	if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(nothing, STDOUT_FILENO) < 0)
		_exit(2);
	if (close_range(CONTROL_FD + 1, UINT_MAX, 0) < 0)
		_exit(2);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	if (setenv(SERVE_PART_VARIABLE, p->name, 1) == 0)
		(void)execv("/proc/self/exe", argv);
	_exit(2);
}

static int start(struct supervisor *s, struct part_state *p, struct err *err)
{
	CLEANUP(json_done) json_t *message = json_deep_copy(s->config);
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return err_errno(err, "cannot make a channel to a part of the server");
	json_object_set_new(message, "do", json_string("start"));
	json_object_set_new(message, "index", json_integer((json_int_t)p->index));
	(void)fflush(NULL);
	pid_t pid = fork();
	if (pid == 0)
		become(p, pair[1]);
	fd_close(&pair[1]);
	if (pid < 0) {
		int r = err_errno(err, "cannot start a part of the server");

		fd_close(&pair[0]);
		return r;
	}
	(void)fcntl(pair[0], F_SETFL, O_NONBLOCK);
	p->pid = pid;
	p->control = pair[0];
	p->state = STARTING;
	p->failed = false;
	p->since = time_now(&time_system);
	if (control_send(p->control, message, p->listening) < 0)
		(void)kill(pid, SIGKILL);
	return 0;
}

/* ---- connecting parts ---- */

static void introduce(struct part_state *to, const struct part_state *who, int fd)
{
	CLEANUP(json_done)
	json_t *message =
	    json_pack("{s:s, s:s, s:i}", "do", "peer", "part", who->name, "index", (int)who->index);

	/* One that cannot take it is dying or stuck. */
	if (control_send(to->control, message, fd) < 0)
		(void)kill(to->pid, SIGKILL);
}

static void connect_parts(struct part_state *a, struct part_state *b)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) {
		log_error("serve", "no channel between %s and %s: %s", a->name, b->name,
			  strerror(errno));
		(void)kill(b->pid, SIGKILL);
		return;
	}
	introduce(a, b, pair[0]);
	introduce(b, a, pair[1]);
	fd_close(&pair[0]);
	fd_close(&pair[1]);
}

/* Everybody talks to the registrar, and to nobody else. */
static void is_up(struct supervisor *s, struct part_state *p)
{
	struct part_state *registrar = find(s, "registrar", 0);

	p->state = UP;
	p->since = time_now(&time_system);
	log_info("serve", "%s %u is up (%d)", p->name, p->index, (int)p->pid);
	for (size_t i = 0; i < s->n; i++) {
		struct part_state *q = &s->parts[i];

		if (q == registrar || q->state != UP || registrar->state != UP)
			continue;
		if (p == registrar || p == q)
			connect_parts(registrar, q);
	}
}

/* ---- what parts say ---- */

static void accused(struct supervisor *s, const struct part_state *by, const json_t *message,
		    const char *what)
{
	const char *name = json_text(message, "part");
	const struct part_state *p =
	    find(s, name ? name : "", (unsigned)json_int(message, "index", 0));

	if (!p || p->state == DOWN)
		return;
	log_error("serve", "%s %u (%d) is ended: %s, says %s", p->name, p->index, (int)p->pid,
		  text_equal(what, "late") ? "it took too long" : "it sent a malformed message",
		  by->name);
	(void)kill(p->pid, SIGKILL);
}

static void failed(struct supervisor *s, struct part_state *p, const char *text)
{
	p->failed = true;
	if (s->err && s->failure == 0)
		s->failure = err_set(s->err, E_REFUSED, "%s", text ? text : "it cannot start");
	else if (s->started && !s->stopping)
		log_error("serve", "%s %u cannot start: %s", p->name, p->index, text ? text : "");
}

static void hear(struct supervisor *s, struct part_state *p)
{
	for (;;) {
		CLEANUP(json_done) json_t *message = NULL;
		CLEANUP(fd_close) int fd = -1;
		int r = control_receive(p->control, &message, &fd);

		if (r == -EAGAIN)
			return;
		if (r < 0) {
			/* It ends, or will have to. */
			if (r != E_EOF)
				(void)kill(p->pid, SIGKILL);
			fd_close(&p->control);
			p->control = -1;
			return;
		}
		const char *say = json_text(message, "say");
		if (text_equal(say, "ready") && p->state == STARTING)
			is_up(s, p);
		else if (text_equal(say, "failed"))
			failed(s, p, json_text(message, "text"));
		else if (text_equal(say, "malformed") || text_equal(say, "late"))
			accused(s, p, message, say);
	}
}

/* ---- the end of a part ---- */

static void log_end(const struct part_state *p, int status)
{
	if (WIFSIGNALED(status))
		log_error("serve", "%s %u (%d) was ended by signal %d (%s)", p->name, p->index,
			  (int)p->pid, WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		log_error("serve", "%s %u (%d) ended with exit code %d", p->name, p->index,
			  (int)p->pid, WEXITSTATUS(status));
}

static void reaped(struct supervisor *s, struct part_state *p, int status)
{
	int64_t now = time_now(&time_system);
	bool steady = p->state == UP && now - p->since > SUPERVISOR_STEADY_SECONDS * TIME_SECOND;

	/* Its last words may still be in the channel. */
	if (p->control >= 0)
		hear(s, p);
	if (!s->stopping && !p->failed)
		log_end(p, status);
	fd_close(&p->control);
	p->control = -1;
	p->pid = 0;
	p->state = DOWN;
	p->since = now;
	p->wait = steady || p->wait == 0 ? SUPERVISOR_BACKOFF_MS : p->wait * 2;
	if (p->wait > SUPERVISOR_BACKOFF_MAX_MS)
		p->wait = SUPERVISOR_BACKOFF_MAX_MS;
	if (s->err && s->failure == 0)
		s->failure = err_set(s->err, E_REFUSED, "the %s did not start", p->name);
}

static void reap(struct supervisor *s)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (size_t i = 0; i < s->n; i++)
			if (s->parts[i].pid == pid)
				reaped(s, &s->parts[i], status);
}

/* ---- the loop ---- */

/* The next restart or give-up, monotonic; 0: none. */
static int64_t next_event(const struct supervisor *s)
{
	int64_t next = 0;

	for (size_t i = 0; i < s->n; i++) {
		const struct part_state *p = &s->parts[i];
		int64_t at = 0;

		if (p->state == STARTING)
			at = p->since + SUPERVISOR_START_SECONDS * TIME_SECOND;
		else if (p->state == DOWN && s->started && !s->stopping)
			at = p->since + (int64_t)p->wait * TIME_MS;
		if (at && (!next || at < next))
			next = at;
	}
	return next;
}

static void act_on_time(struct supervisor *s)
{
	int64_t now = time_now(&time_system);

	for (size_t i = 0; i < s->n; i++) {
		struct part_state *p = &s->parts[i];
		struct err err = { 0 };

		if (p->state == STARTING &&
		    now >= p->since + SUPERVISOR_START_SECONDS * TIME_SECOND)
			(void)kill(p->pid, SIGKILL);
		if (p->state != DOWN || !s->started || s->stopping ||
		    now < p->since + (int64_t)p->wait * TIME_MS)
			continue;
		if (start(s, p, &err) < 0) {
			log_error("serve", "%s", err.text);
			p->since = now;
		}
	}
}

/* One turn; returns the number of a signal that asks for the end, or 0. */
static int turn(struct supervisor *s, int64_t deadline)
{
	struct pollfd polls[PARTS_MAX + 1];
	struct part_state *who[PARTS_MAX + 1] = { NULL };
	int64_t next = next_event(s);
	nfds_t n = 1;
	int end = 0;

	polls[0] = (struct pollfd){ .fd = s->signals, .events = POLLIN };
	for (size_t i = 0; i < s->n; i++)
		if (s->parts[i].control >= 0) {
			who[n] = &s->parts[i];
			polls[n++] = (struct pollfd){ .fd = s->parts[i].control, .events = POLLIN };
		}
	if (deadline && (!next || deadline < next))
		next = deadline;
	if (poll(polls, n, next ? time_left_ms(&time_system, next) : -1) < 0)
		return 0;
	for (nfds_t i = 1; i < n; i++)
		if (polls[i].revents)
			hear(s, who[i]);
	if (polls[0].revents) {
		struct signalfd_siginfo info;

		while (read(s->signals, &info, sizeof(info)) == (ssize_t)sizeof(info))
			if (info.ssi_signo != SIGCHLD)
				end = (int)info.ssi_signo;
		reap(s);
	}
	act_on_time(s);
	return end;
}

/* ---- the end ---- */

static bool is_any_left(const struct supervisor *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->parts[i].state != DOWN && (!name || text_equal(s->parts[i].name, name)))
			return true;
	return false;
}

/* All of that name end, by themselves or, after the limit or a second signal, by force. */
static void stop_all(struct supervisor *s, const char *name, int64_t seconds)
{
	int64_t deadline = time_now(&time_system) + seconds * TIME_SECOND;
	CLEANUP(json_done) json_t *message = json_pack("{s:s}", "do", "stop");
	bool force = seconds == 0;

	for (size_t i = 0; i < s->n && !force; i++) {
		struct part_state *p = &s->parts[i];

		if (!text_equal(p->name, name) || p->state == DOWN)
			continue;
		if (p->control < 0 || control_send(p->control, message, -1) < 0)
			(void)kill(p->pid, SIGKILL);
	}
	while (is_any_left(s, name)) {
		if (!force && turn(s, deadline) != 0)
			force = true;
		if (!force && time_now(&time_system) >= deadline)
			force = true;
		if (!force)
			continue;
		for (size_t i = 0; i < s->n; i++)
			if (text_equal(s->parts[i].name, name) && s->parts[i].state != DOWN)
				(void)kill(s->parts[i].pid, SIGKILL);
		(void)turn(s, time_now(&time_system) + 50 * TIME_MS);
	}
}

static void stop(struct supervisor *s, bool orderly)
{
	int64_t patience = orderly ? json_int(s->config, "patience", SERVE_PATIENCE) : 0;

	s->stopping = true;
	s->err = NULL;
	/* Nobody new is let in; those inside get their answers; who writes goes last. */
	stop_all(s, "front", patience);
	stop_all(s, "jobs", patience);
	stop_all(s, "worker", orderly ? 1 : 0);
	stop_all(s, "registrar", patience);
	for (size_t i = 0; i < s->n; i++)
		fd_close(&s->parts[i].listening);
	fd_close(&s->signals);
}

/* ---- the start ---- */

static void add(struct supervisor *s, const char *name, unsigned count)
{
	for (unsigned i = 0; i < count && s->n < PARTS_MAX; i++)
		s->parts[s->n++] =
		    (struct part_state){ .name = name, .index = i, .control = -1, .listening = -1 };
}

/* Until all of that name are up, or one is not.  E_CANCELLED: a signal came. */
static int start_all(struct supervisor *s, const char *name, struct err *err)
{
	for (size_t i = 0; i < s->n; i++)
		if (text_equal(s->parts[i].name, name)) {
			int r = start(s, &s->parts[i], err);

			if (r < 0)
				return r;
		}
	for (;;) {
		bool all = true;

		for (size_t i = 0; i < s->n; i++)
			all =
			    all && (!text_equal(s->parts[i].name, name) || s->parts[i].state == UP);
		if (s->failure < 0)
			return s->failure;
		if (all)
			return 0;
		if (turn(s, 0) != 0)
			return E_CANCELLED;
	}
}

static int watch_signals(struct supervisor *s, struct err *err)
{
	struct sigaction hangup;
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGCHLD);
	/* nohup means what it says. */
	if (sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN)
		(void)sigaddset(&set, SIGHUP);
	(void)signal(SIGPIPE, SIG_IGN);
	if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
		return err_errno(err, "cannot watch for signals");
	s->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return s->signals < 0 ? err_errno(err, "cannot watch for signals") : 0;
}

static int open_ports(struct supervisor *s, struct err *err)
{
	bool first = true;

	for (size_t i = 0; i < s->n; i++) {
		if (!text_equal(s->parts[i].name, "front"))
			continue;
		int r = port_open(&s->port, first, &s->parts[i].listening, err);
		if (r < 0)
			return r;
		first = false;
	}
	return 0;
}

static int bring_up(struct supervisor *s, struct err *err)
{
	static const char *const order[] = { "registrar", "worker", "jobs", "front" };
	int r = 0;

	s->err = err;
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(order); i++)
		r = start_all(s, order[i], err);
	s->err = NULL;
	return r;
}

int supervisor_run(const json_t *config, struct err *err)
{
	struct supervisor s = { .config = config, .signals = -1 };
	CLEANUP(fd_close) int lock = -1;
	int r = port_parse(&s.port, json_text(config, "listen"), err);

	if (r == 0)
		r = datadir_prepare(json_text(config, "data"), &lock, err);
	add(&s, "registrar", 1);
	add(&s, "worker", SERVE_WORKERS);
	add(&s, "jobs", 1);
	add(&s, "front", (unsigned)json_int(config, "fronts", 1));
	if (r == 0)
		r = open_ports(&s, err);
	if (r == 0)
		r = watch_signals(&s, err);
	if (r == 0)
		r = bring_up(&s, err);
	if (r == 0) {
		s.started = true;
		printf("listening on http%s://%s\n", json_text(config, "tls_cert") ? "s" : "",
		       s.port.text);
		if (fflush(stdout) != 0)
			log_warn("serve", "nobody reads where it listens");
		while (turn(&s, 0) == 0)
			;
	}
	stop(&s, r == 0);
	/* Asked to end before it was up: that is what it did. */
	return r == E_CANCELLED ? 0 : r;
}
