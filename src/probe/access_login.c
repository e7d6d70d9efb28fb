#include "probe/access_login.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "login/login_session.h"
#include "probe/probe.h"
#include "product/declaration.h"

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

static void find_low(struct access_web *w)
{
	CLEANUP(mem_freep) char *place = mem_format("tcp/%u", w->door.at.port);
	const struct probe_context *cx = w->cx;
	const json_t *accounts =
	    cx->declaration ? json_object_get(cx->declaration->value, "accounts") : NULL;
	struct access_actor *low = &w->actor[ACCESS_LOW];
	size_t i;
	json_t *account;

	for (unsigned k = 0; k < cx->n_accounts && !low->account; k++)
		if (cx->accounts[k].low && json_has_text(cx->accounts[k].interfaces, place)) {
			low->account = cx->accounts[k].name;
			low->secret = cx->accounts[k].secret;
		}
	json_array_foreach (accounts, i, account)
		if (!low->account && text_equal(json_text(account, "privilege"), "low") &&
		    json_has_text(json_object_get(account, "interfaces"), place))
			low->trouble = "no_secret";
}

/* The account that may most: as declared, but not one of low privilege. */
static void find_owner(struct access_web *w)
{
	CLEANUP(mem_freep) char *place = mem_format("tcp/%u", w->door.at.port);
	const struct probe_context *cx = w->cx;

	for (unsigned k = 0; k < cx->n_accounts; k++)
		if (!cx->accounts[k].low && json_has_text(cx->accounts[k].interfaces, place)) {
			w->door.account = cx->accounts[k].name;
			w->door.secret = cx->accounts[k].secret;
			return;
		}
	door_find_account(&w->door);
	for (unsigned k = 0; k < cx->n_accounts; k++)
		if (cx->accounts[k].low && text_equal(w->door.secret, cx->accounts[k].secret))
			w->door.secret = NULL;
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

	find_low(w);
	if (!low->account)
		return;
	low->session = access_ask_by_session(w) ? login_session_new() : NULL;
	t.account = low->account;
	t.secret = low->secret;
	t.session = low->session;
	low->trouble = attempt(w, &t, &print);
	if (!low->trouble && oracle_say(&w->door.oracle, &print) != ORACLE_YES)
		low->trouble = "no_control";
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
	find_owner(w);
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
	/* An answer that is carried on otherwise than by a cookie. */
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
