/*
 * Silence may be a firewall, our own haste, or a device that has died.  Controls tell: while ports
 * stay silent, ports that have answered before are asked again, one at a time.  If they answer the
 * window grows; if not it is halved, and after some in a row nothing is sent but controls, until
 * one is answered or the device counts as gone.  What was silent is looked at again, until a look
 * finds nothing new.
 */
#include "net/sweep.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/time.h"
#include "net/attempts.h"
#include "net/window.h"

#define CONTROLS_MAX 8
#define MUTE_MAX 3                    /* controls unanswered in a row; then only controls */
#define MUTE_TRIES 5                  /* of those; then it is gone */
#define MUTE_PAUSE (500 * TIME_MS)    /* before each of those */
#define MUTE_TIMEOUT (1000 * TIME_MS) /* at least, for each of those */
/* While nothing has ever answered nobody is hurt, and most likely nobody is there. */
#define BLIND_WINDOW 1024 /* at least */
#define BLIND_TIMEOUT (1000 * TIME_MS)
#define LOOKS_MAX 10
/*
 * Looks in a row that find nothing new, before silence is believed.  Few controls are asked of a
 * device that drops, so that loss may go unnoticed: a port is asked three times in any case, and
 * four times where answers are seen to get lost (one in fifty: 1 in 6 million ports is missed).
 */
#define BARREN 2
#define BARREN_LOSSY 3
#define TURN_MAX (100 * TIME_MS) /* so often the caller is told, and may stop us */

struct engine {
	struct sweep *s;
	struct attempts attempts;
	struct window window;
	unsigned blind_window;
	unsigned look;      /* 0: likely ports, 1: the others, 2 and on: again */
	unsigned recovered; /* in this look: ports that answer after all */
	unsigned lost;      /* controls, ever */
	unsigned errors;    /* in this look: ICMP, no route */
	int64_t next_start; /* in silence, attempts are spread over the time they wait */

	uint16_t controls[CONTROLS_MAX];
	unsigned n_controls, turn;
	bool controls_closed, control_out;
	int64_t control_next;
	unsigned quiet;     /* attempts without an answer since a control was answered */
	unsigned dark;      /* the same since anything was */
	int64_t dark_since; /* when the last of them started */
	unsigned lost_row;  /* controls unanswered in a row */
	unsigned mute;      /* the same without any answer in between */

	uint16_t *doubt; /* ports that were new and silent since anything answered */
	unsigned n_doubt;
	unsigned done, total;
};

/* ---- how many, how long ---- */

static bool is_blind(const struct engine *e)
{
	return e->look == 1 && e->window.answers == 0;
}

static unsigned room(const struct engine *e)
{
	return is_blind(e) ? e->blind_window : e->window.size;
}

static int64_t patience(const struct engine *e)
{
	int64_t t = window_timeout(&e->window, e->look > 1);

	if (is_blind(e))
		return BLIND_TIMEOUT;
	return e->mute >= MUTE_MAX && t < MUTE_TIMEOUT ? MUTE_TIMEOUT : t;
}

/* ---- results ---- */

static void settle(struct engine *e, uint16_t port, enum sweep_state state)
{
	struct sweep *s = e->s;
	enum sweep_state before = (enum sweep_state)s->state[port];

	if (state == before)
		return;
	if (before == SWEEP_FILTERED) {
		s->filtered--;
		e->recovered++;
	} else {
		e->done++;
	}
	s->state[port] = (uint8_t)state;
	s->open += state == SWEEP_OPEN;
	s->closed += state == SWEEP_CLOSED;
	s->filtered += state == SWEEP_FILTERED;
}

/* A closed port makes the better control: it costs the device least. */
static void remember_control(struct engine *e, uint16_t port, bool is_closed)
{
	if (is_closed && !e->controls_closed) {
		e->controls_closed = true;
		e->n_controls = 0;
	}
	if (is_closed == e->controls_closed && e->n_controls < CONTROLS_MAX)
		e->controls[e->n_controls++] = port;
}

static void on_answer(struct engine *e, const struct attempt *a, enum sweep_state state)
{
	int64_t now = time_now(&time_system);

	if (e->mute >= MUTE_MAX) {
		window_resume(&e->window, now);
		e->quiet = 0;
	} else {
		window_answered(&e->window, now - a->started, now);
	}
	e->mute = 0;
	/* It speaks for what was sent before it, not for what has been sent since. */
	if (a->started >= e->dark_since)
		e->dark = e->n_doubt = 0;
	if (a->is_control) {
		e->lost_row = 0;
		/* Where refusal is the custom, silence is suspicious enough not to speed up. */
		window_quiet(&e->window, e->controls_closed ? 0 : e->quiet, now);
		e->quiet = 0;
		e->control_out = false;
		e->control_next = now + patience(e);
	} else {
		/* One that had to be asked again may be a bad example of how much is lost. */
		if (e->s->state[a->port] == SWEEP_UNKNOWN || e->n_controls == 0)
			remember_control(e, a->port, state == SWEEP_CLOSED);
		settle(e, a->port, state);
	}
}

static void on_silence(struct engine *e, const struct attempt *a)
{
	int64_t now = time_now(&time_system);

	if (a->is_control) {
		e->lost++;
		e->mute++;
		window_lost(&e->window, ++e->lost_row, now);
		e->control_out = false;
		e->control_next = e->mute < MUTE_MAX ? now : now + MUTE_PAUSE;
		return;
	}
	e->quiet++;
	e->dark++;
	e->dark_since = a->started;
	if (e->s->state[a->port] == SWEEP_UNKNOWN)
		e->doubt[e->n_doubt++] = a->port;
	settle(e, a->port, SWEEP_FILTERED);
}

static void on_end(void *context, const struct attempt *a, int number)
{
	struct engine *e = context;

	switch (number) {
	case 0:
	case ECONNRESET: /* it accepted, then thought better of it; a refusal has its own number */
	case EPIPE:
		on_answer(e, a, SWEEP_OPEN);
		break;
	case ECONNREFUSED:
		on_answer(e, a, SWEEP_CLOSED);
		break;
	case ETIMEDOUT:
		on_silence(e, a);
		break;
	default:
		e->errors++;
		on_silence(e, a);
		break;
	}
}

/* ---- starting and waiting ---- */

/* Far ahead of the last sign of life nothing more is put at stake. */
static bool is_held(const struct engine *e)
{
	return e->n_controls > 0 && (e->mute >= MUTE_MAX || e->dark > 2 * room(e));
}

static bool wants_control(const struct engine *e)
{
	return e->n_controls > 0 && !e->control_out && (e->quiet > 0 || e->dark > 0);
}

/* Out of descriptors or local ports is a smaller window; without any in flight it is the end. */
static int start(struct engine *e, uint16_t port, bool is_control)
{
	struct sweep *s = e->s;
	int r = attempts_start(&e->attempts, port, is_control);

	if (r < 0 && e->attempts.in_flight > 0)
		window_limit(&e->window, e->attempts.in_flight - 1);
	if (r < 0)
		return e->attempts.in_flight > 0 ? E_LIMIT : r;
	s->attempts++;
	if (e->attempts.in_flight > s->window_top)
		s->window_top = e->attempts.in_flight;
	return 0;
}

static int start_ports(struct engine *e, const uint16_t *ports, unsigned n, unsigned *next)
{
	int64_t now = time_now(&time_system);

	/* What could not be started in time is not made up for in a burst. */
	if (e->next_start < now - TURN_MAX / 10)
		e->next_start = now - TURN_MAX / 10;
	while (*next < n && !is_held(e) && e->attempts.in_flight < room(e)) {
		if (e->dark == 0 && e->window.cut == 0)
			e->next_start = now;
		if (e->next_start > now)
			break;
		int r = start(e, ports[*next], false);

		if (r < 0)
			return r;
		++*next;
		e->next_start += patience(e) / room(e);
	}
	return 0;
}

/* After the ports, so that it shares the fate of those that were sent last. */
static int start_control(struct engine *e)
{
	if (!wants_control(e) || time_now(&time_system) < e->control_next)
		return 0;
	/* First, as it may be over at once. */
	e->control_out = true;
	int r = start(e, e->controls[e->turn++ % e->n_controls], true);
	if (r < 0)
		e->control_out = false;
	return r;
}

/* Until something is due: a timeout, the next control, the next start. */
static void await(struct engine *e, bool more)
{
	int64_t oldest = attempts_oldest(&e->attempts);
	int64_t now = time_now(&time_system);
	int64_t until = now + TURN_MAX;

	if (oldest < until - patience(e))
		until = oldest + patience(e);
	if (wants_control(e) && e->control_next < until)
		until = e->control_next;
	if (more && !is_held(e) && e->attempts.in_flight < room(e) && e->next_start < until)
		until = e->next_start;
	attempts_collect(&e->attempts, until);
	/* By the time before: if we have slept too long, what came meanwhile still counts. */
	attempts_expire(&e->attempts, now - patience(e));
}

/* ---- passes ---- */

/* Likely ports first: they teach the round trip, and a device that dies dies with them known. */
static const uint16_t likely[] = { 80,   443,  22,   23,   21,    1883, 8883, 8080, 8443, 554,
				   53,   25,   110,  139,  445,   2323, 5000, 5555, 7547, 8000,
				   8081, 8888, 9000, 9100, 37215, 1,    2,    7,    9,    49152 };

/* What went dark with the device is not known to be filtered. */
static void stop(struct engine *e)
{
	struct sweep *s = e->s;

	for (unsigned i = 0; i < e->n_doubt; i++)
		s->state[e->doubt[i]] = SWEEP_UNKNOWN;
	s->filtered -= e->n_doubt;
	s->end = SWEEP_STOPPED;
}

static int step(struct engine *e, const uint16_t *ports, unsigned n, unsigned *next)
{
	int r = start_ports(e, ports, n, next);

	if (r == 0)
		r = start_control(e);
	if (r < 0 && r != E_LIMIT)
		return r;
	await(e, r == 0 && *next < n);
	return 0;
}

static int pass(struct engine *e, const uint16_t *ports, unsigned n)
{
	struct sweep *s = e->s;
	unsigned next = 0;
	int64_t told = 0;

	e->recovered = e->errors = 0;
	/* It ends with a sign of life: otherwise the last ports may have died with the device. */
	while (next < n || e->attempts.in_flight > 0 || (e->dark > 0 && e->n_controls > 0)) {
		int64_t now = time_now(&time_system);

		if (now >= s->deadline) {
			s->end = SWEEP_LATE;
			return 0;
		}
		if (e->mute >= MUTE_MAX + MUTE_TRIES) {
			stop(e);
			return 0;
		}
		if (s->progress && now - told >= TURN_MAX) {
			if (s->progress(s->context, e->done, e->total))
				return E_CANCELLED;
			told = now;
		}
		int r = step(e, ports, n, &next);
		if (r < 0)
			return r;
	}
	return 0;
}

static unsigned ports_where(const struct sweep *s, uint16_t *out, enum sweep_state state)
{
	unsigned n = 0;

	for (unsigned port = s->from; port <= s->to; port++)
		if (s->state[port] == state)
			out[n++] = (uint16_t)port;
	return n;
}

/* Every port once. */
static int look_first(struct engine *e, uint16_t *ports)
{
	struct sweep *s = e->s;
	unsigned n = 0;

	for (size_t i = 0; i < ARRAY_LEN(likely); i++)
		if (likely[i] >= s->from && likely[i] <= s->to)
			ports[n++] = likely[i];
	int r = pass(e, ports, n);
	if (r < 0 || s->end != SWEEP_COMPLETE)
		return r;
	/* From the device's own firewall an error is about one port; some would be just silent. */
	if (n > 0 && e->errors == n) {
		s->end = SWEEP_UNREACHABLE;
		return 0;
	}
	e->look = 1;
	r = pass(e, ports, ports_where(s, ports, SWEEP_UNKNOWN));
	if (r == 0 && s->end == SWEEP_COMPLETE && e->window.answers == 0)
		s->end = SWEEP_NO_ANSWER;
	return r;
}

/*
 * A port that answers after all was lost before, and where one was lost there may be more.  So the
 * last look is one that finds nothing new, and where answers get lost the third of those in a row.
 */
static int look_again(struct engine *e, uint16_t *ports)
{
	struct sweep *s = e->s;
	bool lossy = false;
	unsigned n, barren = 0;

	while (s->end == SWEEP_COMPLETE && (n = ports_where(s, ports, SWEEP_FILTERED)) > 0) {
		e->look++;
		int r = pass(e, ports, n);

		if (r < 0 || s->end != SWEEP_COMPLETE)
			return r;
		lossy = lossy || e->recovered > 0 || e->lost > 0;
		barren = e->recovered > 0 ? 0 : barren + 1;
		if (barren >= (lossy ? BARREN_LOSSY : BARREN))
			return 0;
		if (e->look >= LOOKS_MAX)
			s->end = SWEEP_STOPPED;
	}
	return 0;
}

static void engine_done(struct engine *e)
{
	attempts_done(&e->attempts);
	mem_free(e->doubt);
}

int sweep_run(struct sweep *s)
{
	const struct pace_limits *limits = pace_limits(s->pace);
	unsigned most = limits->window_max > BLIND_WINDOW ? limits->window_max : BLIND_WINDOW;
	unsigned slots = attempts_room(most + 1);
	CLEANUP(mem_freep) uint16_t *ports = mem_array(SWEEP_PORTS, sizeof(*ports));
	CLEANUP(engine_done)
	struct engine e = {
		.s = s,
		.total = (unsigned)s->to - s->from + 1,
		.blind_window = most,
		.attempts = { .target = &s->target, .ended = on_end },
	};
	int r = attempts_init(&e.attempts, slots);

	if (r < 0)
		return r;
	e.attempts.context = &e;
	e.doubt = mem_array(SWEEP_PORTS, sizeof(*e.doubt));
	/* One slot is left for a control. */
	window_init(&e.window, limits,
		    slots - 1 < limits->window_max ? slots - 1 : limits->window_max);
	s->end = SWEEP_COMPLETE;
	r = look_first(&e, ports);
	if (r == 0)
		r = look_again(&e, ports);
	s->round_trip = e.window.mean;
	return r;
}
