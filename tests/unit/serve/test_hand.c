/*
 * A worker as the registrar sees it: jobs go in, results or problems come out, whatever the job
 * does to the child that does it.  The real thing, in its sandbox, with both ends of its channels
 * here.
 */
#include "../sandbox/sandbox_release.h"

#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "base/time.h"
#include "serve/control.h"
#include "serve/hand.h"
#include "serve/part.h"
#include "serve/peer.h"

struct worker_process {
	char *data; /* the data directory */
	pid_t pid;
	int control;
	struct peer peer;
	json_t *result; /* of the job with this id */
	int64_t id;
};

static int take(void *context, struct peer *p, char type, const json_t *message)
{
	struct worker_process *w = context;

	(void)p;
	assert_int_equal(type, 'R');
	w->id = json_int(message, "id", -1);
	json_done(&w->result);
	w->result = json_incref(json_object_get(message, "result"));
	return 0;
}

static void begin(struct worker_process *w)
{
	CLEANUP(json_done) json_t *message = NULL;
	int control[2], channel[2];
	int none = -1;

	char folder[] = "/tmp/hoshi-hand.XXXXXX";

	assert_non_null(mkdtemp(folder));
	*w = (struct worker_process){ .data = mem_text(folder) };
	CLEANUP(mem_freep) char *spool = mem_format("%s/spool", w->data);
	assert_int_equal(mkdir(spool, 0700), 0);
	assert_int_equal(chown(spool, geteuid() ? geteuid() : 65534, (gid_t)-1), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, control), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel), 0);
	w->pid = fork();
	assert_true(w->pid >= 0);
	if (w->pid == 0) {
		struct part part;
		struct err err = { 0 };

		(void)dup2(control[1], CONTROL_FD);
		(void)close_range(CONTROL_FD + 1, UINT_MAX, 0);
		if (part_open(&part, "worker", &err) < 0 || hand_run(&part, &err) < 0)
			_exit(1);
		_exit(0);
	}
	close(control[1]);
	w->control = control[0];
	message = json_pack("{s:s, s:s}", "do", "start", "data", w->data);
	assert_int_equal(control_send(w->control, message, -1), 0);
	json_done(&message);
	message = json_pack("{s:s, s:s, s:i}", "do", "peer", "part", "registrar", "index", 0);
	assert_int_equal(control_send(w->control, message, channel[1]), 0);
	close(channel[1]);
	json_done(&message);
	assert_int_equal(control_receive(w->control, &message, &none), 0);
	assert_string_equal(json_text(message, "say"), "ready");
	assert_int_equal(peer_open(&w->peer, channel[0], "worker", 0), 0);
}

static void end(struct worker_process *w)
{
	CLEANUP(json_done) json_t *message = json_pack("{s:s}", "do", "stop");
	int status;

	assert_int_equal(control_send(w->control, message, -1), 0);
	assert_int_equal(waitpid(w->pid, &status, 0), w->pid);
	assert_int_equal(status, 0);
	close(w->control);
	peer_done(&w->peer);
	json_done(&w->result);
	assert_int_equal(fixture_remove(w->data), 0);
	mem_free(w->data);
}

/* The result; borrowed until the next. */
static const json_t *do_job(struct worker_process *w, int64_t id, const char *job)
{
	CLEANUP(json_done)
	json_t *message = json_pack("{s:I, s:o}", "id", (json_int_t)id, "job", fixture_json(job));
	int64_t deadline = time_now(&time_system) + 30 * TIME_SECOND;

	json_done(&w->result);
	assert_int_equal(peer_send(&w->peer, 'J', message), 0);
	while (!w->result) {
		struct pollfd p = peer_poll(&w->peer);

		assert_true(time_now(&time_system) < deadline);
		(void)poll(&p, 1, 100);
		assert_int_equal(peer_turn(&w->peer, p.revents, take, w), 0);
	}
	assert_int_equal(w->id, id);
	return w->result;
}

static void passwords(void **state)
{
	struct worker_process w;

	(void)state;
	begin(&w);
	const json_t *r = do_job(&w, 1, "{'kind': 'password_hash', 'password': 'a long sentence'}");
	const char *hash = json_text(r, "hash");
	assert_non_null(hash);
	CLEANUP(mem_freep)
	char *right = mem_format("{'kind': 'password_verify', 'password': 'a long sentence', "
				 "'hash': '%s'}",
				 hash);
	CLEANUP(mem_freep)
	char *wrong =
	    mem_format("{'kind': 'password_verify', 'password': 'another', 'hash': '%s'}", hash);
	assert_true(json_flag(do_job(&w, 2, right), "fits"));
	assert_false(json_flag(do_job(&w, 3, wrong), "fits"));
	end(&w);
}

/* Not there, outside the spool, not what it should be: problems, and the worker goes on. */
static void files(void **state)
{
	static const char *const jobs[] = {
		"{'kind': 'checklist', 'spool': 'abce'}",
		"{'kind': 'checklist', 'spool': '../registry.db'}",
		"{'kind': 'checklist', 'spool': '/etc/passwd'}",
		"{'kind': 'models', 'spool': 'abce'}",
		"{'kind': 'checklist', 'spool': 'bad0'}",
		"{'kind': 'no such job'}",
		"{}",
	};
	struct worker_process w;

	(void)state;
	begin(&w);
	CLEANUP(mem_freep) char *junk = mem_format("%s/spool/bad0", w.data);
	FILE *f = fopen(junk, "w");
	assert_non_null(f);
	assert_true(fputs("this is no archive", f) >= 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chown(junk, geteuid() ? geteuid() : 65534, (gid_t)-1), 0);
	for (size_t i = 0; i < ARRAY_LEN(jobs); i++)
		TAP_CHECK(jobs[i], json_object_get(do_job(&w, (int64_t)i, jobs[i]), "problem"));
	assert_non_null(json_text(
	    do_job(&w, 99, "{'kind': 'password_hash', 'password': 'and it goes on'}"), "hash"));
	end(&w);
}

/* A message that is none: it says so to the supervisor and drops the channel. */
static void malformed(void **state)
{
	CLEANUP(json_done) json_t *message = json_pack("{s:I}", "id", (json_int_t)1);
	CLEANUP(json_done) json_t *said = NULL;
	struct worker_process w;
	char byte;
	int none = -1;

	(void)state;
	begin(&w);
	assert_int_equal(peer_send(&w.peer, 'J', message), 0);
	assert_int_equal(control_receive(w.control, &said, &none), 0);
	assert_string_equal(json_text(said, "say"), "malformed");
	assert_string_equal(json_text(said, "part"), "registrar");
	struct pollfd p = { .fd = w.peer.fd, .events = POLLIN };
	assert_int_equal(poll(&p, 1, 5000), 1);
	assert_int_equal(recv(w.peer.fd, &byte, 1, 0), 0);
	end(&w);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(passwords),
	cmocka_unit_test(files),
	cmocka_unit_test(malformed),
};

SANDBOX_RELEASE_MAIN(tests, NULL, NULL)
