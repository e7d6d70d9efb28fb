#include "serve/registrar.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fd.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "base/time.h"
#include "criteria/catalogue.h"
#include "label/recognition.h"
#include "sandbox/sandbox_serve.h"
#include "scheme/adopt.h"
#include "scheme/post.h"
#include "scheme/scheme.h"
#include "serve/part.h"
#include "serve/peer.h"
#include "serve/publishing.h"
#include "serve/task.h"
#include "store/store.h"
#include "workflow/settings.h"

struct registrar {
	struct part *part;
	struct scheme scheme;
	struct post post;
	struct publishing publishing;
	struct peer peers[REGISTRAR_PEERS_MAX];
	struct tasks tasks;
	bool busy;            /* something came in this turn, so that there may be mail */
	json_t *recognitions; /* NULL: none */
	bool adopted;         /* what the program brings was held against the log */
	bool full;            /* of what the idle do: the write-ahead log may not be empty */
};

static struct peer *by_serial(struct registrar *g, int64_t serial)
{
	for (size_t i = 0; i < ARRAY_LEN(g->peers); i++)
		if (peer_there(&g->peers[i]) && g->peers[i].serial == serial)
			return &g->peers[i];
	return NULL;
}

static struct peer *peer_named(struct registrar *g, const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(g->peers); i++)
		if (peer_there(&g->peers[i]) && text_equal(g->peers[i].name, name))
			return &g->peers[i];
	return NULL;
}

/* ---- answers ---- */

/* An asker that has gone, or takes nothing, gets no answer: what was done is done all the same. */
static void answer(struct registrar *g, int64_t to, int64_t id, json_t *reply)
{
	CLEANUP(json_done)
	json_t *message = json_pack("{s:I, s:o}", "id", (json_int_t)id, "reply", reply);
	struct peer *p = by_serial(g, to);

	if (p && peer_send(p, 'A', message) < 0)
		log_warn("registrar", "an answer found nobody");
}

static void answer_held(void *context, int64_t to, int64_t id, json_t *reply)
{
	answer(context, to, id, reply);
}

/* Now, or when what it decided is public. */
static void answer_request(struct registrar *g, int64_t to, int64_t id, json_t *reply)
{
	if (!reply)
		reply = json_pack("{s:s}", "outcome", "broken");
	if (!publishing_hold(&g->publishing, to, id, reply))
		answer(g, to, id, reply);
}

static void finish(struct registrar *g, struct task *t, const json_t *result)
{
	json_t *reply = NULL, *job = NULL;

	if (!t->done)
		t->done = json_object();
	json_object_set(t->done, json_text(t->job, "kind"), json_lend(result));
	scheme_handle(&g->scheme, t->request, t->done, &reply, &job);
	/* Another one, but not for ever. */
	if (job && ++t->jobs < REGISTRAR_JOBS_EACH) {
		json_done(&t->job);
		t->job = job;
		t->worker = 0;
		t->tries = 0;
		return;
	}
	if (job) {
		log_error("registrar", "a request asks for job after job");
		json_done(&job);
	}
	answer_request(g, t->from, t->id, reply);
	task_done(t);
}

static void end(struct registrar *g, struct task *t, const char *outcome)
{
	answer(g, t->from, t->id, json_pack("{s:s}", "outcome", outcome));
	task_done(t);
}

static void fail(struct registrar *g, struct task *t)
{
	if (task_is_ours(t)) {
		end(g, t, "broken");
		return;
	}
	CLEANUP(json_done)
	json_t *result =
	    json_pack("{s:{s:s, s:s}}", "problem", "ja",
		      "処理できませんでした。内容を確かめて、もう一度お試しください。", "en",
		      "This could not be processed. Please check it and try again.");

	finish(g, t, result);
}

/* ---- workers ---- */

static struct peer *free_hand(struct registrar *g, const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(g->peers); i++) {
		struct peer *p = &g->peers[i];

		if (peer_there(p) && text_equal(p->name, name) && !task_busy(&g->tasks, p->serial))
			return p;
	}
	return NULL;
}

static void assign_to(struct registrar *g, const char *hand)
{
	struct task *t;
	struct peer *p;

	while ((t = task_oldest(&g->tasks, hand)) != NULL && (p = free_hand(g, hand)) != NULL) {
		CLEANUP(json_done)
		json_t *message =
		    json_pack("{s:I, s:O}", "id", (json_int_t)t->number, "job", t->job);

		t->worker = p->serial;
		t->deadline = time_now(&time_system) + REGISTRAR_JOB_SECONDS * TIME_SECOND;
		if (peer_send(p, 'J', message) < 0)
			fail(g, t);
	}
}

static void assign(struct registrar *g)
{
	assign_to(g, "signer");
	assign_to(g, "worker");
}

/* ---- messages ---- */

static int take_request(struct registrar *g, const struct peer *p, int64_t id, json_t *request)
{
	json_t *reply = NULL, *job = NULL;
	struct task *t;

	if (!json_is_object(request))
		return E_FORMAT;
	scheme_handle(&g->scheme, request, NULL, &reply, &job);
	if (!job) {
		answer_request(g, p->serial, id, reply);
		return 0;
	}
	t = task_free(&g->tasks, job);
	if (!t) {
		json_done(&job);
		answer(g, p->serial, id, json_pack("{s:s}", "outcome", "limit"));
		return 0;
	}
	*t = (struct task){ .request = json_incref(request),
			    .job = job,
			    .from = p->serial,
			    .id = id,
			    .number = ++g->tasks.numbers,
			    .deadline =
				time_now(&time_system) + REGISTRAR_JOB_SECONDS * TIME_SECOND };
	assign(g);
	return 0;
}

/* What only the jobs process may ask for. */
static int take_work(struct registrar *g, const struct peer *p, int64_t id, const json_t *request)
{
	json_t *reply = NULL;

	if (!json_is_object(request) || post_handle(&g->post, request, &reply) < 0)
		return E_FORMAT;
	answer(g, p->serial, id, reply);
	return 0;
}

static int take_result(struct registrar *g, const struct peer *p, int64_t number,
		       const json_t *result)
{
	if (!json_is_object(result))
		return E_FORMAT;
	if (number == PUBLISHING_NUMBER && text_equal(p->name, "signer")) {
		publishing_hear(&g->publishing, result);
		return 0;
	}
	for (size_t i = 0; i < TASK_MAX; i++) {
		struct task *t = &g->tasks.all[i];

		if (t->request && t->number == number && t->worker == p->serial) {
			/* A password is right or wrong; that it could not be looked at is neither.
			 */
			if (task_is_ours(t) &&
			    (json_object_get(result, "problem") || json_flag(result, "broken")))
				end(g, t, "broken");
			else
				finish(g, t, result);
			assign(g);
			return 0;
		}
	}
	/* Too late: it was given up. */
	return 0;
}

static int take(void *context, struct peer *p, char type, const json_t *message)
{
	struct registrar *g = context;
	int64_t id = json_int(message, "id", -1);

	if (id < 0)
		return E_FORMAT;
	/* Whose a channel is was the supervisor's word, not the sender's. */
	g->busy = true;
	if (text_equal(p->name, "front") && type == 'Q')
		return take_request(g, p, id, json_object_get(message, "request"));
	if (text_equal(p->name, "jobs") && type == 'W')
		return take_work(g, p, id, json_object_get(message, "request"));
	if ((text_equal(p->name, "worker") || text_equal(p->name, "signer")) && type == 'R')
		return take_result(g, p, id, json_object_get(message, "result"));
	return E_FORMAT;
}

/* ---- who is there ---- */

static void lose(struct registrar *g, struct peer *p)
{
	int64_t serial = p->serial;

	if (text_equal(p->name, "signer"))
		publishing_hear(&g->publishing, NULL);
	peer_done(p);
	for (size_t i = 0; i < TASK_MAX; i++) {
		struct task *t = &g->tasks.all[i];

		if (!t->request || t->worker != serial)
			continue;
		/* A file may be what it died of, and is not given to another. */
		if (task_is_ours(t) && ++t->tries < REGISTRAR_JOB_TRIES)
			t->worker = 0;
		else
			fail(g, t);
	}
	assign(g);
}

static void met(void *context, const char *peer, unsigned index, int fd)
{
	struct registrar *g = context;

	/* It comes in the place of one that may not be known to be dead yet. */
	for (size_t i = 0; i < ARRAY_LEN(g->peers); i++) {
		struct peer *p = &g->peers[i];

		if (peer_there(p) && text_equal(p->name, peer) && p->index == index)
			lose(g, p);
	}
	for (size_t i = 0; i < ARRAY_LEN(g->peers); i++)
		if (!peer_there(&g->peers[i])) {
			if (peer_open(&g->peers[i], fd, peer, index) == 0) {
				assign(g);
				return;
			}
			break;
		}
	fd_close(&fd);
}

static void give_up_late(struct registrar *g)
{
	struct peer *signer = peer_named(g, "signer");
	int64_t now = time_now(&time_system);

	if (signer && publishing_late(&g->publishing)) {
		part_accuse(g->part, "late", signer->name, signer->index);
		lose(g, signer);
	}

	for (size_t i = 0; i < TASK_MAX; i++) {
		struct task *t = &g->tasks.all[i];

		if (!t->request || now < t->deadline)
			continue;
		struct peer *p = t->worker ? by_serial(g, t->worker) : NULL;
		if (p) {
			part_accuse(g->part, "late", p->name, p->index);
			lose(g, p);
		} else {
			fail(g, t);
		}
	}
}

/* After a turn in which something came; mail is not to wait for the clock. */
static void after_work(struct registrar *g)
{
	bool links = post_waits_link(&g->post), mail = post_waits(&g->post);
	CLEANUP(json_done) json_t *news = json_pack("{s:i, s:b}", "id", 0, "links", links);
	struct peer *jobs = peer_named(g, "jobs");

	g->full = true;
	if (jobs && (mail || links) && peer_send(jobs, 'N', news) < 0)
		log_warn("registrar", "nobody takes news of mail");
}

/* A second in which nobody wants anything. */
static void idle(struct registrar *g)
{
	if (g->full)
		store_idle(g->scheme.store);
	g->full = false;
}

/* Once, when it is known what is published already; what cannot be kept is tried after a restart.
 */
static void adopt_once(struct registrar *g)
{
	struct err err = { 0 };

	if (g->adopted || !g->scheme.followed)
		return;
	g->adopted = true;
	if (adopt(&g->scheme, g->recognitions, &err) < 0)
		log_error("registrar", "criteria and recognition are not published: %s", err.text);
}

static void turn(struct registrar *g)
{
	struct pollfd polls[REGISTRAR_PEERS_MAX + 1];
	struct peer *who[REGISTRAR_PEERS_MAX + 1] = { NULL };
	nfds_t n = 1;

	polls[0] = (struct pollfd){ .fd = g->part->control, .events = POLLIN };
	for (size_t i = 0; i < ARRAY_LEN(g->peers); i++)
		if (peer_there(&g->peers[i])) {
			who[n] = &g->peers[i];
			polls[n] = peer_poll(&g->peers[i]);
			n++;
		}
	int ready = poll(polls, n, publishing_wait(&g->publishing, 1000));
	if (ready < 0)
		return;
	if (ready == 0)
		idle(g);
	g->busy = false;
	for (nfds_t i = 1; i < n; i++) {
		if (!polls[i].revents || !peer_there(who[i]))
			continue;
		int r = peer_turn(who[i], polls[i].revents, take, g);
		if (r == E_FORMAT)
			part_accuse(g->part, "malformed", who[i]->name, who[i]->index);
		if (r < 0)
			lose(g, who[i]);
	}
	give_up_late(g);
	adopt_once(g);
	publishing_ask(&g->publishing, peer_named(g, "signer"));
	publishing_release(&g->publishing, answer_held, g);
	if (g->busy)
		after_work(g);
	if (polls[0].revents)
		part_listen(g->part, met, g);
}

/* ---- start ---- */

static int enter(struct part *part, const char *dir, struct err *err)
{
	CLEANUP(fd_close) int folder = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct stat st;

	if (folder < 0 || fstat(folder, &st) < 0)
		return err_errno(err, "cannot open the folder '%s'", dir);
	return part_enter(part,
			  &(struct sandbox_serve){ .kind = SANDBOX_REGISTRAR,
						   .uid = st.st_uid,
						   .gid = st.st_gid,
						   .folder = folder,
						   .file_max = UINT64_MAX,
						   .descriptors = REGISTRAR_PEERS_MAX + 64 },
			  false, err);
}

static int has_owner(struct store *store, bool *owned, struct err *err)
{
	int64_t n = 0;
	int r = store_int(store, "owner_count", STORE_NOTHING, &n, err);

	*owned = n > 0;
	return r;
}

int registrar_run(struct part *part, struct err *err)
{
	const char *dir = json_text(part->config, "data");
	CLEANUP(store_freep) struct store *store = NULL;
	CLEANUP(settings_done) struct settings settings = { 0 };
	CLEANUP(catalogue_freep) struct catalogue *catalogue = NULL;
	CLEANUP(json_done) json_t *recognitions = NULL;
	struct registrar g = { .part = part };
	struct err later = { 0 };
	bool owned = false;
	int r = enter(part, dir, err);

	if (r == 0)
		r = catalogue_load(&catalogue, json_text(part->config, "catalogue"),
				   CATALOGUE_PACK_DEFAULT, err);
	if (r == 0)
		r = settings_load(&settings, dir, err);
	/* As the owner of the data, so that nothing there ever belongs to root. */
	if (r == 0)
		r = store_open(&store, dir, STORE_WRITE, err);
	if (r < 0)
		return r;
	assert(catalogue);
	g.scheme = (struct scheme){ .store = store,
				    .settings = &settings,
				    .pack = catalogue->pack,
				    .clock = &time_system };
	/* Another folder of catalogue files may have none. */
	if (recognition_table(&recognitions, json_text(part->config, "catalogue"), &later) < 0)
		log_warn("registrar", "no table of recognition is published: %s", later.text);
	g.recognitions = recognitions;
	g.publishing.scheme = &g.scheme;
	g.post = (struct post){ .scheme = &g.scheme, .dir = dir };
	r = has_owner(store, &owned, err);
	if (r < 0)
		return r;
	part_say(part, "ready", owned ? NULL : REGISTRAR_NO_OWNER);
	while (!part->stop)
		turn(&g);
	for (size_t i = 0; i < ARRAY_LEN(g.peers); i++)
		peer_done(&g.peers[i]);
	for (size_t i = 0; i < TASK_MAX; i++)
		task_done(&g.tasks.all[i]);
	publishing_done(&g.publishing);
	return 0;
}
