/*
 * Published default passwords, wherever one can log in.  Only with an authorisation.  First the
 * oracle learns: nobody, strangers, and the declared account if its secret is known.  If the door
 * opens to a stranger, or a right answer could not be told apart, nothing is concluded.  Then the
 * pairs that fit, those of a maker whose name was seen first; a few per account, stop at the first
 * success, stop when the device begins to lock.  A stranger once more shows that it was a success.
 */
#include "probe/probe.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "criteria/catalogue.h"
#include "login/ledger.h"
#include "login/oracle.h"
#include "probe/door.h"
#include "run/coverage.h"

#define PER_ACCOUNT_PARAMETER "credentials.tries_per_account"
#define PAUSE_MAX 16 /* seconds between attempts, at the most */
#define SECOND_STRANGER_SECRET "hoshi-4Zt8rB1-wrong"

struct trial {
	struct door door;
	unsigned pause; /* seconds before each attempt, learned from the device */
	const char *trouble;
	bool over;
};

/*
 * One attempt, as slowly as the device wants it: when it says "too fast", the pause doubles and is
 * kept for all that follow.  A lock that outlasts the longest pause is a lock.
 */
static enum oracle_answer attempt(struct trial *t, struct door_try *try, struct login_print *print)
{
	try->again = false;
	for (;;) {
		if (t->pause > 0)
			(void)nanosleep(&(struct timespec){ .tv_sec = (time_t)t->pause }, NULL);
		t->trouble = door_ask(&t->door, try, print);
		if (t->trouble)
			return ORACLE_UNCLEAR;
		enum oracle_answer a = oracle_say(&t->door.oracle, print);

		if (a != ORACLE_LIMITED || t->pause >= PAUSE_MAX)
			return a;
		t->pause = t->pause ? t->pause * 2 : 1;
		try->again = true;
	}
}

static void lock(struct trial *t, const char *account)
{
	struct ledger_try entry = door_ledger_try(&t->door, account, LEDGER_CONTROL);

	ledger_lock(t->door.ledger, &entry);
	t->trouble = "locked";
}

/* ---- the oracle's lessons ---- */

static bool learn(struct trial *t, enum oracle_sample what, const char *account, const char *secret,
		  const char *whose)
{
	struct door_try try = {
		.account = account, .secret = secret, .whose = whose, .kind = LEDGER_CONTROL
	};
	struct login_print print;

	(void)attempt(t, &try, &print);
	if (t->trouble)
		return false;
	oracle_learn(&t->door.oracle, what, &print);
	return true;
}

static bool calibrate(struct trial *t)
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

static bool is_offered(const struct door *d, const json_t *entry)
{
	return json_has_text(json_object_get(entry, "services"), door_list_name(d));
}

/* Does anything that the device said name this maker? */
static bool is_named(const struct probe_context *cx, const char *vendor)
{
	static const char *const keys[] = { "banner", "title", "subject", "issuer", "text" };
	size_t i;
	json_t *o;

	json_array_foreach (cx->observations, i, o)
		for (size_t k = 0; k < ARRAY_LEN(keys); k++) {
			const char *text = json_text(o, keys[k]);

			if (text && strcasestr(text, vendor))
				return true;
		}
	return false;
}

/* 0: a maker that was seen; 1: of no maker; 2: another maker's. */
static unsigned rank(const struct probe_context *cx, const json_t *entry)
{
	const char *vendor = json_text(entry, "vendor");

	return !vendor ? 1 : is_named(cx, vendor) ? 0 : 2;
}

static void observe(struct trial *t, const json_t *entry, const char *sha256)
{
	json_t *o = door_observation(&t->door, "credential");

	json_object_set_new(o, "account", json_string(json_text(entry, "account")));
	json_object_set_new(o, "entry", json_string(json_text(entry, "id")));
	json_object_set_new(o, "accepted", json_true());
	probe_observe(t->door.cx, o, *sha256 ? sha256 : NULL);
}

/* Does the door still say no to a wrong pair?  Otherwise it was no yes. */
static void confirm(struct trial *t, const json_t *entry)
{
	struct door_try try = { .account = DOOR_STRANGER,
				.secret = DOOR_STRANGER_SECRET,
				.whose = "a wrong pair again (control)",
				.kind = LEDGER_CONTROL };
	struct login_print print;
	char sha256[HASH_HEX_MAX];

	memcpy(sha256, t->door.sha256, sizeof(sha256));
	if (attempt(t, &try, &print) == ORACLE_NO)
		observe(t, entry, sha256);
	else
		t->trouble = t->trouble ? t->trouble : "no_control";
}

static void try_entry(struct trial *t, const json_t *entry)
{
	CLEANUP(mem_freep) char *whose = mem_format("published default %s", json_text(entry, "id"));
	struct door_try try = { .account = json_text(entry, "account"),
				.secret = json_text(entry, "password"),
				.whose = whose,
				.kind = LEDGER_DEFAULT };
	struct login_print print;
	enum oracle_answer a = attempt(t, &try, &print);

	/* This account has had as many as it may have; others have not. */
	if (text_equal(t->trouble, "tries")) {
		t->trouble = NULL;
		return;
	}
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

static void try_list(struct trial *t)
{
	struct door *d = &t->door;
	size_t i;
	json_t *entry;

	for (unsigned wanted = 0; wanted <= 2; wanted++)
		json_array_foreach (json_object_get(d->cx->catalogue->credentials, "entries"), i,
				    entry) {
			unsigned spent = ledger_spent(d->ledger, d->at.port, d->at.mechanism);

			if (!is_offered(d, entry) || rank(d->cx, entry) != wanted)
				continue;
			/* One try is kept for the control after a success. */
			if (spent + 1 >= LEDGER_DOOR_MAX)
				t->trouble = "budget";
			else
				try_entry(t, entry);
			if (t->trouble || t->over)
				return;
			probe_progress(d->cx, spent, LEDGER_DOOR_MAX);
		}
	/* Nothing was accepted, but what an acceptance looks like was never seen. */
	if (!oracle_is_certain(&d->oracle))
		t->trouble = "no_secret";
}

static void try_door(struct trial *t)
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
	if (calibrate(t))
		try_list(t);
	probe_cover(cx, COVERAGE_CREDENTIALS, port, t->trouble ? "partial" : "complete",
		    t->trouble);
}

void probe_credentials(struct probe_context *cx)
{
	CLEANUP(ledger_done) struct ledger ledger;
	struct trial t = { .pause = 0 };
	size_t i = 0, k;
	json_t *row;

	/* The pack's parameter, or the official value that was loaded for it. */
	ledger_init(
	    &ledger, cx->probe,
	    json_int(catalogue_parameter(cx->catalogue, cx->parameters, PER_ACCOUNT_PARAMETER),
		     "value", 1));
	ledger_read(&ledger, cx->observations);
	while (door_next(cx, &i, &t.door)) {
		t.door.ledger = &ledger;
		try_door(&t);
		t = (struct trial){ .pause = 0 };
	}
	CLEANUP(json_done) json_t *rows = ledger_observations(&ledger);
	json_array_foreach (rows, k, row)
		probe_observe(cx, json_incref(row), NULL);
}
