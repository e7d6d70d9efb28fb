#include "serve/jobs.h"

#include <poll.h>

#include "base/err.h"
#include "base/fd.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "sandbox/sandbox_serve.h"
#include "serve/part.h"
#include "serve/peer.h"

struct jobs {
	struct part *part;
	struct peer registrar;
	int64_t due; /* monotonic */
	bool asked;
	int64_t id;
};

static void ask(struct jobs *j)
{
	CLEANUP(json_done) json_t *message = json_pack("{s:I}", "id", (json_int_t)++j->id);

	if (peer_send(&j->registrar, 'T', message) == 0)
		j->asked = true;
}

static int take(void *context, struct peer *p, char type, const json_t *message)
{
	struct jobs *j = context;
	int64_t next = json_int(message, "next", 0);
	int64_t pause = next - time_unix(&time_system);

	(void)p;
	if (type != 'A')
		return E_FORMAT;
	j->asked = false;
	if (pause < 1)
		pause = 1;
	if (pause > JOBS_PAUSE_MAX)
		pause = JOBS_PAUSE_MAX;
	j->due = time_now(&time_system) + pause * TIME_SECOND;
	return 0;
}

static void met(void *context, const char *peer, unsigned index, int fd)
{
	struct jobs *j = context;

	peer_done(&j->registrar);
	j->asked = false;
	j->due = 0;
	if (!text_equal(peer, "registrar") || peer_open(&j->registrar, fd, peer, index) < 0)
		fd_close(&fd);
}

static void turn(struct jobs *j)
{
	bool there = peer_there(&j->registrar);
	struct pollfd polls[] = { { .fd = j->part->control, .events = POLLIN },
				  peer_poll(&j->registrar) };
	int wait = there && !j->asked ? time_left_ms(&time_system, j->due) : -1;

	if (poll(polls, ARRAY_LEN(polls), wait) < 0)
		return;
	if (polls[1].revents) {
		int r = peer_turn(&j->registrar, polls[1].revents, take, j);

		if (r == E_FORMAT)
			part_accuse(j->part, "malformed", "registrar", 0);
		if (r < 0)
			peer_done(&j->registrar);
	}
	if (polls[0].revents)
		part_listen(j->part, met, j);
	if (peer_there(&j->registrar) && !j->asked && time_now(&time_system) >= j->due)
		ask(j);
}

int jobs_run(struct part *part, struct err *err)
{
	struct jobs j = { .part = part };
	int r = part_enter(part,
			   &(struct sandbox_serve){ .kind = SANDBOX_JOBS,
						    .uid = SANDBOX_SERVE_NOBODY,
						    .gid = SANDBOX_SERVE_NOBODY,
						    .folder = -1,
						    .descriptors = 64 },
			   true, err);

	if (r < 0)
		return r;
	part_say(part, "ready", NULL);
	while (!part->stop)
		turn(&j);
	peer_done(&j.registrar);
	return 0;
}
