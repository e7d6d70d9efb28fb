/*
 * Workers that do their work, and all the ways in which one does not: it fails, crashes, sends
 * garbage or far too much, sleeps, clings to life, is called off.  The parent always learns how it
 * ended and is never kept longer than the deadline.
 */
#include "sandbox_release.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "base/time.h"
#include "sandbox/channel.h"
#include "sandbox/worker.h"

struct story {
	struct buf received; /* one letter for each message */
	size_t bytes;
	int answer; /* of receive */
	int life;   /* a descriptor that closes when the worker ends, or -1 */
	int signal; /* that the worker sends itself */
};

static int receive(void *context, const struct channel_message *m)
{
	struct story *s = context;

	buf_u8(&s->received, (uint8_t)m->type);
	s->bytes += m->payload.n;
	return s->answer;
}

static int say(int channel, char type, const char *text)
{
	return channel_send(channel, type, bytes_of(text));
}

/* ---- what a worker may do ---- */

static int works(void *context, int channel)
{
	(void)context;
	return say(channel, 'A', "") + say(channel, 'B', "two") + say(channel, 'C', "three");
}

static int fails(void *context, int channel)
{
	(void)context;
	return say(channel, 'A', "") < 0 ? 4 : 3;
}

static int crashes(void *context, int channel)
{
	int *volatile nowhere = NULL;

	/* cmocka would catch it and go on with the test in the child. */
	(void)signal(SIGSEGV, SIG_DFL);
	(void)context;
	(void)!say(channel, 'A', "");
	return *nowhere;
}

static int aborts(void *context, int channel)
{
	(void)context;
	(void)channel;
	abort();
}

static int asserts(void *context, int channel)
{
	/* The message of assert would stand in the middle of the TAP. */
	(void)context;
	close(STDERR_FILENO);
	assert(channel < 0);
	return 0;
}

static int eats_memory(void *context, int channel)
{
	(void)context;
	(void)channel;
	close(STDERR_FILENO);
	uint8_t *p = mem_array(1200u << 20, 1);
	return p[7];
}

static int sends_garbage(void *context, int channel)
{
	(void)context;
	(void)!write(channel, "GET / HTTP/1.1\r\n", 16);
	sleep(60);
	return 0;
}

static int sends_half(void *context, int channel)
{
	(void)context;
	return write(channel, "A\0\0\0\0B\0\0\0\5hel", 13) == 13 ? 0 : 1;
}

static int crashes_half_way(void *context, int channel)
{
	(void)sends_half(context, channel);
	(void)signal(SIGSEGV, SIG_DFL);
	return raise(SIGSEGV);
}

static int sleeps(void *context, int channel)
{
	(void)context;
	(void)!say(channel, 'A', "");
	while (sleep(60) == 0)
		;
	return 6;
}

static int hangs_up_and_sleeps(void *context, int channel)
{
	(void)!say(channel, 'A', "");
	close(channel);
	return sleeps(context, channel);
}

static int spins(void *context, int channel)
{
	volatile int go_on = 1;

	(void)context;
	while (go_on)
		go_on = channel + 1;
	return 7;
}

static int sends_for_ever(void *context, int channel)
{
	(void)context;
	while (say(channel, 'A', "x") == 0)
		;
	return 5;
}

static int sends_a_lot(void *context, int channel)
{
	CLEANUP(mem_freep) uint8_t *large = mem_array(CHANNEL_MESSAGE_MAX, 1);
	int r = 0;

	(void)context;
	for (int i = 0; i < 8 && r == 0; i++)
		r = channel_send(channel, 'E', (struct bytes){ large, CHANNEL_MESSAGE_MAX });
	for (int i = 0; i < 100000 && r == 0; i++)
		r = say(channel, 'O', "small");
	return r == 0 ? 0 : 1;
}

static int will_not_listen(void *context, int channel)
{
	for (int i = 1; i < 32; i++)
		(void)signal(i, SIG_IGN);
	return sleeps(context, channel);
}

/* ---- how it ends ---- */

static void how_it_ends(void **state)
{
	static const struct {
		const char *what;
		int (*work)(void *context, int channel);
		int answer; /* of the parent */
		int64_t time;
		enum worker_end end;
		int detail;
		const char *received; /* NULL: any number of A */
	} rows[] = {
		{ "works", works, 0, 30 * TIME_SECOND, WORKER_DONE, 0, "ABC" },
		{ "fails", fails, 0, 30 * TIME_SECOND, WORKER_FAILED, 3, "A" },
		{ "crashes", crashes, 0, 30 * TIME_SECOND, WORKER_CRASHED, SIGSEGV, "A" },
		{ "aborts", aborts, 0, 30 * TIME_SECOND, WORKER_CRASHED, SIGABRT, "" },
		{ "asserts", asserts, 0, 30 * TIME_SECOND, WORKER_CRASHED, SIGABRT, "" },
		{ "eats memory", eats_memory, 0, 30 * TIME_SECOND, WORKER_CRASHED, SIGABRT, "" },
		{ "sends garbage", sends_garbage, 0, 30 * TIME_SECOND, WORKER_REFUSED, SIGKILL,
		  "" },
		{ "sends half a message", sends_half, 0, 30 * TIME_SECOND, WORKER_REFUSED, 0, "A" },
		{ "crashes half way", crashes_half_way, 0, 30 * TIME_SECOND, WORKER_CRASHED,
		  SIGSEGV, "A" },
		{ "sleeps", sleeps, 0, 300 * TIME_MS, WORKER_LATE, SIGKILL, "A" },
		{ "hangs up and sleeps", hangs_up_and_sleeps, 0, 300 * TIME_MS, WORKER_LATE,
		  SIGKILL, "A" },
		{ "spins", spins, 0, 300 * TIME_MS, WORKER_LATE, SIGKILL, "" },
		{ "ignores every signal", will_not_listen, 0, 300 * TIME_MS, WORKER_LATE, SIGKILL,
		  "A" },
		{ "sends for ever", sends_for_ever, 0, 300 * TIME_MS, WORKER_LATE, SIGKILL, NULL },
		{ "is refused by the parent", works, E_FORMAT, 30 * TIME_SECOND, WORKER_REFUSED, -1,
		  "A" },
		{ "has no time at all", sleeps, 0, 0, WORKER_LATE, SIGKILL, "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct story s = { .received = BUF(100), .answer = rows[i].answer, .life = -1 };
		int64_t start = time_now(&time_system);
		struct worker w = { .sandbox = SANDBOX_NETWORK,
				    .work = rows[i].work,
				    .receive = receive,
				    .context = &s,
				    .deadline = start + rows[i].time };
		enum worker_end end = WORKER_DONE;
		int detail = -2;
		struct err err = { 0 };

		TAP_INT(rows[i].what, worker_run(&w, &end, &detail, &err), 0);
		TAP_INT(rows[i].what, end, rows[i].end);
		if (rows[i].detail >= 0)
			TAP_INT(rows[i].what, detail, rows[i].detail);
		if (rows[i].received)
			TAP_TEXT(rows[i].what, buf_cstr(&s.received), rows[i].received);
		TAP_CHECK(rows[i].what, time_now(&time_system) - start < 10 * TIME_SECOND);
		buf_done(&s.received);
	}
	/* None of them is left, not even as a zombie. */
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static void many_megabytes_arrive(void **state)
{
	struct story s = { .received = BUF(200000), .life = -1 };
	struct worker w = { .sandbox = SANDBOX_NETWORK,
			    .work = sends_a_lot,
			    .receive = receive,
			    .context = &s,
			    .deadline = time_now(&time_system) + 60 * TIME_SECOND };
	enum worker_end end;
	int detail;

	(void)state;
	assert_int_equal(worker_run(&w, &end, &detail, NULL), 0);
	assert_int_equal(end, WORKER_DONE);
	assert_int_equal(s.received.n, 100008);
	assert_int_equal(s.bytes, 8 * (size_t)CHANNEL_MESSAGE_MAX + 500000);
	buf_done(&s.received);
}

/* ---- beside another ---- */

static int is_apart(void *context, int channel)
{
	const struct worker_child *other = context;

	(void)channel;
	return fcntl(other->channel, F_GETFD) < 0 && errno == EBADF ? 0 : 1;
}

static void one_beside_another(void **state)
{
	struct story s = { .received = BUF(200000), .life = -1 };
	struct worker_child beside = { 0 };
	const struct worker first = { .sandbox = SANDBOX_NETWORK,
				      .work = sends_a_lot,
				      .receive = receive,
				      .context = &s,
				      .deadline = time_now(&time_system) + 60 * TIME_SECOND };
	const struct worker second = { .sandbox = SANDBOX_NETWORK,
				       .work = is_apart,
				       .receive = receive,
				       .context = &beside,
				       .deadline = first.deadline,
				       .beside = &beside };
	enum worker_end end;
	int detail;

	(void)state;
	assert_int_equal(worker_start(&beside, &first, NULL), 0);
	/* The second has nothing of the first, whose word waits until it is taken. */
	assert_int_equal(worker_run(&second, &end, &detail, NULL), 0);
	assert_int_equal(end, WORKER_DONE);
	assert_int_equal(s.received.n, 0);
	worker_finish(&beside, &first, &end, &detail);
	assert_int_equal(end, WORKER_DONE);
	assert_int_equal(s.received.n, 100008);
	assert_int_equal(beside.pid, 0);
	buf_done(&s.received);

	/* One that is not wanted any more leaves nothing behind. */
	assert_int_equal(worker_start(&beside, &first, NULL), 0);
	worker_stop(&beside);
	worker_stop(&beside);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

/* ---- calling it off ---- */

static volatile sig_atomic_t cancel;

static void on_alarm(int number)
{
	(void)number;
	cancel = 1;
}

static void it_can_be_called_off(void **state)
{
	static int (*const rows[])(void *, int) = { sleeps, hangs_up_and_sleeps, sends_for_ever };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (int before = 0; before < 2; before++) {
			struct story s = { .received = BUF(100), .life = -1 };
			int64_t start = time_now(&time_system);
			struct worker w = { .sandbox = SANDBOX_NETWORK,
					    .work = rows[i],
					    .receive = receive,
					    .context = &s,
					    .deadline = start + 60 * TIME_SECOND,
					    .cancel = &cancel };
			enum worker_end end = WORKER_DONE;
			int detail;

			cancel = before;
			(void)signal(SIGALRM, on_alarm);
			if (!before)
				(void)alarm(1);
			assert_int_equal(worker_run(&w, &end, &detail, NULL), 0);
			(void)alarm(0);
			assert_int_equal(end, WORKER_CANCELLED);
			assert_true(time_now(&time_system) - start < 5 * TIME_SECOND);
			buf_done(&s.received);
		}
	(void)signal(SIGALRM, SIG_DFL);
}

/* ---- nobody is left behind ---- */

static int lives_on(void *context, int channel)
{
	const struct story *s = context;

	if (write(s->life, "x", 1) != 1)
		return 1;
	return sleeps(context, channel);
}

static void run_for_ever(int life)
{
	struct story s = { .received = BUF(100), .life = life };
	struct worker w = { .sandbox = SANDBOX_NETWORK,
			    .work = lives_on,
			    .receive = receive,
			    .context = &s,
			    .deadline = time_now(&time_system) + 60 * TIME_SECOND };
	enum worker_end end;
	int detail;

	(void)!worker_run(&w, &end, &detail, NULL);
	_exit(1);
}

/* The parent is killed: the end of the pipe that only the worker still holds closes. */
static void it_does_not_outlive_its_parent(void **state)
{
	int life[2];
	char byte;

	(void)state;
	assert_int_equal(pipe(life), 0);
	pid_t parent = fork();
	if (parent == 0)
		run_for_ever(life[1]);
	close(life[1]);
	assert_int_equal(read(life[0], &byte, 1), 1);
	assert_int_equal(kill(parent, SIGKILL), 0);
	assert_int_equal(waitpid(parent, NULL, 0), parent);
	struct pollfd p = { .fd = life[0], .events = POLLIN };
	assert_int_equal(poll(&p, 1, 10000), 1);
	assert_int_equal(read(life[0], &byte, 1), 0);
	close(life[0]);
}

/* The terminal's Ctrl-C is the parent's to decide about. */
static int interrupts_itself(void *context, int channel)
{
	(void)raise(SIGINT);
	return works(context, channel);
}

static void an_interrupt_is_the_parents_business(void **state)
{
	struct story s = { .received = BUF(100), .life = -1 };
	struct worker w = { .sandbox = SANDBOX_NETWORK,
			    .work = interrupts_itself,
			    .receive = receive,
			    .context = &s,
			    .deadline = time_now(&time_system) + 30 * TIME_SECOND };
	enum worker_end end = WORKER_FAILED;
	int detail;

	(void)state;
	assert_int_equal(worker_run(&w, &end, &detail, NULL), 0);
	assert_int_equal(end, WORKER_DONE);
	assert_string_equal(buf_cstr(&s.received), "ABC");
	buf_done(&s.received);
}

/* What was ignored stays ignored (nohup); what the parent handles or leaves alone ends a worker. */
static int ends_itself(void *context, int channel)
{
	const struct story *s = context;

	(void)raise(s->signal);
	return works(context, channel);
}

static void a_signal_that_is_ignored(void **state)
{
	static const struct {
		const char *what;
		int signal;
		void (*before)(int);
		enum worker_end end;
		const char *received;
	} rows[] = {
		{ "SIGHUP, ignored", SIGHUP, SIG_IGN, WORKER_DONE, "ABC" },
		{ "SIGHUP, handled", SIGHUP, on_alarm, WORKER_CRASHED, "" },
		{ "SIGHUP", SIGHUP, SIG_DFL, WORKER_CRASHED, "" },
		{ "SIGTERM, ignored", SIGTERM, SIG_IGN, WORKER_DONE, "ABC" },
		{ "SIGTERM, handled", SIGTERM, on_alarm, WORKER_CRASHED, "" },
		{ "SIGTERM", SIGTERM, SIG_DFL, WORKER_CRASHED, "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct story s = { .received = BUF(100), .life = -1, .signal = rows[i].signal };
		struct worker w = { .sandbox = SANDBOX_NETWORK,
				    .work = ends_itself,
				    .receive = receive,
				    .context = &s,
				    .deadline = time_now(&time_system) + 30 * TIME_SECOND };
		enum worker_end end = WORKER_FAILED;
		int detail = -1;

		(void)signal(rows[i].signal, rows[i].before);
		int r = worker_run(&w, &end, &detail, NULL);
		(void)signal(rows[i].signal, SIG_DFL);
		TAP_INT(rows[i].what, r, 0);
		TAP_INT(rows[i].what, end, rows[i].end);
		TAP_INT(rows[i].what, detail, rows[i].end == WORKER_DONE ? 0 : rows[i].signal);
		TAP_TEXT(rows[i].what, buf_cstr(&s.received), rows[i].received);
		buf_done(&s.received);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(how_it_ends),
	cmocka_unit_test(many_megabytes_arrive),
	cmocka_unit_test(one_beside_another),
	cmocka_unit_test(it_can_be_called_off),
	cmocka_unit_test(it_does_not_outlive_its_parent),
	cmocka_unit_test(an_interrupt_is_the_parents_business),
	cmocka_unit_test(a_signal_that_is_ignored),
};

SANDBOX_RELEASE_MAIN(tests, fixture_enter, fixture_leave)
