/*
 * How well each login withstands guessing, measured as an attacker would meet it.  It tries wrong
 * passwords by the dozen and may lock accounts, so it is the last probe, and asks for a consent of
 * its own: an authorisation, and "guessing: true" beside it in the declaration.
 *
 * An observation for each door says what was measured there, or why nothing was; one at the end
 * says whether that was all of the device, and how fast the fastest door can be guessed at.
 */
#include "probe/probe.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "login/ledger.h"
#include "probe/door.h"
#include "probe/guess_door.h"
#include "product/declaration.h"
#include "run/coverage.h"

#define DOORS_MAX 64
#define ACCOUNT_LIKELY "admin" /* guessed at where no account is known */

struct survey {
	struct probe_context *cx;
	struct ledger ledger;
	struct door *doors;
	unsigned n, measured;
	uint64_t fastest;
	bool too_many;
};

/* ---- the observation of a door ---- */

static void set_ms(json_t *o, const char *key, int64_t nanoseconds)
{
	json_object_set_new(o, key, json_integer(nanoseconds / TIME_MS));
}

static void set_held(json_t *o, const char *key, enum guess_held held)
{
	if (held != GUESS_NOT_ASKED)
		json_object_set_new(o, key, json_string(held == GUESS_OPEN ? "open" : "held"));
}

static json_t *points_new(const struct guess_series *s)
{
	json_t *points = json_array();

	for (unsigned i = 0; i < s->n; i++) {
		const struct guess_point *p = &s->point[i];

		json_array_append_new(points, json_pack("{s:I, s:I, s:s, s:s, s:i}", "at",
							(json_int_t)(p->at / TIME_MS), "took",
							(json_int_t)(p->took / TIME_MS), "phase",
							guess_analysis_phase(p->phase), "outcome",
							guess_analysis_outcome(p->outcome), "lanes",
							p->lanes));
	}
	return points;
}

static void set_lock(json_t *o, const struct guess_series *s)
{
	if (s->lock_max <= 0)
		return;
	set_ms(o, "lock_ms", s->lock_max);
	set_ms(o, "lock_min_ms", s->lock_min);
	json_object_set_new(o, "recovered", json_boolean(s->recovered));
}

static void set_result(json_t *o, const struct guess *g, const struct guess_result *r)
{
	const struct guess_series *s = &g->series;

	json_object_set_new(o, "class", json_string(guess_analysis_class(r->class)));
	json_object_set_new(o, "attempts", json_integer(s->n));
	json_object_set_new(o, "changed_after", json_integer(r->changed_after));
	json_object_set_new(o, "guesses_per_hour", json_integer((json_int_t)r->per_hour));
	json_object_set_new(o, "serial_per_hour", json_integer((json_int_t)r->serial_per_hour));
	json_object_set_new(o, "parallel_per_hour", json_integer((json_int_t)r->parallel_per_hour));
	json_object_set_new(o, "lanes", json_integer(r->lanes));
	set_ms(o, "delay_ms", r->delay);
	set_ms(o, "delay_first_ms", r->delay_first);
	set_ms(o, "delay_last_ms", r->delay_last);
	set_lock(o, s);
	set_held(o, "control", s->control);
	set_held(o, "other_account", s->other_account);
	set_held(o, "other_address", s->other_address);
	set_held(o, "other_door", s->other_door);
	set_held(o, "restored", s->restored);
	json_object_set_new(o, "tells_accounts",
			    json_boolean(oracle_tells_accounts(&g->door->oracle)));
	json_object_set_new(o, "points", points_new(s));
}

static json_t *observation_new(const struct door *d)
{
	json_t *o = door_observation(d, "guessing");

	if (d->account)
		json_object_set_new(o, "account", json_string(d->account));
	/* Without its right password, a lock that does not show could not be seen. */
	json_object_set_new(o, "account_known", json_boolean(d->account && d->secret));
	return o;
}

static void not_measured(struct survey *v, const struct door *d, const char *reason)
{
	json_t *o = observation_new(d);

	json_object_set_new(o, "class", json_string("not_measured"));
	json_object_set_new(o, "reason", json_string(reason));
	json_object_set_new(o, "attempts", json_integer(0));
	json_object_set_new(o, "guesses_per_hour", json_integer(0));
	probe_observe(v->cx, o, NULL);
	probe_cover(v->cx, COVERAGE_GUESSING, d->at.port, "not_done", reason);
}

/* ---- a door ---- */

/* Too few were answered to say anything: what became of the last that was not. */
static const char *lost_reason(const struct guess_series *s)
{
	for (unsigned i = s->n; i > 0; i--)
		if (guess_ask_held(s->point[i - 1].outcome))
			return s->point[i - 1].outcome == GUESS_REFUSED && s->point[i - 1].connected
				   ? "closed"
				   : "no_answer";
	return "no_control";
}

static void report(struct survey *v, struct guess *g)
{
	CLEANUP(mem_freep)
	char *label =
	    mem_format("port %u: attempts to guess (%s)", g->door->at.port, g->door->at.mechanism);
	const char *account = g->door->account;
	struct guess_result result;
	char sha256[HASH_HEX_MAX];
	json_t *o = observation_new(g->door);

	guess_analysis_run(&result, &g->series);
	/* What was cut short may have a protection that would have shown: only a change is sure. Of
	 * a device that went away not even that is, nor how fast it would be. */
	if (!g->trouble && result.class == GUESS_CLASS_UNCLEAR)
		g->trouble = lost_reason(&g->series);
	bool away = text_equal(g->trouble, "away") || text_equal(g->trouble, "weakened");
	if (g->trouble && (away || !guess_analysis_changed(&g->series)))
		result.class = GUESS_CLASS_UNCLEAR;
	if (away)
		result.per_hour = result.serial_per_hour = result.parallel_per_hour = 0;
	set_result(o, g, &result);
	json_object_set_new(
	    o, "attempts_before",
	    json_integer(
		ledger_spent_by_all(g->door->ledger, g->door->at.port, g->door->at.mechanism) -
		ledger_spent(g->door->ledger, g->door->at.port, g->door->at.mechanism)));
	if (!account)
		json_object_set_new(o, "account", json_string(g->account));
	if (g->trouble)
		json_object_set_new(o, "reason", json_string(g->trouble));
	probe_evidence(v->cx, buf_view(&g->lines), label, sha256);
	probe_observe(v->cx, o, sha256);
	probe_cover(v->cx, COVERAGE_GUESSING, g->door->at.port, g->trouble ? "partial" : "complete",
		    g->trouble);
	v->measured += !g->trouble && result.class != GUESS_CLASS_UNCLEAR;
	v->fastest = result.per_hour > v->fastest ? result.per_hour : v->fastest;
}

static bool is_allowed(const struct probe_context *cx)
{
	const json_t *authorization =
	    cx->declaration ? json_object_get(cx->declaration->value, "authorization") : NULL;

	return json_flag(authorization, "guessing");
}

static void measure(struct survey *v, struct door *d)
{
	int64_t deadline = probe_deadline(v->cx, GUESS_DOOR_TIME);
	struct guess g;

	if (!v->cx->authorized || !is_allowed(v->cx)) {
		not_measured(v, d, v->cx->authorized ? "no_consent" : "not_authorized");
		return;
	}
	if (!d->mechanism) {
		not_measured(v, d, "unsupported");
		return;
	}
	if (time_now(&time_system) >= v->cx->deadline) {
		not_measured(v, d, "deadline");
		return;
	}
	guess_ask_init(&g, d, deadline);
	g.account = d->account ? d->account : ACCOUNT_LIKELY;
	guess_door(&g, v->doors, v->n);
	report(v, &g);
	guess_ask_done(&g);
}

/* ---- all of them ---- */

static bool has_door(const struct survey *v, uint16_t port)
{
	for (unsigned i = 0; i < v->n; i++)
		if (v->doors[i].at.port == port)
			return true;
	return false;
}

/* Web pages that lead elsewhere and nothing else, or SSH that takes keys alone: no door is there.
 */
static bool needs_no_door(const struct probe_context *cx, const json_t *service)
{
	static const char *const without[] = { "dns", "ntp", "ssdp", "mdns", "wsd", "netbios" };
	bool http = text_equal(json_text(service, "service"), "http");
	bool seen = false;
	size_t i;
	json_t *o;

	/* These know no passwords; of what else speaks UDP that is not sure. */
	for (i = 0; i < ARRAY_LEN(without); i++)
		if (text_equal(without[i], json_text(service, "service")))
			return true;
	if (!text_equal(json_text(service, "proto"), "tcp"))
		return false;
	json_array_foreach (cx->observations, i, o) {
		if (probe_port(o) != probe_port(service) ||
		    !text_equal(json_text(o, "proto"), "tcp"))
			continue;
		if (http && text_equal(json_text(o, "kind"), "http_page")) {
			if (!text_equal(json_text(o, "access"), "redirect"))
				return false;
			seen = true;
		}
		if (!http && text_equal(json_text(o, "kind"), "login"))
			seen = text_equal(json_text(o, "mechanism"), "publickey");
	}
	return seen;
}

/* Is every place where somebody might log in a door that was measured? */
static bool is_complete(const struct survey *v)
{
	size_t i = 0;
	const json_t *service;

	if (v->n == 0 || v->measured < v->n || v->too_many)
		return false;
	while ((service = probe_next_service(v->cx, &i, NULL))) {
		bool door = text_equal(json_text(service, "proto"), "tcp") &&
			    has_door(v, probe_port(service));

		if (!door && !needs_no_door(v->cx, service))
			return false;
	}
	return true;
}

static void find_doors(struct survey *v)
{
	size_t i = 0;
	struct door *d = mem_array(1, sizeof(*d));

	while (door_next(v->cx, &i, d)) {
		if (v->n >= DOORS_MAX) {
			v->too_many = true;
			probe_cover(v->cx, COVERAGE_GUESSING, d->at.port, "not_done", "too_much");
			continue;
		}
		d->ledger = &v->ledger;
		door_find_account(d);
		v->doors[v->n++] = *d;
	}
	mem_free(d);
}

void probe_guess(struct probe_context *cx)
{
	struct survey v = { .cx = cx, .doors = mem_array(DOORS_MAX, sizeof(*v.doors)) };
	size_t i;
	json_t *row;

	ledger_init(&v.ledger, cx->probe, 0);
	ledger_read(&v.ledger, cx->observations);
	find_doors(&v);
	for (unsigned k = 0; k < v.n; k++) {
		probe_progress(cx, k, v.n);
		measure(&v, &v.doors[k]);
	}
	CLEANUP(json_done) json_t *rows = ledger_observations(&v.ledger);
	json_array_foreach (rows, i, row)
		probe_observe(cx, json_incref(row), NULL);
	probe_observe(cx,
		      json_pack("{s:s, s:i, s:i, s:b, s:I}", "kind", "guessed", "doors", v.n,
				"measured", v.measured, "complete", is_complete(&v), "fastest",
				(json_int_t)v.fastest),
		      NULL);
	ledger_done(&v.ledger);
	mem_free(v.doors);
}
