/*
 * Three parts: measure (how fast the device says that ports are closed), ask (every port its own
 * question, all at about the same time, for those that answer), settle (one port after the other at
 * the device's own pace, until each is open, closed or twice silent).
 */
#include "net/udp_sweep.h"

#include <poll.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/time.h"
#include "net/datagram.h"

#define ROUNDS 2                    /* each question is asked that often */
#define ROUNDS_MUTE 3               /* where nothing else will be asked */
#define ROUND_TIME (1200 * TIME_MS) /* and waited for that long */
#define BURST_TIME (600 * TIME_MS)  /* for the first controls */
#define REFILL_STEP (100 * TIME_MS) /* between the later ones */
#define REFILL_MAX 50               /* of them */
#define WAIT_MIN (150 * TIME_MS)    /* for one message, when one is due */
#define WAIT_MAX (1500 * TIME_MS)
#define INTERVAL_MAX (5 * TIME_SECOND) /* a device slower than that counts as gone */
#define LOCAL_TIME (15 * TIME_SECOND)  /* for a port that somebody else here has */
#define SILENCES 2                     /* that count, and a port is silent */
#define MISSES_MAX 5                   /* controls in a row, */
#define GONE_TIME (20 * TIME_SECOND)   /* and nothing for that long: the device is gone */
#define CONTROL_FIRST 49152
#define CONTROL_STEP 97

struct sweeping {
	struct udp_sweep *s;
	struct datagram *sockets; /* one for each port */
	struct datagram control;
	struct pollfd *fds; /* the same, the control last */
	uint8_t *room;
	unsigned char silences[UDP_SWEEP_PORTS_MAX];
	unsigned own[UDP_SWEEP_PORTS_MAX], others[UDP_SWEEP_PORTS_MAX]; /* at the present socket */
	unsigned turn;                                                  /* of the controls */
	unsigned control_messages;                                      /* that came */
	int64_t control_last, due; /* when the last one did; when the next can */
	int64_t heard;             /* when anything came from the device */
	int64_t measured;          /* the interval, before it was found too short */
	int64_t round_trip;        /* the longest that was seen */
	unsigned done;
};

static int64_t now(void)
{
	return time_now(&time_system);
}

static bool is_late(struct sweeping *w)
{
	w->s->late = w->s->late || now() >= w->s->deadline;
	return w->s->late;
}

static int64_t gap(const struct udp_sweep *s)
{
	static const int64_t gaps[] = {
		[PACE_GENTLE] = 20 * TIME_MS, [PACE_NORMAL] = 8 * TIME_MS, [PACE_FAST] = 2 * TIME_MS
	};

	return gaps[s->pace];
}

static void set_state(struct sweeping *w, unsigned i, enum udp_state state)
{
	struct udp_port *p = &w->s->ports[i];

	/* Who answers is open, whatever ICMP says; nothing else is ever taken back. */
	if (p->state != UDP_UNKNOWN && state != UDP_OPEN)
		return;
	w->done += p->state == UDP_UNKNOWN;
	p->state = state;
	if (w->s->progress)
		w->s->progress(w->s->context, w->done, w->s->n);
}

static void take(struct sweeping *w, unsigned i, const struct datagram_news *news)
{
	struct udp_sweep *s = w->s;
	struct udp_port *p = &s->ports[i];

	if (news->kind == DATAGRAM_ANSWER || news->kind == DATAGRAM_UNREACHABLE)
		w->heard = now();
	switch (news->kind) {
	case DATAGRAM_ANSWER:
		p->answers++;
		set_state(w, i, UDP_OPEN);
		if (++w->own[i] > UDP_SWEEP_ANSWERS_MAX)
			p->flooded = true;
		else
			s->heard(s->context, i, news->port, news->data, NULL);
		break;
	case DATAGRAM_FOREIGN:
		p->foreign++;
		/* A group may have many members, and the device is only one of them. */
		if (++w->others[i] > UDP_SWEEP_OTHERS_MAX)
			p->flooded = true;
		else if (w->others[i] <= UDP_SWEEP_ANSWERS_MAX)
			s->heard(s->context, i, news->port, news->data, news->from.text);
		break;
	case DATAGRAM_UNREACHABLE:
		if (news->port == p->port)
			set_state(w, i, UDP_CLOSED);
		break;
	case DATAGRAM_REFUSED:
		p->refused = true;
		break;
	}
}

/* What has come at one socket.  A flood ends our listening there, not the sweep. */
static void drain(struct sweeping *w, unsigned i)
{
	bool is_control = i == w->s->n;
	struct datagram *d = is_control ? &w->control : &w->sockets[i];
	struct datagram_news news;

	for (unsigned k = 0; d->fd >= 0 && k <= UDP_SWEEP_ANSWERS_MAX; k++) {
		if (datagram_next(d, w->room, &news) != 1)
			return;
		if (!is_control) {
			take(w, i, &news);
			if (w->s->ports[i].flooded)
				datagram_close(d);
		} else if (news.kind == DATAGRAM_UNREACHABLE) {
			w->control_messages++;
			w->heard = w->control_last = now();
		}
	}
}

/* Listen until then, or until something is known of what we wait for. */
static void listen_until(struct sweeping *w, int64_t until, const struct udp_port *port,
			 unsigned controls)
{
	unsigned n = w->s->n + 1;

	while (now() < until && !is_late(w)) {
		for (unsigned i = 0; i < n; i++)
			w->fds[i] =
			    (struct pollfd){ .fd = i == w->s->n ? w->control.fd : w->sockets[i].fd,
					     .events = POLLIN };
		(void)poll(w->fds, n, time_left_ms(&time_system, until));
		for (unsigned i = 0; i < n; i++)
			if (w->fds[i].revents)
				drain(w, i);
		if (port && port->state != UDP_UNKNOWN)
			return;
		if (controls > 0 && w->control_messages >= controls)
			return;
	}
}

/* ---- measure ---- */

static bool is_asked(const struct udp_sweep *s, uint16_t port)
{
	for (unsigned i = 0; i < s->n; i++)
		if (s->ports[i].port == port)
			return true;
	return false;
}

/* Each time another port, as a single one might be open after all. */
static void send_control(struct sweeping *w)
{
	uint16_t port;

	do
		port = (uint16_t)(CONTROL_FIRST + CONTROL_STEP * ++w->turn % 16000);
	while (is_asked(w->s, port));
	w->s->sent++;
	(void)!datagram_send(&w->control, port, (struct bytes){ .n = 0 });
}

/* Some at once; then, if not all were answered, one by one until two more were. */
static void measure(struct sweeping *w)
{
	struct udp_sweep *s = w->s;
	int64_t start = now(), first = 0;

	for (unsigned i = 0; i < UDP_SWEEP_CONTROLS; i++)
		send_control(w);
	listen_until(w, start + BURST_TIME, NULL, UDP_SWEEP_CONTROLS);
	s->controls_answered = w->control_messages;
	if (w->control_messages > 0)
		w->round_trip = w->control_last - start;
	if (s->controls_answered >= UDP_SWEEP_CONTROLS)
		return;
	for (unsigned i = 0; i < REFILL_MAX && !is_late(w); i++) {
		unsigned before = w->control_messages;

		send_control(w);
		listen_until(w, now() + REFILL_STEP, NULL, before + 1);
		if (w->control_messages == before)
			continue;
		if (first > 0) {
			s->interval = w->control_last - first;
			w->due = w->control_last + s->interval;
			return;
		}
		first = w->control_last;
	}
	s->mute = w->control_messages == 0;
	s->interval = INTERVAL_MAX;
	w->due = now();
}

/* ---- ask ---- */

static void ask_port(struct sweeping *w, unsigned i, bool group)
{
	struct udp_sweep *s = w->s;
	struct udp_port *p = &s->ports[i];
	struct datagram *d = &w->sockets[i];
	const struct bytes nothing = { .n = 0 };

	if (d->fd < 0)
		return;
	for (unsigned k = 0; k < (p->n_said > 0 ? p->n_said : 1); k++) {
		struct bytes data = p->n_said > 0 ? p->said[k] : nothing;

		s->sent++;
		s->said(s->context, i, data);
		(void)!datagram_send(d, p->port, data);
		if (group && p->group)
			(void)!datagram_send_group(d, p->group, p->port, data);
	}
}

static void fresh_socket(struct sweeping *w, unsigned i, uint16_t local)
{
	datagram_close(&w->sockets[i]);
	w->own[i] = w->others[i] = 0;
	(void)!datagram_open_at(&w->sockets[i], &w->s->target, local, now() + LOCAL_TIME);
}

static void hold_local_ports(struct sweeping *w)
{
	for (unsigned i = 0; i < w->s->n; i++)
		if (w->s->ports[i].local > 0)
			fresh_socket(w, i, w->s->ports[i].local);
}

/*
 * From here on only the device is asked.  There is one of the local ports on a machine, so they are
 * not held any longer; and where the others of a group, or whoever else speaks to a local port,
 * were too many to hear the device, it is listened to again where they do not send.
 */
static void leave_groups(struct sweeping *w)
{
	struct udp_sweep *s = w->s;

	for (unsigned i = 0; i < s->n; i++) {
		struct udp_port *p = &s->ports[i];

		drain(w, i);
		if (p->flooded ? p->answers > 0 : p->local == 0)
			continue;
		p->flooded = false;
		fresh_socket(w, i, 0);
	}
}

static void ask_all(struct sweeping *w)
{
	struct udp_sweep *s = w->s;

	hold_local_ports(w);
	for (unsigned round = 0; round < (s->mute ? ROUNDS_MUTE : ROUNDS); round++) {
		for (unsigned i = 0; i < s->n && !is_late(w); i++) {
			/* An empty datagram has no answer to hope for: those wait for their turn.
			 */
			if (s->ports[i].state != UDP_UNKNOWN ||
			    (s->ports[i].n_said == 0 && !s->mute))
				continue;
			ask_port(w, i, true);
			listen_until(w, now() + gap(s), NULL, 0);
		}
		listen_until(w, now() + ROUND_TIME, NULL, 0);
	}
	leave_groups(w);
}

/* ---- settle ---- */

static int64_t patience(const struct sweeping *w)
{
	int64_t wait = 4 * w->round_trip;

	return wait < WAIT_MIN ? WAIT_MIN : wait > WAIT_MAX ? WAIT_MAX : wait;
}

/* The device gave a message.  A pause that it made may have been taken for its pace: try a bit
 * less. */
static void given(struct sweeping *w, unsigned *misses)
{
	struct udp_sweep *s = w->s;

	*misses = 0;
	s->interval -= s->interval / 8;
	if (s->interval < w->measured)
		s->interval = w->measured;
}

static void spent(struct sweeping *w)
{
	/* A little more than the interval, as clocks differ. */
	w->due = now() + w->s->interval + w->s->interval / 32;
}

/* True when the device still says of closed ports that they are. */
static bool control_answers(struct sweeping *w)
{
	unsigned before = w->control_messages;

	send_control(w);
	listen_until(w, now() + patience(w), NULL, before + 1);
	spent(w);
	return w->control_messages > before;
}

/* False: the device is gone. */
static bool settle_port(struct sweeping *w, unsigned i, unsigned *misses)
{
	struct udp_sweep *s = w->s;
	struct udp_port *p = &s->ports[i];

	listen_until(w, w->due, NULL, 0);
	if (p->state != UDP_UNKNOWN)
		return true;
	ask_port(w, i, false);
	listen_until(w, now() + patience(w), p, 0);
	if (p->state != UDP_UNKNOWN) {
		/* An answer costs no message. */
		if (p->state == UDP_CLOSED) {
			given(w, misses);
			spent(w);
		}
		return true;
	}
	if (control_answers(w)) {
		given(w, misses);
		if (++w->silences[i] >= SILENCES)
			set_state(w, i, UDP_SILENT);
		return true;
	}
	/* The message was not due yet after all, or it was lost; the second time we slow down. */
	if (s->interval == 0)
		s->interval = REFILL_STEP;
	else if (*misses > 0 && s->interval < INTERVAL_MAX / 2)
		s->interval += s->interval / 2;
	return ++*misses < MISSES_MAX || now() - w->heard < GONE_TIME;
}

static void settle(struct sweeping *w)
{
	struct udp_sweep *s = w->s;
	unsigned misses = 0, left;

	w->measured = s->interval;
	w->heard = now();
	do {
		left = 0;
		for (unsigned i = 0; i < s->n && !is_late(w) && !s->stopped; i++) {
			if (s->ports[i].state != UDP_UNKNOWN || w->sockets[i].fd < 0)
				continue;
			if (s->mute)
				set_state(w, i, UDP_SILENT);
			else
				s->stopped = !settle_port(w, i, &misses);
			left += s->ports[i].state == UDP_UNKNOWN;
		}
	} while (left > 0 && !is_late(w) && !s->stopped);
}

static int open_all(struct sweeping *w)
{
	struct udp_sweep *s = w->s;
	int r = datagram_open(&w->control, &s->target, 0);

	for (unsigned i = 0; r == 0 && i < s->n; i++)
		r = datagram_open(&w->sockets[i], &s->target, 0);
	return r;
}

int udp_sweep_run(struct udp_sweep *s)
{
	struct sweeping w = { .s = s, .control = DATAGRAM_NONE };

	if (s->n > UDP_SWEEP_PORTS_MAX)
		return E_LIMIT;
	w.sockets = mem_array(s->n, sizeof(*w.sockets));
	w.fds = mem_array(s->n + 1, sizeof(*w.fds));
	w.room = mem_array(DATAGRAM_MAX, 1);
	for (unsigned i = 0; i < s->n; i++)
		w.sockets[i] = DATAGRAM_NONE;
	int r = open_all(&w);
	if (r == 0) {
		measure(&w);
		ask_all(&w);
		/* Whatever was closed among those has used up what the device had to give. */
		spent(&w);
		settle(&w);
	}
	for (unsigned i = 0; i < s->n; i++)
		datagram_close(&w.sockets[i]);
	datagram_close(&w.control);
	mem_free(w.sockets);
	mem_free(w.fds);
	mem_free(w.room);
	return r;
}
