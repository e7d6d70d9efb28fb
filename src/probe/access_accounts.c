#include "probe/access_accounts.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "probe/door.h"
#include "probe/probe.h"
#include "product/declaration.h"

static void find_low(struct access_accounts *out, const struct probe_context *cx, const char *place)
{
	const json_t *accounts =
	    cx->declaration ? json_object_get(cx->declaration->value, "accounts") : NULL;
	size_t i;
	json_t *account;

	for (unsigned k = 0; k < cx->n_accounts && !out->low; k++)
		if (cx->accounts[k].low && json_has_text(cx->accounts[k].interfaces, place)) {
			out->low = cx->accounts[k].name;
			out->low_secret = cx->accounts[k].secret;
		}
	json_array_foreach (accounts, i, account)
		if (!out->low && text_equal(json_text(account, "privilege"), "low") &&
		    json_has_text(json_object_get(account, "interfaces"), place))
			out->low_trouble = "no_secret";
}

bool access_accounts_next(struct door *d, unsigned passed)
{
	const struct probe_context *cx = d->cx;
	CLEANUP(mem_freep) char *place = mem_format("tcp/%u", d->at.port);

	for (unsigned k = 0; k < cx->n_accounts; k++)
		if (!cx->accounts[k].low && json_has_text(cx->accounts[k].interfaces, place) &&
		    passed-- == 0) {
			d->account = cx->accounts[k].name;
			d->secret = cx->accounts[k].secret;
			return true;
		}
	return false;
}

static void find_owner(struct door *d)
{
	const struct probe_context *cx = d->cx;

	if (access_accounts_next(d, 0))
		return;
	door_find_account(d);
	for (unsigned k = 0; k < cx->n_accounts; k++)
		if (cx->accounts[k].low && text_equal(d->secret, cx->accounts[k].secret))
			d->secret = NULL;
}

void access_accounts_find(struct access_accounts *out, struct door *d)
{
	CLEANUP(mem_freep) char *place = mem_format("tcp/%u", d->at.port);

	*out = (struct access_accounts){ 0 };
	find_low(out, d->cx, place);
	find_owner(d);
}

struct door_try access_accounts_try(const struct access_accounts *a, const struct door *d,
				    enum access_who who)
{
	const struct door_try tries[] = {
		[ACCESS_NONE] = { .whose = "nobody", .kind = LEDGER_CONTROL },
		[ACCESS_WRONG] = { .account = DOOR_STRANGER,
				   .secret = DOOR_STRANGER_SECRET,
				   .whose = "a wrong pair",
				   .kind = LEDGER_CONTROL },
		[ACCESS_LOW] = { .account = a->low,
				 .secret = a->low_secret,
				 .whose = "the account of low privilege",
				 .kind = LEDGER_WALK },
		[ACCESS_VALID] = { .account = d->account,
				   .secret = d->secret,
				   .whose = "the account that may",
				   .kind = LEDGER_WALK },
	};

	return tries[who];
}

enum access_outcome access_accounts_outcome(enum login_says says)
{
	switch (says) {
	case LOGIN_SAYS_YES:
		return ACCESS_GRANTED;
	case LOGIN_SAYS_NO:
		return ACCESS_DENIED;
	case LOGIN_SAYS_NOTHING:
	case LOGIN_SAYS_WAIT:
		break;
	}
	return ACCESS_UNCLEAR;
}
