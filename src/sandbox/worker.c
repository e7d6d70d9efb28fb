#include "sandbox/worker.h"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/time.h"
#include "sandbox/channel.h"

#define PIECE 65536
#define EXIT_SANDBOX 120

/* The parent's handler is of no use here; but what was ignored (nohup) stays so. */
static void drop_handler(int number)
{
	struct sigaction before;

	if (sigaction(number, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
		(void)signal(number, SIG_DFL);
}

NORETURN static void child(const struct worker *w, int channel, pid_t parent)
{
	struct err err = { 0 };

	/* The terminal's Ctrl-C reaches the parent, which decides; a dead parent ends us. */
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGINT, SIG_IGN);
	drop_handler(SIGTERM);
	drop_handler(SIGHUP);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_SANDBOX);
	if (sandbox_enter(w->sandbox, &err) < 0) {
		log_error("sandbox", "%s", err.text);
		_exit(EXIT_SANDBOX);
	}
	/* The kernel forgets the death signal when credentials change. */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	_exit(w->work(w->context, channel));
}

/* Hand every whole message on; what is left stays in the buffer. */
static int deliver(const struct worker *w, struct buf *in)
{
	struct channel_message message;
	size_t used = 0;
	int r;

	while ((r = channel_decode((struct bytes){ .p = in->p + used, .n = in->n - used },
				   &message)) == 0) {
		int taken = w->receive(w->context, &message);

		if (taken < 0)
			return taken;
		used += message.used;
	}
	if (r != E_TRUNC)
		return r;
	if (used > 0) {
		memmove(in->p, in->p + used, in->n - used);
		in->n -= used;
	}
	return 0;
}

/* WORKER_DONE: it closed the channel; *partial when that was in the middle of a message. */
static enum worker_end listen_to(const struct worker *w, int channel, bool *partial)
{
	CLEANUP(buf_done) struct buf in = BUF(CHANNEL_HEADER_SIZE + CHANNEL_MESSAGE_MAX + PIECE);
	uint8_t piece[PIECE];

	for (;;) {
		struct pollfd p = { .fd = channel, .events = POLLIN };
		int wait = time_left_ms(&time_system, w->deadline);

		if (w->cancel && *w->cancel)
			return WORKER_CANCELLED;
		if (wait == 0)
			return WORKER_LATE;
		/* A signal may arrive just before poll: look again at least every 200 ms. */
		if (poll(&p, 1, wait < 200 ? wait : 200) <= 0)
			continue;
		ssize_t got = recv(channel, piece, sizeof(piece), 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			*partial = in.n > 0;
			return WORKER_DONE;
		}
		buf_add(&in, piece, (size_t)got);
		if (!buf_ok(&in) || deliver(w, &in) < 0)
			return WORKER_REFUSED;
	}
}

/*
 * A worker that closed the channel should be about to end.  One that stays is held to its deadline
 * all the same.
 */
static enum worker_end wait_for(const struct worker *w, pid_t pid, int *status)
{
	while (waitpid(pid, status, WNOHANG) == 0) {
		if (w->cancel && *w->cancel)
			return WORKER_CANCELLED;
		if (time_left_ms(&time_system, w->deadline) == 0)
			return WORKER_LATE;
		time_sleep(TIME_MS);
	}
	return WORKER_DONE;
}

static enum worker_end reap(const struct worker *w, pid_t pid, enum worker_end end, int *detail)
{
	int status = 0;

	if (end == WORKER_DONE)
		end = wait_for(w, pid, &status);
	if (end != WORKER_DONE) {
		(void)kill(pid, SIGKILL);
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
	}
	*detail = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
	if (end != WORKER_DONE)
		return end;
	if (WIFSIGNALED(status))
		return WORKER_CRASHED;
	return WEXITSTATUS(status) == 0 ? WORKER_DONE : WORKER_FAILED;
}

int worker_start(struct worker_child *out, const struct worker *w, struct err *err)
{
	int pair[2];
	pid_t parent = getpid();

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return err_errno(err, "cannot make a channel to a worker");
	(void)fflush(NULL);
	pid_t pid = fork();
	if (pid < 0) {
		int r = err_errno(err, "cannot start a worker");

		fd_close(&pair[0]);
		fd_close(&pair[1]);
		return r;
	}
	if (pid == 0) {
		fd_close(&pair[0]);
		if (w->beside && w->beside->pid > 0)
			fd_close(&w->beside->channel);
		child(w, pair[1], parent);
	}
	fd_close(&pair[1]);
	*out = (struct worker_child){ .pid = pid, .channel = pair[0] };
	return 0;
}

void worker_finish(struct worker_child *c, const struct worker *w, enum worker_end *end,
		   int *detail)
{
	bool partial = false;
	enum worker_end closed = listen_to(w, c->channel, &partial);

	*end = reap(w, c->pid, closed, detail);
	if (*end == WORKER_DONE && partial)
		*end = WORKER_REFUSED;
	fd_close(&c->channel);
	c->pid = 0;
}

void worker_stop(struct worker_child *c)
{
	int status;

	if (c->pid <= 0)
		return;
	(void)kill(c->pid, SIGKILL);
	while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
		;
	fd_close(&c->channel);
	c->pid = 0;
}

int worker_run(const struct worker *w, enum worker_end *end, int *detail, struct err *err)
{
	struct worker_child c = { 0 };
	int r = worker_start(&c, w, err);

	if (r == 0)
		worker_finish(&c, w, end, detail);
	return r;
}
