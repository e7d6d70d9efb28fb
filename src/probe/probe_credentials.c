/*
 * Published default passwords, wherever one can log in.  Only with an authorisation.  First the
 * oracle learns: nobody, strangers, and the declared account if its secret is known.  If the door
 * opens to a stranger, or a right answer could not be told apart, nothing is concluded.  Then the
 * pairs that fit, those of a maker whose name was seen first; a few per account, stop at the first
 * success, stop when the device begins to lock.  A stranger once more shows that it was a success;
 * the declared account once more, that the refusals were about the passwords and not about us.
 *
 * Doors of different services are tried side by side (lanes.h).  Attempts at HTTP go over a kept
 * connection where that was seen to make no difference.
 */
#include "probe/probe.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "criteria/catalogue.h"
#include "login/ledger.h"
#include "login/oracle.h"
#include "net/fetch.h"
#include "probe/credentials_try.h"
#include "probe/door.h"
#include "probe/lanes.h"
#include "run/coverage.h"

#define PER_ACCOUNT_PARAMETER "credentials.tries_per_account"
#define SECOND_STRANGER_SECRET "hoshi-4Zt8rB1-wrong"
#define KEEP_FROM 4 /* pairs from which a kept connection spares more than it costs to learn */

static void lock(struct credentials_trial *t, const char *account)
{
	struct ledger_try entry = door_ledger_try(&t->door, account, LEDGER_CONTROL);

	ledger_lock(t->door.ledger, &entry);
	t->trouble = "locked";
}

/* ---- the oracle's lessons ---- */

static bool learn(struct credentials_trial *t, enum oracle_sample what, const char *account,
		  const char *secret, const char *whose)
{
	struct door_try try = {
		.account = account, .secret = secret, .whose = whose, .kind = LEDGER_CONTROL
	};
	struct login_print print;

	(void)credentials_try(t, &try, &print);
	if (t->trouble)
		return false;
	oracle_learn(&t->door.oracle, what, &print);
	return true;
}

static bool calibrate(struct credentials_trial *t)
{
	struct door *d = &t->door;
	const struct oracle *o = &d->oracle;

	if (!learn(t, ORACLE_NONE, NULL, NULL, "nobody (control)") ||
	    !learn(t, ORACLE_STRANGER, DOOR_STRANGER, DOOR_STRANGER_SECRET,
		   "a wrong pair (control)"))
		return false;
	if (oracle_wants_more(o) && !learn(t, ORACLE_STRANGER, DOOR_STRANGER,
					   SECOND_STRANGER_SECRET, "another wrong pair (control)"))
		return false;
	t->trouble = oracle_trouble(o);
	if (!t->trouble && d->secret &&
	    learn(t, ORACLE_VALID, d->account, d->secret,
		  "the declared account (right on purpose)"))
		t->trouble = oracle_trouble(o);
	if (text_equal(t->trouble, "locked"))
		lock(t, DOOR_STRANGER);
	return !t->trouble;
}

/* ---- the list ---- */

static void observe(struct credentials_trial *t, const json_t *entry, const char *sha256)
{
	json_t *o = door_observation(&t->door, "credential");

	json_object_set_new(o, "account", json_string(json_text(entry, "account")));
	json_object_set_new(o, "entry", json_string(json_text(entry, "id")));
	json_object_set_new(o, "accepted", json_true());
	probe_observe(t->door.cx, o, *sha256 ? sha256 : NULL);
}

/* Does the door still say no to a wrong pair?  Otherwise it was no yes. */
static void confirm(struct credentials_trial *t, const json_t *entry)
{
	struct door_try try = { .account = DOOR_STRANGER,
				.secret = DOOR_STRANGER_SECRET,
				.whose = "a wrong pair again (control)",
				.kind = LEDGER_CONTROL };
	struct login_print print;
	char sha256[HASH_HEX_MAX];

	memcpy(sha256, t->door.sha256, sizeof(sha256));
	if (credentials_try(t, &try, &print) == ORACLE_NO)
		observe(t, entry, sha256);
	else
		t->trouble = t->trouble ? t->trouble : "no_control";
}

static void try_entry(struct credentials_trial *t, const json_t *entry)
{
	CLEANUP(mem_freep) char *whose = mem_format("published default %s", json_text(entry, "id"));
	struct door_try try = { .account = json_text(entry, "account"),
				.secret = json_text(entry, "password"),
				.whose = whose,
				.kind = LEDGER_DEFAULT };
	struct login_print print;
	enum oracle_answer a = credentials_try(t, &try, &print);

	/* The plan knows how many an account may have: who has had more was asked before us. */
	if (text_equal(t->trouble, "tries"))
		t->trouble = "budget";
	t->over = a != ORACLE_NO;
	switch (a) {
	case ORACLE_NO:
		break;
	case ORACLE_LIMITED:
		lock(t, try.account);
		break;
	case ORACLE_UNCLEAR:
		t->trouble = t->trouble                    ? t->trouble
			     : print.end != LOGIN_ANSWERED ? oracle_end_reason(print.end)
							   : "no_control";
		break;
	case ORACLE_YES:
		confirm(t, entry);
		break;
	}
}

/*
 * The declared account again: is a right password still let in?  If not, the device has begun to
 * refuse whatever we say, and from when on nobody knows.  It also lets counters start anew.
 */
static void make_sure(struct credentials_trial *t)
{
	struct door *d = &t->door;
	struct door_try try = { .account = d->account,
				.secret = d->secret,
				.whose = "the declared account again (right on purpose)",
				.kind = LEDGER_CONTROL };
	struct login_print print;

	switch (credentials_try(t, &try, &print)) {
	case ORACLE_YES:
		break;
	case ORACLE_NO:
	case ORACLE_LIMITED:
		lock(t, d->account);
		break;
	case ORACLE_UNCLEAR:
		t->trouble = t->trouble                    ? t->trouble
			     : print.end != LOGIN_ANSWERED ? oracle_end_reason(print.end)
							   : "no_control";
		break;
	}
}

/*
 * Is an attempt judged for itself on a kept connection: is a right password let in after a wrong
 * one there?  A device that closes after each answer gains nothing by it.
 */
static void learn_to_keep(struct credentials_trial *t)
{
	struct door_try stranger = { .account = DOOR_STRANGER,
				     .secret = DOOR_STRANGER_SECRET,
				     .whose = "a wrong pair on a kept connection (control)",
				     .kind = LEDGER_CONTROL };
	struct login_print print;

	if (!t->kept || !t->door.secret || t->plan->n < KEEP_FROM)
		return;
	t->door.kept = t->kept;
	if (credentials_try(t, &stranger, &print) == ORACLE_NO)
		make_sure(t);
	if (!t->door.reused)
		t->door.kept = NULL;
}

/* The declared account has had its last try: a right password before others try it elsewhere. */
static bool is_last_of_own(const struct credentials_trial *t, unsigned i)
{
	const char *account = t->plan->account[i];

	if (!t->door.secret || !text_equal(account, t->door.account))
		return false;
	for (i++; i < t->plan->n; i++)
		if (text_equal(t->plan->account[i], account))
			return false;
	return true;
}

static void try_list(struct credentials_trial *t)
{
	struct door *d = &t->door;
	bool sure = false;

	for (unsigned i = 0; i < t->plan->n; i++) {
		/* Two tries are kept for the controls to come. */
		if (ledger_spent(d->ledger, d->at.port, d->at.mechanism) + 2 >= LEDGER_DOOR_MAX) {
			t->trouble = "budget";
			return;
		}
		lanes_turn(t->lanes, t->place);
		try_entry(t, credentials_plan_entry(t->plan, i));
		sure = !t->trouble && !t->over &&
		       (is_last_of_own(t, i) || (d->kept && kept_proof_is_due(&t->proof)));
		if (sure)
			make_sure(t);
		lanes_next(t->lanes, t->place);
		if (t->trouble || t->over)
			return;
	}
	/* Nothing was accepted, but what an acceptance looks like was never seen. */
	if (!oracle_is_certain(&d->oracle))
		t->trouble = "no_secret";
	else if (d->secret && !sure)
		make_sure(t);
	if (!t->trouble && !kept_proof_holds(&t->proof))
		t->trouble = "no_control";
}

static void try_door(struct credentials_trial *t)
{
	struct probe_context *cx = t->door.cx;
	uint16_t port = t->door.at.port;

	if (!cx->authorized) {
		probe_cover(cx, COVERAGE_CREDENTIALS, port, "not_done", "not_authorized");
		return;
	}
	if (!t->door.mechanism) {
		probe_cover(cx, COVERAGE_CREDENTIALS, port, "not_done", "unsupported");
		return;
	}
	door_find_account(&t->door);
	if (calibrate(t)) {
		learn_to_keep(t);
		if (!t->trouble)
			try_list(t);
	}
	probe_cover(cx, COVERAGE_CREDENTIALS, port, t->trouble ? "partial" : "complete",
		    t->trouble);
}

/* ---- all of them ---- */

struct survey {
	struct ledger ledger;
	/* For each door: where door_next finds it, what is tried there, its place in the lanes. */
	size_t *at;
	struct credentials_plan *plan;
	struct lanes_place *place;
	unsigned n;
};

static void hang_up(void *kept)
{
	fetch_kept_close(kept);
}

static void try_place(void *context, unsigned i, struct probe_context *cx, struct lanes *lanes)
{
	struct survey *s = context;
	struct credentials_trial *t = mem_array(1, sizeof(*t));
	size_t at = s->at[i];

	if (door_next(cx, &at, &t->door)) {
		t->door.ledger = &s->ledger;
		t->plan = &s->plan[i];
		t->lanes = lanes;
		t->place = i;
		if (text_equal(json_text(t->door.login, "service"), "http")) {
			t->kept = fetch_kept_new();
			lanes_keep_line(lanes, i, hang_up, t->kept);
		}
		try_door(t);
		lanes_keep_line(lanes, i, NULL, NULL);
		fetch_kept_free(t->kept);
	}
	mem_free(t);
}

static void find_doors(struct survey *s, struct probe_context *cx)
{
	struct door *d = mem_array(1, sizeof(*d));

	for (size_t i = 0, at = 0; door_next(cx, &i, d); at = i) {
		s->at = mem_resize(s->at, s->n + 1, sizeof(*s->at));
		s->plan = mem_resize(s->plan, s->n + 1, sizeof(*s->plan));
		s->at[s->n] = at;
		credentials_plan_make(&s->plan[s->n], cx, door_list_name(d),
				      s->ledger.tries_per_account);
		s->n++;
	}
	s->place = mem_array(s->n, sizeof(*s->place));
	for (unsigned k = 0; k < s->n; k++) {
		size_t at = s->at[k];

		(void)door_next(cx, &at, d);
		s->place[k] = (struct lanes_place){ .service = json_text(d->login, "service"),
						    .port = d->at.port,
						    .account = s->plan[k].account,
						    .what = s->plan[k].pick,
						    .n_accounts = s->plan[k].n };
	}
	mem_free(d);
}

static bool is_at(const json_t *row, const struct door *d)
{
	return probe_port(row) == d->at.port &&
	       text_equal(json_text(row, "mechanism"), d->at.mechanism);
}

/* Rows are in the order of their first attempts, which is chance between doors. */
static void report_ledger(const struct survey *s, struct probe_context *cx)
{
	CLEANUP(json_done) json_t *rows = ledger_observations(&s->ledger);
	struct door *d = mem_array(1, sizeof(*d));
	size_t i, at;
	json_t *row;

	for (unsigned k = 0; k < s->n; k++) {
		at = s->at[k];
		(void)door_next(cx, &at, d);
		for (i = 0; i < json_array_size(rows);) {
			row = json_array_get(rows, i);
			if (!is_at(row, d)) {
				i++;
				continue;
			}
			probe_observe(cx, json_incref(row), NULL);
			(void)json_array_remove(rows, i);
		}
	}
	mem_free(d);
}

void probe_credentials(struct probe_context *cx)
{
	struct survey s = { .n = 0 };

	/* The pack's parameter, or the official value that was loaded for it. */
	ledger_init(
	    &s.ledger, cx->probe,
	    json_int(catalogue_parameter(cx->catalogue, cx->parameters, PER_ACCOUNT_PARAMETER),
		     "value", 1));
	ledger_read(&s.ledger, cx->observations);
	find_doors(&s, cx);
	lanes_run(cx, s.place, s.n, try_place, &s);
	report_ledger(&s, cx);
	for (unsigned k = 0; k < s.n; k++)
		credentials_plan_done(&s.plan[k]);
	mem_free(s.at);
	mem_free(s.plan);
	mem_free(s.place);
	ledger_done(&s.ledger);
}
