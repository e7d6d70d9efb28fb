/*
 * Places side by side: which go where, and that it is as if they had been worked on in order,
 * whatever the timing.
 */
#include "tap.h"

#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/time.h"
#include "probe/lanes.h"
#include "sandbox/channel.h"

#define PLACES 9
#define REPORTS 12
#define SPY_ACCOUNTS 5

/* ---- who goes where ---- */

static struct lanes_place at(const char *service, uint16_t port)
{
	return (struct lanes_place){ .service = service, .port = port };
}

static void a_lane_for_each_service(void **state)
{
	struct lanes_place p[] = { at("http", 80),   at("ssh", 22),    at("http", 8080),
				   at("onvif", 80),  at("onvif", 900), at("telnet", 23),
				   at("telnet", 23), at("ssh", 2222) };
	const unsigned lane[] = { 0, 1, 0, 0, 0, 2, 2, 1 };

	(void)state;
	TAP_INT("lanes", lanes_assign(p, ARRAY_LEN(p)), 3);
	for (unsigned i = 0; i < ARRAY_LEN(p); i++)
		TAP_INT(p[i].service, p[i].lane, lane[i]);
	TAP_INT("none", lanes_assign(p, 0), 0);
}

static void no_more_than_some(void **state)
{
	struct lanes_place p[] = { at("http", 80), at("ssh", 22),    at("telnet", 23),
				   at("ftp", 21),  at("mqtt", 1883), at("http", 81) };

	(void)state;
	TAP_INT("at the limit", lanes_assign(p, LANES_MAX), LANES_MAX);
	TAP_INT("one past it", lanes_assign(p, LANES_MAX + 1), LANES_MAX);
	TAP_INT("it joins another one", p[LANES_MAX].lane, 0);
	TAP_INT("all", lanes_assign(p, ARRAY_LEN(p)), LANES_MAX);
	TAP_INT("one port is one lane, whatever is spoken there",
		lanes_assign((struct lanes_place[]){ at("a", 1), at("b", 1) }, 2), 1);
}

/* ---- in order ---- */

static const char *const names[] = { "admin", "admin", "root", "user", "user" };

/* What all places share; under the lock. */
struct spy {
	pthread_mutex_t lock;
	unsigned inside, most, in_lane[PLACES], seed;
	const struct lanes_place *place;
	bool bad_lane, bad_turn, bad_alone;
	const char *at[PLACES]; /* the account that a place is at */
};

static void nap(struct spy *s, unsigned most_us)
{
	(void)pthread_mutex_lock(&s->lock);
	unsigned us = (unsigned)rand_r(&s->seed) % most_us;
	(void)pthread_mutex_unlock(&s->lock);
	(void)nanosleep(&(struct timespec){ .tv_nsec = us * 1000 }, NULL);
}

/* Is another place at that account? */
static bool is_there(const struct spy *s, unsigned place)
{
	for (unsigned k = 0; k < PLACES; k++)
		if (k != place && s->at[k] && s->at[place] && text_equal(s->at[k], s->at[place]))
			return true;
	return false;
}

/* At an account, or through with it; between two tries of one it is still there. */
static void move(struct spy *s, unsigned place, const char *account)
{
	(void)pthread_mutex_lock(&s->lock);
	s->at[place] = account;
	s->bad_turn |= is_there(s, place);
	(void)pthread_mutex_unlock(&s->lock);
}

static void visit(struct spy *s, struct lanes *lanes, unsigned place, bool alone)
{
	struct lanes_visit v = lanes_enter(lanes, place, alone);
	unsigned lane = s->place[place].lane;

	(void)pthread_mutex_lock(&s->lock);
	s->inside++;
	s->most = s->inside > s->most ? s->inside : s->most;
	s->bad_lane |= s->in_lane[lane]++ > 0;
	s->bad_alone |= alone && s->inside != 1;
	(void)pthread_mutex_unlock(&s->lock);
	nap(s, 2000);
	(void)pthread_mutex_lock(&s->lock);
	s->bad_alone |= alone && s->inside != 1;
	s->inside--;
	s->in_lane[lane]--;
	(void)pthread_mutex_unlock(&s->lock);
	if (!lanes_leave(lanes, &v) || !alone)
		return;
	(void)pthread_mutex_lock(&s->lock);
	s->bad_alone = true;
	(void)pthread_mutex_unlock(&s->lock);
}

static void report(struct probe_context *cx, unsigned place, unsigned i)
{
	probe_observe(cx, json_pack("{s:i, s:i}", "place", (int)place, "i", (int)i), NULL);
}

static void work(void *context, unsigned place, struct probe_context *cx, struct lanes *lanes)
{
	struct spy *s = context;

	report(cx, place, 0);
	for (unsigned i = 0; i < SPY_ACCOUNTS; i++) {
		lanes_turn(lanes, place);
		move(s, place, names[i]);
		visit(s, lanes, place, i == place % SPY_ACCOUNTS);
		report(cx, place, 1 + 2 * i);
		report(cx, place, 2 + 2 * i);
		if (i + 1 == SPY_ACCOUNTS || !text_equal(names[i], names[i + 1]))
			move(s, place, NULL);
		/* Some end before all was tried. */
		if (place % 3 == 2 && i == 3)
			break;
		lanes_next(lanes, place);
	}
	report(cx, place, 11);
	move(s, place, NULL);
}

/* What the parent hears, but for progress. */
struct listener {
	int fd;
	struct buf heard;
};

static void *listen_to(void *context)
{
	struct listener *l = context;
	CLEANUP(buf_done) struct buf in = BUF(64u << 20);
	char part[4096];
	ssize_t n;
	size_t used = 0;

	while ((n = read(l->fd, part, sizeof(part))) > 0)
		buf_add(&in, part, (size_t)n);
	struct channel_message m;
	while (channel_decode((struct bytes){ .p = in.p + used, .n = in.n - used }, &m) == 0) {
		used += m.used;
		if (m.type == 'P')
			continue;
		buf_bytes(&l->heard, m.payload);
		buf_text(&l->heard, "\n");
	}
	return NULL;
}

static char *heard_from(struct spy *s, struct lanes_place *place, unsigned n)
{
	int ends[2];
	struct listener l = { .heard = BUF(1u << 20) };
	struct probe_context cx = { .probe = "test" };
	pthread_t thread;

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	l.fd = ends[0];
	cx.channel = ends[1];
	assert_int_equal(pthread_create(&thread, NULL, listen_to, &l), 0);
	s->place = place;
	lanes_run(&cx, place, n, work, s);
	close(ends[1]);
	assert_int_equal(pthread_join(thread, NULL), 0);
	close(ends[0]);
	return buf_take(&l.heard);
}

static void as_if_in_order(void **state)
{
	static const char *const services[] = { "a", "b", "a", "c", "d", "b", "e", "c", "a" };
	struct lanes_place place[PLACES];
	const char *accounts[SPY_ACCOUNTS];
	const size_t even[SPY_ACCOUNTS] = { 1, 2, 3, 4, 5 }, odd[SPY_ACCOUNTS] = { 1, 2, 3, 4, 6 };
	CLEANUP(mem_freep) char *first = NULL;

	(void)state;
	memcpy(accounts, names, sizeof(accounts));
	for (unsigned round = 0; round < 12; round++) {
		struct spy s = { .lock = PTHREAD_MUTEX_INITIALIZER, .seed = round };

		for (unsigned i = 0; i < PLACES; i++) {
			/* At first all in one lane: that is the order. */
			place[i] = at(round == 0 ? "one" : services[i], (uint16_t)(i + 1));
			place[i].account = accounts;
			place[i].what = i % 2 ? odd : even;
			place[i].n_accounts = SPY_ACCOUNTS;
		}
		char *heard = heard_from(&s, place, PLACES);
		assert_false(s.bad_lane);
		assert_false(s.bad_turn);
		assert_false(s.bad_alone);
		assert_true(s.most <= LANES_MAX);
		assert_int_equal(s.most == 1, round == 0);
		if (round == 0)
			first = steal(heard);
		else
			assert_string_equal(heard, first);
		mem_free(heard);
	}
	assert_true(strlen(first) > PLACES * REPORTS);
}

/* ---- who tries an account first ---- */

/* The first place comes to "x" late; the second one has nothing else to do. */
struct race {
	pthread_mutex_t lock;
	unsigned order[2], n;
	bool waits; /* the first one, until the second was there, but not for ever */
};

static unsigned arrived(struct race *r)
{
	(void)pthread_mutex_lock(&r->lock);
	unsigned n = r->n;
	(void)pthread_mutex_unlock(&r->lock);
	return n;
}

static void race(void *context, unsigned place, struct probe_context *cx, struct lanes *lanes)
{
	struct race *r = context;

	(void)cx;
	if (place == 0) {
		lanes_turn(lanes, 0);
		for (unsigned i = 0; i < (r->waits ? 500 : 20) && arrived(r) == 0; i++)
			(void)nanosleep(&(struct timespec){ .tv_nsec = 10 * TIME_MS }, NULL);
		lanes_next(lanes, 0);
	}
	lanes_turn(lanes, place);
	(void)pthread_mutex_lock(&r->lock);
	r->order[r->n++] = place;
	(void)pthread_mutex_unlock(&r->lock);
	lanes_next(lanes, place);
}

static unsigned first_of(const size_t what[static 2], size_t other, bool waits)
{
	const char *long_way[] = { "a", "x" }, *short_way[] = { "x" };
	struct lanes_place place[] = { at("a", 1), at("b", 2) };
	struct probe_context cx = { .probe = "test" };
	struct race r = { .lock = PTHREAD_MUTEX_INITIALIZER, .waits = waits };
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	cx.channel = ends[1];
	place[0].account = long_way;
	place[0].what = what;
	place[0].n_accounts = 2;
	place[1].account = short_way;
	place[1].what = &other;
	place[1].n_accounts = 1;
	lanes_run(&cx, place, 2, race, &r);
	close(ends[0]);
	close(ends[1]);
	TAP_INT("both were there", r.n, 2);
	return r.order[0];
}

static void those_who_try_something_else_come_later(void **state)
{
	(void)state;
	TAP_INT("other passwords", first_of((const size_t[]){ 1, 2 }, 3, false), 0);
	TAP_INT("the same", first_of((const size_t[]){ 1, 2 }, 2, true), 1);
}

/* ---- alone ---- */

struct meeting {
	pthread_barrier_t both;
	bool shared[2], alone_shared[2];
};

static void meet(void *context, unsigned place, struct probe_context *cx, struct lanes *lanes)
{
	struct meeting *m = context;
	struct lanes_visit v = lanes_enter(lanes, place, false);

	(void)cx;
	(void)pthread_barrier_wait(&m->both);
	m->shared[place] = lanes_leave(lanes, &v);
	v = lanes_enter(lanes, place, true);
	nap(&(struct spy){ .lock = PTHREAD_MUTEX_INITIALIZER, .seed = place }, 20000);
	m->alone_shared[place] = lanes_leave(lanes, &v);
	(void)pthread_barrier_wait(&m->both);
	lanes_one_by_one(lanes);
	for (unsigned i = 0; i < 20; i++) {
		v = lanes_enter(lanes, place, false);
		nap(&(struct spy){ .lock = PTHREAD_MUTEX_INITIALIZER, .seed = i }, 1000);
		m->alone_shared[place] |= lanes_leave(lanes, &v);
	}
}

static void nobody_beside(void **state)
{
	struct lanes_place place[] = { at("a", 1), at("b", 2) };
	struct probe_context cx = { .probe = "test", .channel = -1 };
	struct meeting m = { .shared = { false } };

	(void)state;
	assert_int_equal(pthread_barrier_init(&m.both, NULL, 2), 0);
	lanes_run(&cx, place, 2, meet, &m);
	for (unsigned i = 0; i < 2; i++) {
		assert_true(m.shared[i]);
		assert_false(m.alone_shared[i]);
	}
	(void)pthread_barrier_destroy(&m.both);
	lanes_run(&cx, place, 0, meet, &m);
}

/* One keeps a line; the other is alone; then there is none any more. */
struct call {
	pthread_barrier_t both;
	unsigned hung_up, own;
};

static void count(void *line)
{
	++*(unsigned *)line;
}

static void call(void *context, unsigned place, struct probe_context *cx, struct lanes *lanes)
{
	struct call *c = context;
	struct lanes_visit v;

	(void)cx;
	lanes_keep_line(lanes, place, count, place == 0 ? &c->hung_up : &c->own);
	(void)pthread_barrier_wait(&c->both);
	for (unsigned i = 0; place == 1 && i < 3; i++) {
		v = lanes_enter(lanes, place, i > 0);
		(void)lanes_leave(lanes, &v);
	}
	if (place == 1)
		lanes_hang_up(lanes, place);
	(void)pthread_barrier_wait(&c->both);
	lanes_keep_line(lanes, place, NULL, NULL);
	(void)pthread_barrier_wait(&c->both);
	if (place == 1) {
		v = lanes_enter(lanes, place, true);
		(void)lanes_leave(lanes, &v);
	}
}

static void who_is_alone_has_lines_hung_up(void **state)
{
	struct lanes_place place[] = { at("a", 1), at("b", 2) };
	struct probe_context cx = { .probe = "test", .channel = -1 };
	struct call c = { .hung_up = 0 };

	(void)state;
	assert_int_equal(pthread_barrier_init(&c.both, NULL, 2), 0);
	lanes_run(&cx, place, 2, call, &c);
	TAP_INT("another's, each time one is alone", c.hung_up, 2);
	TAP_INT("its own when it says so", c.own, 1);
	(void)pthread_barrier_destroy(&c.both);
}

/* ---- reports that wait ---- */

#define LARGE (4u << 20)

/* The first one waits until nothing more is kept, which may not be for ever. */
struct crowd {
	pthread_mutex_t lock;
	unsigned made;
};

static void say_much(void *context, unsigned place, struct probe_context *cx, struct lanes *lanes)
{
	struct crowd *c = context;
	uint8_t *data = mem_array(LARGE, 1);
	char sha256[HASH_HEX_MAX];
	unsigned before = 0;

	for (unsigned i = 0; place > 0 && i < 24; i++) {
		struct lanes_visit v = lanes_enter(lanes, place, false);

		probe_evidence(cx, (struct bytes){ .p = data, .n = LARGE }, "large", sha256);
		(void)pthread_mutex_lock(&c->lock);
		c->made++;
		(void)pthread_mutex_unlock(&c->lock);
		(void)lanes_leave(lanes, &v);
	}
	mem_free(data);
	for (unsigned made = 1; place == 0 && made != before;) {
		before = made;
		(void)nanosleep(&(struct timespec){ .tv_nsec = 300 * TIME_MS }, NULL);
		(void)pthread_mutex_lock(&c->lock);
		made = c->made;
		(void)pthread_mutex_unlock(&c->lock);
	}
	if (place == 0) {
		assert_true(before >= LANES_KEPT_MAX / LARGE - 1);
		assert_true(before <= LANES_KEPT_MAX / LARGE + LANES_MAX);
		report(cx, 0, 0);
	}
}

static void what_waits_has_a_limit(void **state)
{
	struct lanes_place place[] = { at("a", 1), at("b", 2), at("c", 3) };
	struct probe_context cx = { .probe = "test" };
	struct crowd c = { .lock = PTHREAD_MUTEX_INITIALIZER };
	struct listener l = { .heard = BUF(1) };
	pthread_t thread;
	int ends[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	l.fd = ends[0];
	cx.channel = ends[1];
	assert_int_equal(pthread_create(&thread, NULL, listen_to, &l), 0);
	lanes_run(&cx, place, 3, say_much, &c);
	TAP_INT("all came through in the end", c.made, 48);
	close(ends[1]);
	assert_int_equal(pthread_join(thread, NULL), 0);
	close(ends[0]);
	buf_done(&l.heard);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_lane_for_each_service),
	cmocka_unit_test(no_more_than_some),
	cmocka_unit_test(as_if_in_order),
	cmocka_unit_test(nobody_beside),
	cmocka_unit_test(who_is_alone_has_lines_hung_up),
	cmocka_unit_test(those_who_try_something_else_come_later),
	cmocka_unit_test(what_waits_has_a_limit),
};

TAP_MAIN(tests)
