/*
 * The supervisor keeps the listening sockets and, when it is root, stays it, so that it can start a
 * part again.  In the order in which they are needed the parts are started, and ended the other way
 * round; what they are to each other is in team.c.
 */
#include "serve/supervisor.h"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/text.h"
#include "base/time.h"
#include "serve/control.h"
#include "serve/datadir.h"
#include "serve/port.h"
#include "serve/serve.h"
#include "serve/team.h"

struct supervisor {
	const json_t *config;
	struct port port;
	struct team team;
	int signals;
};

/* ---- the loop ---- */

/* The next restart or give-up, monotonic; 0: none. */
static int64_t next_event(const struct supervisor *s)
{
	int64_t next = 0;

	for (size_t i = 0; i < s->team.n; i++) {
		const struct team_part *p = &s->team.parts[i];
		int64_t at = 0;

		if (p->state == STARTING)
			at = p->since + SUPERVISOR_START_SECONDS * TIME_SECOND;
		else if (p->state == DOWN && s->team.started && !s->team.stopping)
			at = p->since + (int64_t)p->wait * TIME_MS;
		if (at && (!next || at < next))
			next = at;
	}
	return next;
}

static void act_on_time(struct supervisor *s)
{
	int64_t now = time_now(&time_system);

	for (size_t i = 0; i < s->team.n; i++) {
		struct team_part *p = &s->team.parts[i];
		struct err err = { 0 };

		if (p->state == STARTING &&
		    now >= p->since + SUPERVISOR_START_SECONDS * TIME_SECOND)
			(void)kill(p->pid, SIGKILL);
		if (p->state != DOWN || !s->team.started || s->team.stopping ||
		    now < p->since + (int64_t)p->wait * TIME_MS)
			continue;
		if (team_start(&s->team, p, &err) < 0) {
			log_error("serve", "%s", err.text);
			p->since = now;
		}
	}
}

/* One turn; returns the number of a signal that asks for the end, or 0. */
static int turn(struct supervisor *s, int64_t deadline)
{
	struct pollfd polls[TEAM_MAX + 1];
	struct team_part *who[TEAM_MAX + 1] = { NULL };
	int64_t next = next_event(s);
	nfds_t n = 1;
	int end = 0;

	polls[0] = (struct pollfd){ .fd = s->signals, .events = POLLIN };
	for (size_t i = 0; i < s->team.n; i++)
		if (s->team.parts[i].control >= 0) {
			who[n] = &s->team.parts[i];
			polls[n++] =
			    (struct pollfd){ .fd = s->team.parts[i].control, .events = POLLIN };
		}
	if (deadline && (!next || deadline < next))
		next = deadline;
	if (poll(polls, n, next ? time_left_ms(&time_system, next) : -1) < 0)
		return 0;
	for (nfds_t i = 1; i < n; i++)
		if (polls[i].revents)
			team_hear(&s->team, who[i]);
	if (polls[0].revents) {
		struct signalfd_siginfo info;

		while (read(s->signals, &info, sizeof(info)) == (ssize_t)sizeof(info))
			if (info.ssi_signo != SIGCHLD)
				end = (int)info.ssi_signo;
		team_reap(&s->team);
	}
	act_on_time(s);
	return end;
}

/* ---- the end ---- */

static bool is_any_left(const struct supervisor *s, const char *name)
{
	for (size_t i = 0; i < s->team.n; i++)
		if (s->team.parts[i].state != DOWN &&
		    (!name || text_equal(s->team.parts[i].name, name)))
			return true;
	return false;
}

/* All of that name end, by themselves or, after the limit or a second signal, by force. */
static void stop_all(struct supervisor *s, const char *name, int64_t seconds)
{
	int64_t deadline = time_now(&time_system) + seconds * TIME_SECOND;
	CLEANUP(json_done) json_t *message = json_pack("{s:s}", "do", "stop");
	bool force = seconds == 0;

	for (size_t i = 0; i < s->team.n && !force; i++) {
		struct team_part *p = &s->team.parts[i];

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
		for (size_t i = 0; i < s->team.n; i++)
			if (text_equal(s->team.parts[i].name, name) &&
			    s->team.parts[i].state != DOWN)
				(void)kill(s->team.parts[i].pid, SIGKILL);
		(void)turn(s, time_now(&time_system) + 50 * TIME_MS);
	}
}

static void stop(struct supervisor *s, bool orderly)
{
	int64_t patience = orderly ? json_int(s->config, "patience", SERVE_PATIENCE) : 0;

	s->team.stopping = true;
	s->team.err = NULL;
	/* Nobody new is let in; those inside get their answers; who writes goes last. */
	stop_all(s, "front", patience);
	stop_all(s, "jobs", patience);
	stop_all(s, "worker", orderly ? 1 : 0);
	stop_all(s, "registrar", patience);
	stop_all(s, "signer", patience);
	for (size_t i = 0; i < s->team.n; i++)
		fd_close(&s->team.parts[i].listening);
	fd_close(&s->signals);
}

/* ---- the start ---- */

/* Until all of that name are up, or one is not.  E_CANCELLED: a signal came. */
static int start_all(struct supervisor *s, const char *name, struct err *err)
{
	for (size_t i = 0; i < s->team.n; i++)
		if (text_equal(s->team.parts[i].name, name)) {
			int r = team_start(&s->team, &s->team.parts[i], err);

			if (r < 0)
				return r;
		}
	for (;;) {
		bool all = true;

		for (size_t i = 0; i < s->team.n; i++)
			all = all && (!text_equal(s->team.parts[i].name, name) ||
				      s->team.parts[i].state == UP);
		if (s->team.failure < 0)
			return s->team.failure;
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

	for (size_t i = 0; i < s->team.n; i++) {
		if (!text_equal(s->team.parts[i].name, "front"))
			continue;
		int r = port_open(&s->port, first, &s->team.parts[i].listening, err);
		if (r < 0)
			return r;
		first = false;
	}
	return 0;
}

static int bring_up(struct supervisor *s, struct err *err)
{
	static const char *const order[] = { "signer", "registrar", "worker", "jobs", "front" };
	int r = 0;

	s->team.err = err;
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(order); i++)
		r = start_all(s, order[i], err);
	s->team.err = NULL;
	return r;
}

int supervisor_run(const json_t *config, struct err *err)
{
	struct supervisor s = { .config = config, .team = { .config = config }, .signals = -1 };
	CLEANUP(fd_close) int lock = -1;
	int r = port_parse(&s.port, json_text(config, "listen"), err);

	if (r == 0)
		r = datadir_prepare(json_text(config, "data"), &lock, err);
	team_add(&s.team, "signer", 1);
	team_add(&s.team, "registrar", 1);
	team_add(&s.team, "worker", SERVE_WORKERS);
	team_add(&s.team, "jobs", 1);
	team_add(&s.team, "front", (unsigned)json_int(config, "fronts", 1));
	if (r == 0)
		r = open_ports(&s, err);
	if (r == 0)
		r = watch_signals(&s, err);
	if (r == 0)
		r = bring_up(&s, err);
	if (r == 0) {
		s.team.started = true;
		printf("listening on http%s://%s\n", json_text(config, "tls_cert") ? "s" : "",
		       s.port.text);
		if (fflush(stdout) != 0)
			log_warn("serve", "nobody reads where it listens");
		if (s.team.no_owner)
			log_warn("serve",
				 "this registry has no owner yet: end the server, run 'hoshi admin "
				 "init --data %s --mail ADDRESS' and follow the link it prints",
				 json_text(config, "data"));
		while (turn(&s, 0) == 0)
			;
	}
	stop(&s, r == 0);
	/* Asked to end before it was up: that is what it did. */
	return r == E_CANCELLED ? 0 : r;
}
