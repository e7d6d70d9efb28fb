/*
 * The parts never get more than one socket to the supervisor, which parses nothing but the short
 * messages that come over it.  Two parts that talk get a socket pair whenever both have started, at
 * the first time and after each restart; so nobody has to find anybody.
 */
#include "serve/team.h"

#include <fcntl.h>
#include <signal.h>
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
#include "serve/registrar.h"
#include "serve/serve.h"
#include "serve/supervisor.h"

static struct team_part *find(struct team *t, const char *name, unsigned index)
{
	for (size_t i = 0; i < t->n; i++)
		if (text_equal(t->parts[i].name, name) && t->parts[i].index == index)
			return &t->parts[i];
	return NULL;
}

/* ---- starting a part ---- */

/* In the child: nothing but its end of the control socket is left open. */
NORETURN static void become(const struct team_part *p, int control)
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

int team_start(struct team *t, struct team_part *p, struct err *err)
{
	CLEANUP(json_done) json_t *message = json_deep_copy(t->config);
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

static void introduce(struct team_part *to, const struct team_part *who, int fd)
{
	CLEANUP(json_done)
	json_t *message =
	    json_pack("{s:s, s:s, s:i}", "do", "peer", "part", who->name, "index", (int)who->index);

	/* One that cannot take it is dying or stuck. */
	if (control_send(to->control, message, fd) < 0)
		(void)kill(to->pid, SIGKILL);
}

static void connect_parts(struct team_part *a, struct team_part *b)
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
static void is_up(struct team *t, struct team_part *p)
{
	struct team_part *registrar = find(t, "registrar", 0);

	assert(registrar);
	p->state = UP;
	p->since = time_now(&time_system);
	log_info("serve", "%s %u is up (%d)", p->name, p->index, (int)p->pid);
	for (size_t i = 0; i < t->n; i++) {
		struct team_part *q = &t->parts[i];

		if (q == registrar || q->state != UP || registrar->state != UP)
			continue;
		if (p == registrar || p == q)
			connect_parts(registrar, q);
	}
}

/* ---- what parts say ---- */

static void accused(struct team *t, const struct team_part *by, const json_t *message,
		    const char *what)
{
	const char *name = json_text(message, "part");
	const struct team_part *p =
	    find(t, name ? name : "", (unsigned)json_int(message, "index", 0));

	if (!p || p->state == DOWN)
		return;
	log_error("serve", "%s %u (%d) is ended: %s, says %s", p->name, p->index, (int)p->pid,
		  text_equal(what, "late") ? "it took too long" : "it sent a malformed message",
		  by->name);
	(void)kill(p->pid, SIGKILL);
}

static void failed(struct team *t, struct team_part *p, const char *text)
{
	p->failed = true;
	if (t->err && t->failure == 0)
		t->failure = err_set(t->err, E_REFUSED, "%s", text ? text : "it cannot start");
	else if (t->started && !t->stopping)
		log_error("serve", "%s %u cannot start: %s", p->name, p->index, text ? text : "");
}

void team_hear(struct team *t, struct team_part *p)
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
		if (text_equal(say, "ready") && text_equal(p->name, "registrar"))
			t->no_owner = text_equal(json_text(message, "text"), REGISTRAR_NO_OWNER);
		if (text_equal(say, "ready") && p->state == STARTING)
			is_up(t, p);
		else if (text_equal(say, "failed"))
			failed(t, p, json_text(message, "text"));
		else if (text_equal(say, "malformed") || text_equal(say, "late"))
			accused(t, p, message, say);
	}
}

/* ---- the end of a part ---- */

static void log_end(const struct team_part *p, int status)
{
	if (WIFSIGNALED(status))
		log_error("serve", "%s %u (%d) was ended by signal %d (%s)", p->name, p->index,
			  (int)p->pid, WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		log_error("serve", "%s %u (%d) ended with exit code %d", p->name, p->index,
			  (int)p->pid, WEXITSTATUS(status));
}

static void reaped(struct team *t, struct team_part *p, int status)
{
	int64_t now = time_now(&time_system);
	bool steady = p->state == UP && now - p->since > SUPERVISOR_STEADY_SECONDS * TIME_SECOND;

	/* Its last words may still be in the channel. */
	if (p->control >= 0)
		team_hear(t, p);
	if (!t->stopping && !p->failed)
		log_end(p, status);
	fd_close(&p->control);
	p->control = -1;
	p->pid = 0;
	p->state = DOWN;
	p->since = now;
	p->wait = steady || p->wait == 0 ? SUPERVISOR_BACKOFF_MS : p->wait * 2;
	if (p->wait > SUPERVISOR_BACKOFF_MAX_MS)
		p->wait = SUPERVISOR_BACKOFF_MAX_MS;
	if (t->err && t->failure == 0)
		t->failure = err_set(t->err, E_REFUSED, "the %s did not start", p->name);
}

void team_reap(struct team *t)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (size_t i = 0; i < t->n; i++)
			if (t->parts[i].pid == pid)
				reaped(t, &t->parts[i], status);
}

/* ---- who belongs to it ---- */

void team_add(struct team *t, const char *name, unsigned count)
{
	for (unsigned i = 0; i < count && t->n < TEAM_MAX; i++)
		t->parts[t->n++] =
		    (struct team_part){ .name = name, .index = i, .control = -1, .listening = -1 };
}
