#include "probe/access_login.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "login/login_session.h"
#include "probe/probe.h"

#define SECOND_STRANGER_SECRET "hoshi-4Zt8rB1-wrong"

static const char *attempt(struct access_web *w, struct door_try *t, struct login_print *print)
{
	t->again = false;
	for (;;) {
		time_sleep(w->pause * TIME_SECOND);
		const char *trouble = door_ask(&w->at->door, t, print);

		if (trouble || !oracle_is_limit(print) || w->pause >= w->pause_max)
			return trouble;
		w->pause = w->pause ? w->pause * 2 : 1;
		t->again = true;
	}
}

static const char *learn(struct access_web *w, enum oracle_sample what, const char *account,
			 const char *secret)
{
	struct door_try t = { .account = account,
			      .secret = secret,
			      .whose = account ? "a wrong pair (control)" : "nobody (control)",
			      .kind = LEDGER_CONTROL };
	struct login_print print;
	const char *trouble = attempt(w, &t, &print);

	if (!trouble)
		oracle_learn(&w->at->door.oracle, what, &print);
	return trouble;
}

static const char *calibrate(struct access_web *w)
{
	const char *trouble = learn(w, ORACLE_NONE, NULL, NULL);

	if (!trouble)
		trouble = learn(w, ORACLE_STRANGER, DOOR_STRANGER, DOOR_STRANGER_SECRET);
	if (!trouble && oracle_wants_more(&w->at->door.oracle))
		trouble = learn(w, ORACLE_STRANGER, DOOR_STRANGER, SECOND_STRANGER_SECRET);
	return trouble ? trouble : oracle_trouble(&w->at->door.oracle);
}

static void set_wrong(struct access_web *w)
{
	struct access_actor *wrong = &w->at->actor[ACCESS_WRONG];

	wrong->here = true;
	if (!access_ask_by_session(w->at)) {
		wrong->account = DOOR_STRANGER;
		wrong->secret = DOOR_STRANGER_SECRET;
	}
}

static void log_in_low(struct access_web *w)
{
	struct access_actor *low = &w->at->actor[ACCESS_LOW];
	struct door_try t = { .whose = "the account of low privilege", .kind = LEDGER_WALK };
	struct login_print print;

	low->trouble = w->at->accounts.low_trouble;
	if (!w->at->accounts.low)
		return;
	low->session = access_ask_by_session(w->at) ? login_session_new() : NULL;
	t.account = low->account = w->at->accounts.low;
	t.secret = low->secret = w->at->accounts.low_secret;
	t.session = low->session;
	low->trouble = attempt(w, &t, &print);
	if (low->trouble)
		return;
	enum oracle_answer answer = oracle_say(&w->at->door.oracle, &print);
	low->refused = answer == ORACLE_NO;
	low->here = answer == ORACLE_YES;
	low->trouble = low->here ? NULL : "no_control";
	if (low->here && low->session && login_session_empty(low->session)) {
		low->here = false;
		low->trouble = "unsupported";
	}
}

/* Of several accounts for a port each login may know another. */
static const char *log_in_owner(struct access_web *w)
{
	struct access_actor *valid = &w->at->actor[ACCESS_VALID];
	struct door *d = &w->at->door;
	unsigned passed = 0;
	struct login_print print;

	do {
		struct door_try t = { .account = d->account,
				      .secret = d->secret,
				      .whose = "the account that may (to look at what it may)",
				      .kind = LEDGER_WALK };
		const char *trouble;

		login_session_free(valid->session);
		valid->session = access_ask_by_session(w->at) ? login_session_new() : NULL;
		t.session = valid->session;
		trouble = attempt(w, &t, &print);
		if (trouble)
			return trouble;
		valid->refused = oracle_say(&d->oracle, &print) == ORACLE_NO;
		passed++;
	} while (valid->refused && passed < ACCESS_OWNERS_MAX && access_accounts_next(d, passed));
	oracle_learn(&d->oracle, ORACLE_VALID, &print);
	return oracle_trouble(&d->oracle);
}

const char *access_login(struct access_web *w)
{
	struct access_actor *valid = &w->at->actor[ACCESS_VALID];

	if (!w->cx->authorized)
		return "not_authorized";
	if (!w->at->door.mechanism)
		return "unsupported";
	/* A door that held back in an earlier examination is left in peace. */
	if (ledger_locked(w->at->door.ledger, w->at->door.at.port, w->at->door.at.mechanism)) {
		/* What follows may be held back too, and was waited for already. */
		w->pause_max = ACCESS_PAUSE_MAX / 4;
		return "locked";
	}
	access_accounts_find(&w->at->accounts, &w->at->door);
	const char *trouble = calibrate(w);
	/* Where a stranger is let in he is asked for all the same: pages tell whether he is. */
	if (trouble && !text_equal(trouble, "no_control"))
		return trouble;
	if (!access_ask_by_session(w->at))
		set_wrong(w);
	if (trouble)
		return trouble;
	if (!w->at->door.secret)
		return "no_secret";
	trouble = log_in_owner(w);
	/* Neither a cookie, nor a token where one is looked for. */
	if (!trouble && access_ask_by_session(w->at) && login_session_empty(valid->session))
		trouble = "unsupported";
	if (trouble)
		return trouble;
	valid->here = true;
	if (!access_ask_by_session(w->at)) {
		valid->account = w->at->door.account;
		valid->secret = w->at->door.secret;
	}
	set_wrong(w);
	log_in_low(w);
	if (access_ask_by_session(w->at))
		w->at->actor[ACCESS_LOW].account = w->at->actor[ACCESS_LOW].secret = NULL;
	return NULL;
}
