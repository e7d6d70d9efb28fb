#include "serve/jobs.h"

#include <poll.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "sandbox/sandbox_serve.h"
#include "scheme/post_link.h"
#include "scheme/post_message.h"
#include "serve/outside.h"
#include "serve/part.h"
#include "serve/peer.h"
#include "serve/smtp.h"
#include "serve/url_check.h"
#include "workflow/settings.h"

struct jobs {
	struct part *part;
	struct settings settings;
	struct smtp smtp;
	struct outside_pulse pulse;
	char *agent;
	struct peer registrar;
	int64_t id;                        /* of the last question */
	json_t *reply;                     /* to it, owned, or NULL */
	int64_t tick_at, mail_at, link_at; /* monotonic */
	int64_t rest_until;                /* no mail before that: there was no server */
};

/* ---- the registrar ---- */

static int take(void *context, struct peer *p, char type, const json_t *message)
{
	struct jobs *j = context;
	json_t *reply = json_object_get(message, "reply");

	(void)p;
	/* News: somebody did something, and it left mail, or links to be looked at again. */
	if (type == 'N') {
		int64_t soon = time_now(&time_system) + POST_LINK_PAUSE * TIME_SECOND;

		j->mail_at = j->rest_until;
		if (json_flag(message, "links") && j->link_at > soon)
			j->link_at = soon;
		return 0;
	}
	if (type != 'A' || !json_is_object(reply))
		return E_FORMAT;
	if (json_int(message, "id", 0) == j->id) {
		json_done(&j->reply);
		j->reply = json_incref(reply);
	}
	return 0;
}

static void met(void *context, const char *peer, unsigned index, int fd)
{
	struct jobs *j = context;

	peer_done(&j->registrar);
	j->tick_at = j->link_at = 0;
	j->mail_at = j->rest_until;
	if (!text_equal(peer, "registrar") || peer_open(&j->registrar, fd, peer, index) < 0)
		fd_close(&fd);
}

static void turn(struct jobs *j, int wait_ms)
{
	struct pollfd polls[] = { { .fd = j->part->control, .events = POLLIN },
				  peer_poll(&j->registrar) };

	if (poll(polls, ARRAY_LEN(polls), wait_ms) < 0)
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
}

/* Between two steps of a transfer: only told to stop it ends; another registrar is welcome. */
static bool pulse(void *context)
{
	struct jobs *j = context;
	struct pollfd control = { .fd = j->part->control, .events = POLLIN };

	if (!j->part->stop && poll(&control, 1, 0) > 0)
		part_listen(j->part, met, j);
	return j->part->stop;
}

/* The reply (new), or NULL when there is nobody to give one.  request is taken over. */
static json_t *ask(struct jobs *j, json_t *request)
{
	CLEANUP(json_done)
	json_t *message = json_pack("{s:I, s:o}", "id", (json_int_t)++j->id, "request", request);
	int64_t serial = j->registrar.serial;

	json_done(&j->reply);
	if (peer_send(&j->registrar, 'W', message) < 0) {
		peer_done(&j->registrar);
		return NULL;
	}
	while (!j->reply && !j->part->stop && peer_there(&j->registrar) &&
	       j->registrar.serial == serial)
		turn(j, -1);
	return steal(j->reply);
}

/*
 * What has happened outside is told until somebody hears it: a registrar that is started again in
 * the meantime would give the same mail out once more.
 */
static void tell(struct jobs *j, json_t *what)
{
	CLEANUP(json_done) json_t *owned = what;

	while (!j->part->stop) {
		CLEANUP(json_done)
		json_t *heard = peer_there(&j->registrar) ? ask(j, json_incref(owned)) : NULL;

		if (heard)
			return;
		if (!peer_there(&j->registrar))
			turn(j, -1);
	}
}

/* The registrar's Unix second as a moment of our own clock. */
static int64_t moment(const json_t *reply, int64_t least)
{
	int64_t pause = json_int(reply, "next", 0) - time_unix(&time_system);

	if (pause < least)
		pause = least;
	if (pause > JOBS_PAUSE_MAX)
		pause = JOBS_PAUSE_MAX;
	return time_now(&time_system) + pause * TIME_SECOND;
}

/* ---- what is due ---- */

static void tick(struct jobs *j)
{
	CLEANUP(json_done) json_t *reply = ask(j, json_pack("{s:s}", "do", "tick"));

	if (!reply)
		return;
	j->tick_at = moment(reply, 1);
	/* Reminders, for example. */
	j->mail_at = j->rest_until;
}

static enum smtp_end send_mail(struct jobs *j, const json_t *mail, char *problem)
{
	CLEANUP(buf_done) struct buf message = BUF(POST_MESSAGE_MAX);
	const char *to = json_text(mail, "mail");

	post_message(&message, &j->settings, mail, j->smtp.from, POST_FOR_SMTP);
	if (!buf_ok(&message) || !to) {
		(void)snprintf(problem, SMTP_PROBLEM_MAX, "the mail is too long");
		return SMTP_NEVER;
	}
	return smtp_send(&j->smtp, to, buf_view(&message), &j->pulse, problem);
}

/* One mail, if there is one; sets when to look again. */
static void mail(struct jobs *j)
{
	CLEANUP(json_done) json_t *reply = ask(j, json_pack("{s:s}", "do", "mail"));
	const json_t *row = json_object_get(reply, "mail");
	char problem[SMTP_PROBLEM_MAX] = "";

	if (!reply)
		return;
	j->mail_at = moment(reply, 0);
	if (!json_is_object(row) || !j->smtp.url)
		return;
	enum smtp_end end = send_mail(j, row, problem);
	/* It will be tried again, as it counts as tried. */
	if (end == SMTP_STOPPED)
		return;
	tell(j,
	     json_pack("{s:s, s:O, s:s?, s:b}", "do", "mail_done", "id", json_object_get(row, "id"),
		       "problem", end == SMTP_TAKEN ? NULL : problem, "final", end == SMTP_NEVER));
	j->rest_until =
	    end == SMTP_NOBODY ? time_now(&time_system) + JOBS_MAIL_PAUSE * TIME_SECOND : 0;
	j->mail_at = j->rest_until;
}

/* One page. */
static void look(struct jobs *j)
{
	static const char *const states[] = {
		[URL_CHECK_OK] = "ok", [URL_CHECK_BROKEN] = "broken", [URL_CHECK_UNKNOWN] = NULL
	};
	CLEANUP(json_done) json_t *reply = ask(j, json_pack("{s:s}", "do", "link"));
	const char *url = json_text(reply, "url");

	if (!reply)
		return;
	j->link_at = moment(reply, 1);
	if (!url)
		return;
	struct url_check_said said = url_check_ask(url, j->agent, &j->pulse);
	log_debug("jobs", "a link: %s", said.detail);
	tell(j, json_pack("{s:s, s:s, s:s?, s:s}", "do", "link_done", "url", url, "state",
			  states[said.state], "detail", said.detail));
}

static void work(struct jobs *j)
{
	int64_t now = time_now(&time_system), next;

	if (!peer_there(&j->registrar)) {
		turn(j, -1);
		return;
	}
	/* What time does first, links last. */
	if (now >= j->tick_at)
		tick(j);
	else if (now >= j->mail_at)
		mail(j);
	else if (now >= j->link_at)
		look(j);
	else {
		next = j->tick_at < j->mail_at ? j->tick_at : j->mail_at;
		next = j->link_at < next ? j->link_at : next;
		turn(j, time_left_ms(&time_system, next));
	}
}

/* ---- the start ---- */

/* As whoever started the server: the password's file is not for nobody's eyes. */
static int set_up(struct jobs *j, struct err *err)
{
	int r = settings_load(&j->settings, json_text(j->part->config, "data"), err);

	if (r == 0 && text_equal(json_text(json_at(j->settings.doc, "/mail"), "method"), "smtp"))
		r = smtp_open(&j->smtp, &j->settings, err);
	if (r < 0)
		return r;
	j->agent = mem_format("hoshi (registry; checks its links once a day) +%s",
			      json_text(j->settings.doc, "base_url"));
	j->pulse = (struct outside_pulse){ .stop = pulse, .context = j };
	/* A name server that is silent must not hold up the end of the server for long. */
	(void)setenv("RES_OPTIONS", "timeout:2 attempts:2", 1);
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		return err_set(err, E_UNSUPPORTED, "libcurl does not start");
	return part_enter(j->part,
			  &(struct sandbox_serve){ .kind = SANDBOX_JOBS,
						   .uid = SANDBOX_SERVE_NOBODY,
						   .gid = SANDBOX_SERVE_NOBODY,
						   .folder = -1,
						   .descriptors = 64 },
			  true, err);
}

int jobs_run(struct part *part, struct err *err)
{
	struct jobs j = { .part = part };
	int r = set_up(&j, err);

	if (r == 0) {
		part_say(part, "ready", NULL);
		while (!part->stop)
			work(&j);
	}
	peer_done(&j.registrar);
	json_done(&j.reply);
	smtp_done(&j.smtp);
	settings_done(&j.settings);
	mem_free(j.agent);
	return r;
}
