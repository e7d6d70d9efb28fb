/*
 * One request: who is it, may they, do it in a transaction, say how it ended.  A reply that was
 * given stays with the form's token ("once"), so that a button pressed twice does nothing twice.
 */
#include "scheme/scheme.h"

#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "crypto/token.h"
#include "scheme/account.h"
#include "scheme/action.h"
#include "scheme/publisher.h"

#define REPLY_MAX (4u << 20)
#define SEEN_EVERY 60 /* seconds: not every request needs to write that it came */

static void call_done(struct call *c)
{
	json_decref(c->account);
	json_decref(c->problems);
	json_decref(c->result);
	json_decref(c->job);
	json_decref(c->events);
	json_decref(c->subject);
	json_decref(c->decisions);
}

/* Who is it?  A session that ended is nobody; a form without its token is refused by the caller. */
static enum outcome recognise(struct call *c, bool *token_fits, const char *csrf)
{
	*token_fits = false;
	if (!c->session)
		return OUTCOME_OK;
	int r = account_of_session(c->store, c->session, c->now, &c->account, &c->err);
	if (r == E_MISSING)
		return OUTCOME_OK;
	if (r < 0)
		return call_broken(c, r);
	int role = role_find(json_text(c->account, "role"));
	if (role < 0)
		return call_broken(c, E_FORMAT);
	c->role = (enum role)role;
	*token_fits = csrf && token_equal(csrf, json_text(c->account, "csrf"));
	if (c->now - json_int(c->account, "seen", 0) < SEEN_EVERY)
		return OUTCOME_OK;
	char hash[HASH_HEX_MAX];
	token_hash(hash, c->session);
	return call_run(c, "session_seen", STORE_VALUES(STORE_TEXT(hash), STORE_INT(c->now)));
}

/* The reply that this button was given before, if it was. */
static enum outcome pressed_before(struct call *c, const char *once, json_t **reply)
{
	CLEANUP(json_done) json_t *row = NULL;
	enum outcome o = call_row(c, "press_by_token", STORE_VALUES(STORE_TEXT(once)), &row);

	if (o == OUTCOME_MISSING)
		return OUTCOME_OK;
	if (o == OUTCOME_OK && json_int(row, "account", 0) == call_account_id(c))
		*reply = json_incref(json_object_get(row, "reply"));
	return o;
}

static json_t *reply_of(const struct call *c, enum outcome o)
{
	json_t *reply = json_pack("{s:s}", "outcome", call_outcome(o));

	if (c->problems)
		json_object_set(reply, "problems", c->problems);
	if (c->result && o == OUTCOME_OK)
		json_object_set(reply, "result", c->result);
	return reply;
}

static enum outcome remember(struct call *c, const char *once, const json_t *reply)
{
	CLEANUP(buf_done) struct buf text = BUF(REPLY_MAX);

	json_write(&text, reply, false);
	return call_run(c, "press_add",
			STORE_VALUES(STORE_TEXT(once), STORE_INT(call_account_id(c)),
				     STORE_INT(c->now), STORE_TEXT(buf_cstr(&text))));
}

static enum outcome perform(struct call *c, const json_t *request, json_t **reply)
{
	const struct action *action = action_find(c->action);
	const char *once = call_arg(c, "once");
	bool token_fits = false;
	enum outcome o = recognise(c, &token_fits, json_text(request, "csrf"));

	if (o != OUTCOME_OK)
		return o;
	if (!action)
		return OUTCOME_MISSING;
	if (!(action->roles & ROLE_PUBLIC)) {
		if (!c->account)
			return OUTCOME_SIGNED_OUT;
		if (!token_fits || !(action->roles & ROLE_BIT(c->role)))
			return OUTCOME_DENIED;
	}
	if (once && strlen(once) != TOKEN_TEXT_MAX - 1)
		return OUTCOME_DENIED;
	if (once && c->account) {
		o = pressed_before(c, once, reply);
		if (o != OUTCOME_OK || *reply)
			return o;
	}
	o = action->run(c);
	if (o == OUTCOME_OK)
		o = call_attest(c);
	if (o == OUTCOME_OK)
		o = publisher_keep(c);
	if (o != OUTCOME_OK)
		return o;
	*reply = reply_of(c, OUTCOME_OK);
	return once && c->account ? remember(c, once, *reply) : OUTCOME_OK;
}

static void log_trouble(const struct call *c, enum outcome o)
{
	if (o == OUTCOME_BROKEN || o == OUTCOME_FULL)
		log_error("registrar", "%s: %s", c->action, c->err.text);
}

void scheme_handle(struct scheme *s, const json_t *request, const json_t *done, json_t **reply,
		   json_t **job)
{
	struct call c = { .scheme = s,
			  .store = s->store,
			  .now = time_unix(s->clock),
			  .action = json_text(request, "action"),
			  .address = json_text(request, "address"),
			  .session = json_text(request, "session"),
			  .args = json_object_get(request, "args"),
			  .uploads = json_object_get(request, "uploads"),
			  .done = done };
	json_t *answer = NULL;
	enum outcome o;

	*reply = *job = NULL;
	scheme_tick_day(s);
	if (!c.action)
		c.action = "";
	day_of(c.today, c.now);
	c.result = json_object();
	int r = store_begin(c.store, &c.err);
	o = r < 0 ? call_broken(&c, r) : perform(&c, request, &answer);
	if (r == 0 && (o == OUTCOME_OK || c.keep)) {
		r = store_commit(c.store, &c.err);
		if (r < 0)
			o = call_broken(&c, r);
	}
	store_rollback(c.store);
	log_trouble(&c, o);
	if (o == OUTCOME_JOB)
		*job = json_incref(c.job);
	else
		*reply = o == OUTCOME_OK && answer ? json_incref(answer) : reply_of(&c, o);
	json_decref(answer);
	call_done(&c);
}
