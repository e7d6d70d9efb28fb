#include "probe/access_topics.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"
#include "probe/access_gate.h"
#include "probe/probe.h"
#include "probe/topic_visit.h"
#include "product/declaration.h"
#include "run/coverage.h"
#include "wire/mqtt.h"

#define OF_BROKER "$SYS/#" /* what brokers tell of themselves; one resource */

struct topics {
	struct access_gate gate;
	struct topic_visit visit[ACCESS_ACTORS];
	bool came[ACCESS_ACTORS];                 /* it was let in, and its visit tells something */
	char sha256[ACCESS_ACTORS][HASH_HEX_MAX]; /* of the visits; "" */
	const json_t *declared;                   /* resources, or NULL */
	json_t *rows; /* filters: {"found": ..., "wanted": ...} in their order */
	bool full;
};

/* ---- judging ---- */

static enum topic_says said(const struct topic_visit *v, const char *filter)
{
	for (unsigned i = 0; i < v->n; i++)
		if (text_equal(v->filter[i], filter))
			return v->says[i];
	return TOPIC_SAYS_NOTHING;
}

/* The declared resource that speaks of a topic; NULL: none does. */
static const json_t *governs(const json_t *declared, const char *topic)
{
	const json_t *best = NULL;
	size_t i, longest = 0;
	json_t *item;

	json_array_foreach (declared, i, item) {
		const char *filter = json_text(item, "topic");

		if (!filter || strlen(filter) <= longest ||
		    !mqtt_topic_fits(bytes_of(topic), filter))
			continue;
		longest = strlen(filter);
		best = item;
	}
	return best;
}

static bool got(const struct topic_visit *v, const char *filter, bool retained,
		const json_t *declared)
{
	const char *topic;
	const json_t *kept;

	json_object_foreach (v->topics, topic, kept) {
		const json_t *item = governs(declared, topic);

		if ((retained && !json_is_true(kept)) || !mqtt_topic_fits(bytes_of(topic), filter))
			continue;
		if (!item || text_equal(topic, filter) ||
		    text_equal(json_text(item, "topic"), filter))
			return true;
	}
	return false;
}

enum access_outcome access_topics_judge(const struct topic_visit *v,
					const struct topic_visit *owner, const char *filter,
					const json_t *declared)
{
	enum topic_says word = said(v, filter);

	if (got(v, filter, false, declared))
		return ACCESS_GRANTED;
	if (word == TOPIC_SAYS_NO)
		return ACCESS_DENIED;
	if (word == TOPIC_SAYS_NOTHING || v->cut)
		return ACCESS_UNCLEAR;
	if (v == owner)
		return ACCESS_GRANTED;
	return owner && got(owner, filter, true, declared) ? ACCESS_DENIED : ACCESS_UNCLEAR;
}

/* ---- what is asked for ---- */

static void row_add(struct topics *t, const char *filter, const char *found, const char *wanted)
{
	const json_t *before = json_object_get(t->rows, filter);

	/* What nobody gets too, is to be seen without a login. */
	if (!before || !text_equal(json_text(before, "found"), "declared"))
		json_object_set_new(t->rows, filter,
				    json_pack("{s:s, s:s}", "found", found, "wanted", wanted));
}

static void rows_declared(struct topics *t)
{
	size_t i;
	json_t *item;

	json_array_foreach (t->declared, i, item)
		if (json_text(item, "topic"))
			row_add(t, json_text(item, "topic"), "declared", json_text(item, "access"));
}

/* found: "walk" for what nobody got, "login" for what only the owner did. */
static void rows_seen(struct topics *t, enum access_who who, const char *found)
{
	const char *topic;
	const json_t *kept;
	unsigned n = 0;

	json_object_foreach (t->visit[who].topics, topic, kept) {
		if (!json_is_true(kept))
			continue;
		if (mqtt_topic_fits(bytes_of(topic), OF_BROKER)) {
			row_add(t, OF_BROKER, found, "undeclared");
			continue;
		}
		if (++n > ACCESS_TOPICS_MAX) {
			t->full = true;
			continue;
		}
		const json_t *item = governs(t->declared, topic);
		row_add(t, topic, found, item ? json_text(item, "access") : "undeclared");
	}
}

/* ---- visits ---- */

static struct door_try asked_with(const struct topics *t, enum access_who who)
{
	return access_accounts_try(&t->gate.accounts, &t->gate.door, who);
}

/* Evidence, with the secret that was said blotted out. */
static void keep(struct topics *t, enum access_who who)
{
	struct probe_context *cx = t->gate.door.cx;
	const struct door_try try = asked_with(t, who);
	const char *secret = try.secret;
	CLEANUP(mem_freep)
	char *label = mem_format("port %u: MQTT topics, %s", t->gate.door.at.port, try.whose);
	bool hide = secret && *secret;

	if (hide && cx->secrets.n >= TRANSCRIPT_SECRETS_MAX)
		return;
	if (hide)
		cx->secrets.text[cx->secrets.n++] = secret;
	probe_transcript(cx, &t->visit[who].transcript, label, t->sha256[who]);
	if (hide)
		cx->secrets.n--;
}

static const char *allowed(struct topics *t, enum access_who who, struct ledger_try *entry)
{
	struct door *d = &t->gate.door;

	if (time_now(&time_system) >= d->cx->deadline)
		return "deadline";
	if (who == ACCESS_NONE)
		return NULL;
	const struct door_try try = asked_with(t, who);
	*entry = door_ledger_try(d, try.account, try.kind);
	return ledger_take(d->ledger, entry, time_unix(&time_system));
}

static void visit(struct topics *t, enum access_who who)
{
	struct door *d = &t->gate.door;
	struct topic_visit *v = &t->visit[who];
	int64_t start = time_now(&time_system);
	struct ledger_try entry;
	const char *filter, *trouble = allowed(t, who, &entry);
	const json_t *row;

	if (trouble) {
		t->gate.trouble = t->gate.trouble ? t->gate.trouble : trouble;
		return;
	}
	const struct door_try try = asked_with(t, who);
	*v = (struct topic_visit){ .account = try.account,
				   .secret = try.secret,
				   .wait = ACCESS_TOPICS_WAIT };
	json_object_foreach (t->rows, filter, row)
		t->full = !topic_visit_add(v, filter) || t->full;
	/* Last: some brokers hang up on who wants all. */
	t->full = !topic_visit_add(v, "#") || !topic_visit_add(v, OF_BROKER) || t->full;
	int r = topic_visit_run(v, d->cx, d->at.port, d->at.tls);
	if (who != ACCESS_NONE)
		ledger_note(d->ledger, &entry,
			    !v->answered               ? ORACLE_UNCLEAR
			    : v->code == MQTT_ACCEPTED ? ORACLE_YES
						       : ORACLE_NO);
	keep(t, who);
	t->came[who] = r == 0 && v->code == MQTT_ACCEPTED;
	if (who == ACCESS_NONE && v->answered && !t->came[who])
		t->gate.is[who] = ACCESS_DENIED;
	else if (!t->came[who] && !t->gate.trouble)
		t->gate.trouble = r < 0 ? probe_reason(r) : "no_control";
	pace_rest(d->cx->pace, time_now(&time_system) - start);
}

/* The owner first: what he finds is what the others are asked about. */
static void visit_all(struct topics *t)
{
	rows_declared(t);
	if (t->gate.is[ACCESS_VALID] == ACCESS_GRANTED)
		visit(t, ACCESS_VALID);
	if (t->came[ACCESS_VALID])
		rows_seen(t, ACCESS_VALID, "login");
	if (t->gate.is[ACCESS_NONE] != ACCESS_DENIED)
		visit(t, ACCESS_NONE);
	if (t->came[ACCESS_NONE])
		rows_seen(t, ACCESS_NONE, "walk");
	if (t->gate.is[ACCESS_WRONG] == ACCESS_GRANTED && !t->came[ACCESS_NONE])
		visit(t, ACCESS_WRONG);
	if (t->gate.is[ACCESS_LOW] == ACCESS_GRANTED)
		visit(t, ACCESS_LOW);
}

/* ---- rows ---- */

static enum access_outcome outcome(const struct topics *t, enum access_who who, const char *filter)
{
	const struct topic_visit *owner = t->came[ACCESS_VALID] ? &t->visit[ACCESS_VALID] : NULL;

	if (t->came[who])
		return access_topics_judge(&t->visit[who], owner, filter, t->declared);
	/* Who is not let in gets no topic; who was and could not ask for it then was not asked. */
	return t->gate.is[who] == ACCESS_GRANTED ? ACCESS_NOT_TRIED : t->gate.is[who];
}

/* What shows it: the visit of the first who got it, or that of the login. */
static const char *evidence(const struct topics *t, const struct access_row *row)
{
	for (unsigned who = 0; who < ACCESS_ACTORS; who++)
		if (row->is[who] == ACCESS_GRANTED && *t->sha256[who])
			return t->sha256[who];
	return *t->gate.sha256 ? t->gate.sha256 : NULL;
}

static void observe(const struct topics *t, const char *filter, const json_t *about)
{
	CLEANUP(mem_freep) char *resource = mem_format("topic %s", filter);
	struct access_row row = { .resource = resource,
				  .effect = "read",
				  .found = json_text(about, "found"),
				  .wanted = json_text(about, "wanted"),
				  .unchanged = -1 };
	const struct access_gate *g = &t->gate;

	for (unsigned who = 0; who < ACCESS_ACTORS; who++)
		row.is[who] = outcome(t, (enum access_who)who, filter);
	probe_observe(g->door.cx, access_row_observation(&row, &g->door), evidence(t, &row));
}

/* Without the owner: is it known all the same what the others get?  Then NULL. */
static const char *without_owner(const struct topics *t)
{
	const struct access_gate *g = &t->gate;

	/* Where no login is asked for, what nobody gets is all that there is to know. */
	if (g->is[ACCESS_WRONG] == ACCESS_GRANTED)
		return t->came[ACCESS_NONE] && !t->visit[ACCESS_NONE].cut ? NULL : "no_control";
	return g->is[ACCESS_NONE] == ACCESS_DENIED && g->is[ACCESS_WRONG] == ACCESS_DENIED &&
		       !g->accounts.low
		   ? NULL
		   : "no_secret";
}

/* The login of this port, as it was observed; where none is asked for, the service. */
static void find_door(struct topics *t, struct probe_context *cx, const json_t *service,
		      struct ledger *ledger)
{
	struct door *d = &t->gate.door;
	uint16_t port = probe_port(service);

	for (size_t i = 0; door_next(cx, &i, d);) {
		d->ledger = ledger;
		if (d->at.port == port && text_equal(json_text(d->login, "service"), "mqtt"))
			return;
	}
	*d = (struct door){ .cx = cx,
			    .ledger = ledger,
			    .login = service,
			    .at = { .target = cx->target,
				    .port = port,
				    .tls = json_flag(service, "tls"),
				    .host = cx->name,
				    .mechanism = "password" },
			    .mechanism = login_find("mqtt", "password") };
}

void access_topics_run(struct probe_context *cx, const json_t *service, struct ledger *ledger)
{
	struct topics *t = mem_array(1, sizeof(*t));
	const json_t *interface =
	    declaration_interface(cx->declaration, "tcp", probe_port(service));
	const char *filter;
	const json_t *about;

	t->rows = json_object();
	t->declared = json_object_get(interface, "resources");
	find_door(t, cx, service, ledger);
	access_gate_try(&t->gate);
	if (t->gate.door.login != service && cx->authorized)
		access_gate_observe(&t->gate);
	visit_all(t);
	json_object_foreach (t->rows, filter, about)
		observe(t, filter, about);
	if (!t->gate.trouble && t->full)
		t->gate.trouble = "budget";
	if (!t->gate.trouble && !t->came[ACCESS_VALID])
		t->gate.trouble = without_owner(t);
	probe_cover(cx, COVERAGE_ACCESS, t->gate.door.at.port,
		    t->gate.trouble ? "partial" : "complete", t->gate.trouble);
	for (unsigned who = 0; who < ACCESS_ACTORS; who++)
		topic_visit_done(&t->visit[who]);
	json_decref(t->rows);
	mem_free(t);
}
