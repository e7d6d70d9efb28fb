#include "serve/hand.h"

#include <poll.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "base/time.h"
#include "sandbox/channel.h"
#include "sandbox/sandbox_serve.h"
#include "sandbox/worker.h"
#include "scheme/scheme.h"
#include "serve/part.h"
#include "serve/peer.h"

#define EXIT_CONFINE 121

struct hand {
	struct part *part;
	struct peer registrar;
	int spool;
	const json_t *job;
	json_t *result;
};

/* In the child. */
static int work(void *context, int channel)
{
	struct hand *h = context;
	CLEANUP(buf_done) struct buf text = BUF(CHANNEL_MESSAGE_MAX);
	CLEANUP(json_done) json_t *result = NULL;
	struct err err = { 0 };

	/* What the parent still needs is none of the child's business. */
	(void)close(h->part->control);
	(void)close(h->registrar.fd);
	if (sandbox_serve_confine(h->spool, &err) < 0) {
		log_error("worker", "%s", err.text);
		return EXIT_CONFINE;
	}
	scheme_job(h->job, h->spool, &result);
	json_write(&text, result, false);
	if (!buf_ok(&text))
		return EXIT_FAILURE;
	return channel_send(channel, 'R', buf_view(&text)) < 0 ? EXIT_FAILURE : 0;
}

/* In the parent: one result, and it is an object. */
static int receive(void *context, const struct channel_message *message)
{
	struct hand *h = context;

	if (message->type != 'R' || h->result)
		return E_FORMAT;
	int r = json_read(&h->result, message->payload, "result", NULL);
	return r < 0 ? r : json_is_object(h->result) ? 0 : E_FORMAT;
}

static const char *said_of(enum worker_end end)
{
	switch (end) {
	case WORKER_DONE:
		return "ended without a result";
	case WORKER_FAILED:
		return "could not do it";
	case WORKER_CRASHED:
		return "crashed";
	case WORKER_LATE:
		return "took too long";
	case WORKER_CANCELLED:
		return "was called off";
	case WORKER_REFUSED:
		return "sent what is no result";
	}
	return "ended";
}

/* The result, or a problem; never NULL. */
static json_t *do_job(struct hand *h, const json_t *job)
{
	const char *kind = json_text(job, "kind");
	enum worker_end end = WORKER_FAILED;
	struct err err = { 0 };
	int detail = 0;
	struct worker w = { .sandbox = SANDBOX_PARSE,
			    .work = work,
			    .receive = receive,
			    .context = h,
			    .deadline = time_now(&time_system) + HAND_JOB_SECONDS * TIME_SECOND };

	h->job = job;
	h->result = NULL;
	if (worker_run(&w, &end, &detail, &err) < 0)
		log_error("worker", "%s", err.text);
	if (end == WORKER_DONE && json_is_object(h->result))
		return steal(h->result);
	json_done(&h->result);
	log_warn("worker", "a job '%s' %s (%d)", kind ? kind : "", said_of(end), detail);
	return json_pack("{s:{s:s, s:s}}", "problem", "ja",
			 end == WORKER_LATE ? "時間がかかりすぎたため、中止しました。"
					    : "このファイルは処理できませんでした。",
			 "en",
			 end == WORKER_LATE ? "This took too long and was stopped."
					    : "This file could not be processed.");
}

static int take(void *context, struct peer *p, char type, const json_t *message)
{
	struct hand *h = context;
	const json_t *job = json_object_get(message, "job");

	if (type != 'J' || !json_is_object(job))
		return E_FORMAT;
	CLEANUP(json_done)
	json_t *answer = json_pack("{s:I, s:o}", "id", (json_int_t)json_int(message, "id", 0),
				   "result", do_job(h, job));
	int r = peer_send(p, 'R', answer);
	/* The registrar has gone: its successor asks again if somebody still wants to know. */
	return r == -EPIPE ? 0 : r;
}

static void met(void *context, const char *peer, unsigned index, int fd)
{
	struct hand *h = context;

	peer_done(&h->registrar);
	if (!text_equal(peer, "registrar") || peer_open(&h->registrar, fd, peer, index) < 0)
		fd_close(&fd);
}

static void turn(struct hand *h)
{
	struct pollfd polls[] = { { .fd = h->part->control, .events = POLLIN },
				  peer_poll(&h->registrar) };

	if (poll(polls, ARRAY_LEN(polls), -1) < 0)
		return;
	if (polls[1].revents) {
		int r = peer_turn(&h->registrar, polls[1].revents, take, h);

		if (r == E_FORMAT)
			part_accuse(h->part, "malformed", "registrar", 0);
		if (r < 0)
			peer_done(&h->registrar);
	}
	if (polls[0].revents)
		part_listen(h->part, met, h);
}

int hand_run(struct part *part, struct err *err)
{
	struct hand h = { .part = part, .spool = -1 };
	int r = part_open_spool(part, &h.spool, err);

	if (r == 0)
		r = part_enter(part,
			       &(struct sandbox_serve){ .kind = SANDBOX_HAND,
							.uid = SANDBOX_SERVE_NOBODY,
							.gid = SANDBOX_SERVE_NOBODY,
							.folder = -1,
							.descriptors = 64 },
			       true, err);
	if (r < 0)
		return r;
	part_say(part, "ready", NULL);
	while (!part->stop)
		turn(&h);
	peer_done(&h.registrar);
	fd_close(&h.spool);
	return 0;
}
