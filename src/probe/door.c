#include "probe/door.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "criteria/catalogue.h"
#include "probe/declared_recipe.h"
#include "probe/probe.h"
#include "product/declaration.h"

bool door_next(struct probe_context *cx, size_t *i, struct door *out)
{
	while (*i < json_array_size(cx->observations)) {
		const json_t *o = json_array_get(cx->observations, (*i)++);
		const char *mechanism = json_text(o, "mechanism");

		if (!text_equal(json_text(o, "kind"), "login") ||
		    !text_equal(json_text(o, "proto"), "tcp") || text_equal(mechanism, "publickey"))
			continue;
		*out = (struct door){
			.cx = cx,
			.login = o,
			.at = { .target = cx->target,
				.port = probe_port(o),
				.tls = json_flag(o, "tls"),
				.host = cx->name,
				.mechanism = mechanism,
				.path = json_text(o, "path") },
			.mechanism = login_find(json_text(o, "service"), mechanism),
		};
		const json_t *recipe = declared_recipe(cx, out->at.port);
		if (recipe && text_equal(mechanism, declared_recipe_mechanism(recipe)))
			out->at.recipe = recipe;
		return true;
	}
	return false;
}

/* ---- accounts ---- */

static bool is_for(const json_t *interfaces, uint16_t port)
{
	CLEANUP(mem_freep) char *place = mem_format("tcp/%u", port);

	return json_has_text(interfaces, place);
}

static void find_declared(struct door *d)
{
	const json_t *accounts =
	    d->cx->declaration ? json_object_get(d->cx->declaration->value, "accounts") : NULL;
	size_t i;
	json_t *account;

	for (unsigned k = 0; k < d->cx->n_accounts; k++)
		if (is_for(d->cx->accounts[k].interfaces, d->at.port)) {
			d->account = d->cx->accounts[k].name;
			d->secret = d->cx->accounts[k].secret;
			return;
		}
	json_array_foreach (accounts, i, account)
		if (is_for(json_object_get(account, "interfaces"), d->at.port)) {
			d->account = json_text(account, "name");
			return;
		}
}

static void find_opened(struct door *d)
{
	const json_t *entries = json_object_get(d->cx->catalogue->credentials, "entries");
	size_t i, k;
	json_t *o, *entry;

	json_array_foreach (d->cx->observations, i, o) {
		if (!text_equal(json_text(o, "kind"), "credential") || !json_flag(o, "accepted") ||
		    probe_port(o) != d->at.port ||
		    !text_equal(json_text(o, "service"), json_text(d->login, "service")))
			continue;
		json_array_foreach (entries, k, entry)
			if (text_equal(json_text(entry, "id"), json_text(o, "entry"))) {
				d->account = json_text(entry, "account");
				d->secret = json_text(entry, "password");
				return;
			}
	}
}

void door_find_account(struct door *d)
{
	find_declared(d);
	if (!d->secret)
		find_opened(d);
}

/* ---- one attempt ---- */

bool door_has_session(const struct door *d)
{
	return text_equal(d->at.mechanism, "form") || text_equal(d->at.mechanism, "json");
}

struct ledger_try door_ledger_try(const struct door *d, const char *account, enum ledger_kind kind)
{
	return (struct ledger_try){ .service = json_text(d->login, "service"),
				    .mechanism = d->at.mechanism,
				    .port = d->at.port,
				    .tls = d->at.tls,
				    .account = account,
				    .kind = kind };
}

/* What was tried is overwritten like the declared ones. */
void door_keep(struct door *d, const char *whose, const char *secret, struct login_reply *reply)
{
	struct transcript_secrets *secrets = &d->cx->secrets;
	CLEANUP(mem_freep)
	char *label = mem_format("port %u: login (%s)%s%s, %s", d->at.port, d->at.mechanism,
				 d->at.path ? " at " : "", d->at.path ? d->at.path : "", whose);
	bool hide = secret && *secret;

	d->sha256[0] = '\0';
	if (hide && secrets->n >= TRANSCRIPT_SECRETS_MAX)
		return;
	if (hide)
		secrets->text[secrets->n++] = secret;
	probe_transcript(d->cx, &reply->transcript, label, d->sha256);
	if (hide)
		secrets->n--;
}

static void rest(struct door *d, enum login_end end, int64_t took)
{
	if (end == LOGIN_ANSWERED && (d->quickest == 0 || took < d->quickest))
		d->quickest = took;
	pace_rest(d->cx->pace, d->quickest > 0 && d->quickest < took ? d->quickest : took);
}

/*
 * A device that serves one connection at a time may refuse this one for a moment.  As long as none
 * was made, or it ended before the pair could be said (an sshd that drops some while others log
 * in), nothing was tried: it is the same attempt.
 */
static bool is_unheard(const struct login_reply *reply)
{
	return reply->unheard || (reply->print.end == LOGIN_REFUSED && !reply->connected);
}

static void attempt_in_turn(struct door *d, struct login_try *t, struct login_reply *reply)
{
	d->mechanism->attempt(&d->at, t, reply);
	for (unsigned n = 0; probe_wait_turn(d->cx, is_unheard(reply), n); n++) {
		struct transcript before = reply->transcript;

		*reply = (struct login_reply){ 0 };
		t->deadline = probe_deadline(d->cx, DOOR_TRY_TIME);
		d->mechanism->attempt(&d->at, t, reply);
		transcript_join(&before, &reply->transcript);
		reply->transcript = before;
	}
}

const char *door_ask(struct door *d, const struct door_try *t, struct login_print *print)
{
	struct ledger_try entry = door_ledger_try(d, t->account ? t->account : "", t->kind);
	struct login_try attempt = { .account = t->account,
				     .secret = t->secret,
				     .session = t->session,
				     .kept = d->kept,
				     .deadline = probe_deadline(d->cx, DOOR_TRY_TIME) };
	CLEANUP(login_reply_done) struct login_reply reply = { 0 };
	int64_t start = time_now(&time_system);

	entry.again = t->again;
	if (start >= d->cx->deadline)
		return "deadline";
	const char *refusal =
	    t->account ? ledger_take(d->ledger, &entry, time_unix(&time_system)) : NULL;
	if (refusal)
		return refusal;
	attempt_in_turn(d, &attempt, &reply);
	*print = reply.print;
	d->reused = reply.reused;
	if (t->account)
		ledger_note(d->ledger, &entry, oracle_say(&d->oracle, print));
	door_keep(d, t->whose, t->secret, &reply);
	rest(d, print->end, time_now(&time_system) - start);
	return NULL;
}

/* ---- names ---- */

const char *door_list_name(const struct door *d)
{
	static const char *const http[][2] = { { "basic", "http-basic" },
					       { "digest", "http-digest" },
					       { "form", "http-form" },
					       { "json", "http-form" } };
	const char *service = json_text(d->login, "service");

	if (!text_equal(service, "http"))
		return service;
	for (size_t i = 0; i < ARRAY_LEN(http); i++)
		if (text_equal(http[i][0], d->at.mechanism))
			return http[i][1];
	return "";
}

json_t *door_observation(const struct door *d, const char *kind)
{
	json_t *o = json_pack("{s:s, s:s, s:i, s:b, s:s, s:s}", "kind", kind, "proto", "tcp",
			      "port", d->at.port, "tls", d->at.tls, "service",
			      json_text(d->login, "service"), "mechanism", d->at.mechanism);

	if (d->at.path)
		json_object_set_new(o, "path", json_string(d->at.path));
	return o;
}
