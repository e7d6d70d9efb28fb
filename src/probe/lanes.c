#include "probe/lanes.h"

#include <pthread.h>
#include <unistd.h>

#include "base/cursor.h"
#include "base/mem.h"
#include "base/text.h"
#include "probe/side_by_side.h"
#include "sandbox/channel.h"

struct lanes {
	struct probe_context *cx;
	struct lanes_place *place;
	unsigned n;
	lanes_work *work;
	void *context;
	pthread_mutex_t lock;    /* over all below, and the places' parts */
	pthread_cond_t changed;  /* something below */
	unsigned first;          /* the first place that is not over: it sends at once */
	size_t kept;             /* bytes, of all places */
	unsigned inside, wanted; /* attempts under way; who wants to be alone */
	uint64_t entered;        /* attempts so far */
	bool one_by_one;         /* all want to be alone */
	bool ready;              /* it is known which lanes have a thread */
};

/* ---- who goes where ---- */

/* ONVIF is spoken on web servers. */
static bool is_same_service(const struct lanes_place *a, const struct lanes_place *b)
{
	bool a_web = text_equal(a->service, "http") || text_equal(a->service, "onvif");
	bool b_web = text_equal(b->service, "http") || text_equal(b->service, "onvif");

	return (a_web && b_web) || text_equal(a->service, b->service);
}

static unsigned emptiest(const unsigned count[static LANES_MAX])
{
	unsigned least = 0;

	for (unsigned k = 1; k < LANES_MAX; k++)
		if (count[k] < count[least])
			least = k;
	return least;
}

/* The lane of an earlier one at the same port, or else of the same service; LANES_MAX: none. */
static unsigned lane_of_kin(const struct lanes_place *place, unsigned i)
{
	for (unsigned k = 0; k < i; k++)
		if (place[k].port == place[i].port)
			return place[k].lane;
	for (unsigned k = 0; k < i; k++)
		if (is_same_service(&place[k], &place[i]))
			return place[k].lane;
	return LANES_MAX;
}

unsigned lanes_assign(struct lanes_place *place, unsigned n)
{
	unsigned count[LANES_MAX] = { 0 };
	unsigned lanes = 0;

	for (unsigned i = 0; i < n; i++) {
		unsigned lane = lane_of_kin(place, i);

		if (lane == LANES_MAX)
			lane = lanes < LANES_MAX ? lanes++ : emptiest(count);
		place[i].lane = lane;
		count[lane]++;
	}
	return lanes;
}

/* ---- reports ---- */

static void send_now(struct lanes *l, char type, struct bytes payload)
{
	if (channel_send(l->cx->channel, type, payload) < 0)
		_exit(1);
}

/* Called under the lock. */
static void send_kept(struct lanes *l, struct lanes_place *p)
{
	struct cursor c = cursor_of(buf_view(&p->kept));

	while (!cursor_done(&c)) {
		uint8_t type = cursor_u8(&c);
		uint32_t size = cursor_u32(&c);
		struct bytes payload = cursor_bytes(&c, size);

		assert(cursor_ok(&c));
		send_now(l, (char)type, payload);
	}
	l->kept -= p->kept.n;
	buf_done(&p->kept);
}

static void keep(void *keeper, char type, struct bytes payload)
{
	struct lanes_place *p = keeper;
	struct lanes *l = p->lanes;

	(void)pthread_mutex_lock(&l->lock);
	if (type == 'P' || p == &l->place[l->first]) {
		send_now(l, type, payload);
	} else {
		size_t before = p->kept.n;

		buf_u8(&p->kept, (uint8_t)type);
		buf_u32(&p->kept, (uint32_t)payload.n);
		buf_bytes(&p->kept, payload);
		assert(buf_ok(&p->kept));
		l->kept += p->kept.n - before;
	}
	(void)pthread_mutex_unlock(&l->lock);
}

static void begin_place(struct lanes *l, unsigned i)
{
	(void)pthread_mutex_lock(&l->lock);
	l->place[i].begun = true;
	(void)pthread_mutex_unlock(&l->lock);
}

static void end_place(struct lanes *l, unsigned i)
{
	(void)pthread_mutex_lock(&l->lock);
	l->place[i].over = true;
	l->place[i].holds = false;
	while (l->first < l->n && l->place[l->first].over) {
		l->first++;
		/* From now on that one sends by itself. */
		if (l->first < l->n)
			send_kept(l, &l->place[l->first]);
	}
	(void)pthread_cond_broadcast(&l->changed);
	(void)pthread_mutex_unlock(&l->lock);
}

/* ---- accounts ---- */

/* The next account of a place; NULL: there is none. */
static const char *next_of(const struct lanes_place *p)
{
	return p->tried < p->n_accounts ? p->account[p->tried] : NULL;
}

/* Where the tries of an account begin and end that are still to be made, from a place on. */
struct tries {
	unsigned from, to;
};

static struct tries tries_of(const struct lanes_place *p, const char *account)
{
	struct tries t = { .from = p->tried };

	while (t.from < p->n_accounts && !text_equal(p->account[t.from], account))
		t.from++;
	t.to = t.from;
	while (t.to < p->n_accounts && text_equal(p->account[t.to], account))
		t.to++;
	return t;
}

static bool tries_the_same(const struct lanes_place *a, struct tries x, const struct lanes_place *b,
			   struct tries y)
{
	if (x.to - x.from != y.to - y.from)
		return false;
	for (unsigned i = 0; i < x.to - x.from; i++)
		if (a->what[x.from + i] != b->what[y.from + i])
			return false;
	return true;
}

/* Somebody is at it; or somebody who comes first is under way to it, with other passwords. */
static bool is_taken(const struct lanes *l, unsigned i)
{
	const struct lanes_place *own = &l->place[i];
	const char *account = next_of(own);
	struct tries x = tries_of(own, account);

	for (unsigned k = 0; k < l->n; k++) {
		const struct lanes_place *p = &l->place[k];
		struct tries y = tries_of(p, account);

		if (p->over || k == i || y.from == y.to)
			continue;
		if (p->holds && text_equal(next_of(p), account))
			return true;
		if (k < i && p->begun && !tries_the_same(own, x, p, y))
			return true;
	}
	return false;
}

/*
 * Called under the lock, by who holds no account.  The first one never waits here, nor for somebody
 * who does, so those behind get on.
 */
static void wait_for_room(struct lanes *l, unsigned place)
{
	while (place != l->first && l->kept >= LANES_KEPT_MAX)
		(void)pthread_cond_wait(&l->changed, &l->lock);
}

void lanes_turn(struct lanes *l, unsigned i)
{
	struct lanes_place *p = &l->place[i];

	(void)pthread_mutex_lock(&l->lock);
	assert(next_of(p));
	if (!p->holds) {
		wait_for_room(l, i);
		while (is_taken(l, i))
			(void)pthread_cond_wait(&l->changed, &l->lock);
		p->holds = true;
	}
	(void)pthread_mutex_unlock(&l->lock);
}

void lanes_next(struct lanes *l, unsigned i)
{
	unsigned done = 0, all = 0;

	(void)pthread_mutex_lock(&l->lock);
	const char *account = next_of(&l->place[i]);
	l->place[i].tried++;
	l->place[i].holds = text_equal(next_of(&l->place[i]), account);
	for (unsigned k = 0; k < l->n; k++) {
		const struct lanes_place *p = &l->place[k];

		done += p->over ? p->n_accounts : p->tried;
		all += p->n_accounts;
	}
	(void)pthread_cond_broadcast(&l->changed);
	(void)pthread_mutex_unlock(&l->lock);
	probe_progress(&l->place[i].cx, done, all);
}

/* ---- attempts ---- */

void lanes_keep_line(struct lanes *l, unsigned place, void (*hang_up)(void *line), void *line)
{
	(void)pthread_mutex_lock(&l->lock);
	l->place[place].hang_up = hang_up;
	l->place[place].line = line;
	(void)pthread_mutex_unlock(&l->lock);
}

/* Called under the lock while the place has no attempt under way: nobody is using its line. */
static void hang_up(struct lanes_place *p)
{
	if (p->hang_up)
		p->hang_up(p->line);
}

void lanes_hang_up(struct lanes *l, unsigned place)
{
	(void)pthread_mutex_lock(&l->lock);
	hang_up(&l->place[place]);
	(void)pthread_mutex_unlock(&l->lock);
}

struct lanes_visit lanes_enter(struct lanes *l, unsigned place, bool alone)
{
	struct lanes_visit v = { 0 };

	(void)pthread_mutex_lock(&l->lock);
	if (!l->place[place].holds)
		wait_for_room(l, place);
	v.alone = alone || l->one_by_one;
	if (v.alone) {
		/* New ones wait from now on, so this ends. */
		l->wanted++;
		while (l->inside > 0)
			(void)pthread_cond_wait(&l->changed, &l->lock);
		for (unsigned k = 0; k < l->n; k++)
			if (k != place)
				hang_up(&l->place[k]);
	} else {
		while (l->wanted > 0)
			(void)pthread_cond_wait(&l->changed, &l->lock);
	}
	v.shared = l->inside > 0;
	l->inside++;
	v.seen = ++l->entered;
	(void)pthread_mutex_unlock(&l->lock);
	return v;
}

bool lanes_leave(struct lanes *l, struct lanes_visit *v)
{
	(void)pthread_mutex_lock(&l->lock);
	v->shared |= l->entered != v->seen;
	l->inside--;
	if (v->alone)
		l->wanted--;
	(void)pthread_cond_broadcast(&l->changed);
	(void)pthread_mutex_unlock(&l->lock);
	return v->shared;
}

void lanes_one_by_one(struct lanes *l)
{
	(void)pthread_mutex_lock(&l->lock);
	l->one_by_one = true;
	(void)pthread_mutex_unlock(&l->lock);
}

/* ---- all of them ---- */

struct lane {
	struct lanes *lanes;
	unsigned number;
};

static void work(void *context)
{
	struct lane *lane = context;
	struct lanes *l = lane->lanes;

	(void)pthread_mutex_lock(&l->lock);
	while (!l->ready)
		(void)pthread_cond_wait(&l->changed, &l->lock);
	(void)pthread_mutex_unlock(&l->lock);
	for (unsigned i = 0; i < l->n; i++)
		if (l->place[i].lane == lane->number) {
			begin_place(l, i);
			l->work(l->context, i, &l->place[i].cx, l);
			end_place(l, i);
		}
}

/* The places of a lane without a thread go to another one, or to ours: none may wait for ever. */
static void begin(struct lanes *l, const struct side_by_side *side, unsigned lanes)
{
	unsigned taker = 0;

	while (taker + 1 < lanes && !side[taker].ran)
		taker++;
	(void)pthread_mutex_lock(&l->lock);
	for (unsigned i = 0; i < l->n; i++)
		if (!side[l->place[i].lane].ran)
			l->place[i].lane = taker;
	l->ready = true;
	(void)pthread_cond_broadcast(&l->changed);
	(void)pthread_mutex_unlock(&l->lock);
}

static void prepare(struct lanes *l, struct lanes_place *p)
{
	p->tried = 0;
	p->holds = p->begun = p->over = false;
	p->hang_up = NULL;
	p->lanes = l;
	p->kept = BUF(2 * (size_t)LANES_KEPT_MAX);
	p->cx = *l->cx;
	p->cx.keep = keep;
	p->cx.keeper = p;
}

void lanes_run(struct probe_context *cx, struct lanes_place *place, unsigned n, lanes_work *work_at,
	       void *context)
{
	struct lanes l = { .cx = cx,
			   .place = place,
			   .n = n,
			   .work = work_at,
			   .context = context,
			   .lock = PTHREAD_MUTEX_INITIALIZER,
			   .changed = PTHREAD_COND_INITIALIZER };
	struct side_by_side side[LANES_MAX];
	struct lane lane[LANES_MAX] = { 0 };
	unsigned first[LANES_MAX] = { 0 };
	unsigned lanes = lanes_assign(place, n);

	for (unsigned i = 0; i < n; i++)
		prepare(&l, &place[i]);
	for (unsigned k = 0; k < lanes; k++) {
		lane[k] = (struct lane){ .lanes = &l, .number = k };
		side[k] = (struct side_by_side){ .work = work, .context = &lane[k] };
	}
	/* The first of each lane, before anybody asks for a turn. */
	for (unsigned i = n; i-- > 0;)
		first[place[i].lane] = i;
	for (unsigned k = 0; k < lanes; k++)
		place[first[k]].begun = true;
	side_by_side_begin(side, lanes);
	begin(&l, side, lanes);
	side_by_side_end(side, lanes);
	if (lanes > 0 && l.first < n)
		work(&lane[lanes - 1]);
	(void)pthread_cond_destroy(&l.changed);
	(void)pthread_mutex_destroy(&l.lock);
}
