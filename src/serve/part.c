#include "serve/part.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "sandbox/sandbox_serve.h"
#include "serve/control.h"

int part_open(struct part *p, const char *name, struct err *err)
{
	static const int ignored[] = { SIGINT, SIGHUP, SIGPIPE, SIGXFSZ };
	json_t *config = NULL;
	int given = -1;

	*p = (struct part){ .control = CONTROL_FD, .name = name, .given = -1 };
	/* What the terminal sends is for the supervisor, which decides. */
	for (size_t i = 0; i < ARRAY_LEN(ignored); i++)
		(void)signal(ignored[i], SIG_IGN);
	if (fcntl(CONTROL_FD, F_SETFD, FD_CLOEXEC) < 0 ||
	    control_receive(CONTROL_FD, &config, &given) < 0)
		return err_set(err, E_USAGE, "a part of the server is started by 'hoshi serve'");
	p->config = config;
	p->given = given;
	p->index = (unsigned)json_int(config, "index", 0);
	log_configure(json_flag(config, "verbose") ? LOG_DEBUG : LOG_WARN, false, NULL);
	return 0;
}

void part_done(struct part *p)
{
	json_done(&p->config);
	fd_close(&p->given);
	fd_close(&p->control);
}

int part_enter(const struct part *p, const struct sandbox_serve *sandbox, bool die_with_parent,
	       struct err *err)
{
	pid_t parent = getppid();
	int r = sandbox_serve_enter(sandbox, err);

	(void)p;
	if (r < 0 || !die_with_parent)
		return r;
	/* After the change of user, which makes the kernel forget it. */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		return err_set(err, E_EOF, "the supervisor has gone");
	return 0;
}

static void say(struct part *p, json_t *message)
{
	CLEANUP(json_done) json_t *owned = message;

	if (control_send(p->control, owned, -1) < 0)
		p->stop = true;
}

void part_say(struct part *p, const char *what, const char *text)
{
	say(p, json_pack("{s:s, s:s*}", "say", what, "text", text));
}

void part_accuse(struct part *p, const char *what, const char *peer, unsigned index)
{
	say(p, json_pack("{s:s, s:s, s:i}", "say", what, "part", peer, "index", (int)index));
}

void part_listen(struct part *p, part_met *met, void *context)
{
	CLEANUP(json_done) json_t *message = NULL;
	CLEANUP(fd_close) int fd = -1;

	if (control_receive(p->control, &message, &fd) < 0) {
		p->stop = true;
		return;
	}
	if (text_equal(json_text(message, "do"), "stop")) {
		p->stop = true;
	} else if (text_equal(json_text(message, "do"), "peer") && fd >= 0) {
		const char *peer = json_text(message, "part");

		met(context, peer ? peer : "", (unsigned)json_int(message, "index", 0), fd);
		fd = -1;
	}
}

int part_open_spool(const struct part *p, int *fd, struct err *err)
{
	CLEANUP(mem_freep)
	char *path = mem_format("%s/%s", json_text(p->config, "data"), PART_SPOOL);
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);

	if (folder < 0)
		return err_errno(err, "cannot open the folder '%s'", path);
	*fd = folder;
	return 0;
}
