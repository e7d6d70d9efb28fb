#include "probe/guess_away.h"

#include "base/text.h"
#include "base/time.h"
#include "net/knock.h"
#include "probe/guess_ask.h"
#include "probe/probe.h"

#define KNOCK_TIME (3 * TIME_SECOND)
#define GAP_MIN (2 * TIME_SECOND) /* shorter, and the device was busy with the one before */
#define ABSENT_MIN (5 * TIME_SECOND)
#define PORTS_ASKED 2 /* elsewhere; and one where nothing should be */

static bool is_one_by_one(const struct guess_point *p)
{
	return p->phase == GUESS_SERIAL || p->phase == GUESS_CONTROL;
}

/* Nobody answered: neither the service in its own way, nor by closing a connection it had taken. */
static bool is_unanswered(const struct guess_point *p)
{
	return p->outcome == GUESS_SILENT || p->outcome == GUESS_HUNG ||
	       (p->outcome == GUESS_REFUSED && !p->connected);
}

static const struct guess_point *last_held(const struct guess_series *s)
{
	for (unsigned i = s->n; i > 0; i--)
		if (is_one_by_one(&s->point[i - 1]) && guess_ask_held(s->point[i - 1].outcome))
			return &s->point[i - 1];
	return NULL;
}

static enum knock knock(const struct guess *g, uint16_t port)
{
	return knock_port(&g->door->cx->target, port, probe_deadline(g->door->cx, KNOCK_TIME));
}

/* Does the device itself say anything, at ports where it spoke before? */
static bool is_alive(const struct guess *g)
{
	unsigned asked = 0;
	size_t i;
	json_t *o;

	json_array_foreach (g->door->cx->observations, i, o) {
		if (!text_equal(json_text(o, "kind"), "service") ||
		    !text_equal(json_text(o, "proto"), "tcp") || probe_port(o) == g->door->at.port)
			continue;
		if (knock(g, probe_port(o)) != KNOCK_SILENT)
			return true;
		if (++asked >= PORTS_ASKED)
			break;
	}
	return knock(g, GUESS_ALIVE_PORT) == KNOCK_RESET;
}

bool guess_away(struct guess *g)
{
	const struct guess_series *s = &g->series;
	const struct guess_point *held = last_held(s);

	if (!held || !is_unanswered(held) || s->other_address == GUESS_OPEN)
		return false;
	/* Who has no connection has not named an account: it is back for everybody.  Where one was
	 * taken, the service may let only this account wait. */
	if (s->other_account == GUESS_OPEN)
		return !held->connected;
	if (s->other_address == GUESS_HELD)
		return true;
	switch (knock(g, g->door->at.port)) {
	case KNOCK_FIREWALL:
		return false;
	case KNOCK_SILENT:
		return !is_alive(g);
	case KNOCK_RESET:
	case KNOCK_OPEN:
		break;
	}
	return true;
}

bool guess_away_between(const struct guess *g)
{
	const struct guess_series *s = &g->series;
	int64_t since = -1;

	if (g->absent >= ABSENT_MIN && !guess_analysis_changed(s))
		return true;
	for (unsigned i = 0; i < s->n; i++) {
		const struct guess_point *p = &s->point[i];

		if (!is_one_by_one(p))
			continue;
		if (is_unanswered(p))
			since = since < 0 ? p->at : since;
		else if (since >= 0 && p->at - since >= GAP_MIN)
			return true;
		else
			since = -1;
	}
	return false;
}
