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
		const char *trouble = door_ask(&w->door, t, print);

		if (trouble || !oracle_is_limit(print) || w->pause >= w->pause_max)
			return trouble;
		w->pause = w->pause ? w->pause * 2 : 1;
		t->again = true;
	}
}

static const char *learn(struct access_web *w, enum oracle_sample what, const char *account,
			 const char *secret, struct login_session *session)
{
	struct door_try t = { .account = account,
			      .secret = secret,
			      .whose = what == ORACLE_NONE    ? "nobody (control)"
				       : what == ORACLE_VALID ? "the account that may (to look at "
								"what it may)"
							      : "a wrong pair (control)",
			      .kind = what == ORACLE_VALID ? LEDGER_WALK : LEDGER_CONTROL,
			      .session = session };
	struct login_print print;
	const char *trouble = attempt(w, &t, &print);

	if (!trouble)
		oracle_learn(&w->door.oracle, what, &print);
	return trouble;
}

static const char *calibrate(struct access_web *w)
{
	const char *trouble = learn(w, ORACLE_NONE, NULL, NULL, NULL);

	if (!trouble)
		trouble = learn(w, ORACLE_STRANGER, DOOR_STRANGER, DOOR_STRANGER_SECRET, NULL);
	if (!trouble && oracle_wants_more(&w->door.oracle))
		trouble = learn(w, ORACLE_STRANGER, DOOR_STRANGER, SECOND_STRANGER_SECRET, NULL);
	return trouble ? trouble : oracle_trouble(&w->door.oracle);
}

static void set_wrong(struct access_web *w)
{
	struct access_actor *wrong = &w->actor[ACCESS_WRONG];

	wrong->here = true;
	if (!access_ask_by_session(w)) {
		wrong->account = DOOR_STRANGER;
		wrong->secret = DOOR_STRANGER_SECRET;
	}
}

static void log_in_low(struct access_web *w)
{
	struct access_actor *low = &w->actor[ACCESS_LOW];
	struct door_try t = { .whose = "the account of low privilege", .kind = LEDGER_WALK };
	struct login_print print;

	low->trouble = w->accounts.low_trouble;
	if (!w->accounts.low)
		return;
	low->session = access_ask_by_session(w) ? login_session_new() : NULL;
	t.account = low->account = w->accounts.low;
	t.secret = low->secret = w->accounts.low_secret;
	t.session = low->session;
	low->trouble = attempt(w, &t, &print);
	if (!low->trouble && oracle_say(&w->door.oracle, &print) != ORACLE_YES)
		low->trouble = "no_control";
	if (!low->trouble && low->session && login_session_empty(low->session))
		low->trouble = "unsupported";
	low->here = !low->trouble;
}

const char *access_login(struct access_web *w)
{
	struct access_actor *valid = &w->actor[ACCESS_VALID];

	w->has_door = true;
	if (!w->cx->authorized)
		return "not_authorized";
	if (!w->door.mechanism)
		return "unsupported";
	/* A door that held back in an earlier examination is left in peace. */
	if (ledger_locked(w->door.ledger, w->door.at.port, w->door.at.mechanism)) {
		/* What follows may be held back too, and was waited for already. */
		w->pause_max = ACCESS_PAUSE_MAX / 4;
		return "locked";
	}
	access_accounts_find(&w->accounts, &w->door);
	const char *trouble = calibrate(w);
	if (trouble)
		return trouble;
	if (!access_ask_by_session(w))
		set_wrong(w);
	if (!w->door.secret)
		return "no_secret";
	valid->session = access_ask_by_session(w) ? login_session_new() : NULL;
	trouble = learn(w, ORACLE_VALID, w->door.account, w->door.secret, valid->session);
	trouble = trouble ? trouble : oracle_trouble(&w->door.oracle);
	/* Neither a cookie, nor a token where one is looked for. */
	if (!trouble && access_ask_by_session(w) && login_session_empty(valid->session))
		trouble = "unsupported";
	if (trouble)
		return trouble;
	valid->here = true;
	if (!access_ask_by_session(w)) {
		valid->account = w->door.account;
		valid->secret = w->door.secret;
	}
	set_wrong(w);
	log_in_low(w);
	if (access_ask_by_session(w))
		w->actor[ACCESS_LOW].account = w->actor[ACCESS_LOW].secret = NULL;
	return NULL;
}
