/*
 * Who may do what: nobody, somebody with a wrong credential, an account of low privilege, the
 * owner. Web services resource by resource (access_site.h); of every other login whether it opens
 * to a stranger where it is shut to nobody.  Reading needs no consent as nobody, and an
 * authorisation as everybody else; sending a form back needs one of its own (access_write.h).
 */
#include "probe/probe.h"

#include "base/mem.h"
#include "base/text.h"
#include "login/ledger.h"
#include "probe/access_site.h"
#include "probe/door.h"
#include "run/coverage.h"

/* ---- logins that are not of the web ---- */

struct gate {
	struct door door;
	enum access_outcome none, wrong, valid;
	const char *trouble;
	char sha256[HASH_HEX_MAX];
};

static enum access_outcome outcome_of(const struct login_print *print)
{
	switch (print->says) {
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

static enum access_outcome ask(struct gate *g, const char *account, const char *secret,
			       const char *whose, enum ledger_kind kind)
{
	struct door_try t = { .account = account, .secret = secret, .whose = whose, .kind = kind };
	struct login_print print;

	if (g->trouble)
		return ACCESS_NOT_TRIED;
	g->trouble = door_ask(&g->door, &t, &print);
	if (g->trouble)
		return ACCESS_NOT_TRIED;
	if (*g->door.sha256 && !*g->sha256)
		memcpy(g->sha256, g->door.sha256, sizeof(g->sha256));
	if (oracle_is_limit(&print))
		g->trouble = "locked";
	else
		g->trouble = oracle_end_reason(print.end);
	return outcome_of(&print);
}

static void observe_gate(struct gate *g)
{
	struct probe_context *cx = g->door.cx;
	const char *service = json_text(g->door.login, "service");
	CLEANUP(mem_freep) char *resource = mem_format("%s login", service);

	probe_observe(cx,
		      json_pack("{s:s, s:s, s:i, s:b, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}",
				"kind", "access", "proto", "tcp", "port", g->door.at.port, "tls",
				g->door.at.tls, "service", service, "resource", resource, "effect",
				"read", "found", "door", "wanted", "undeclared", "none",
				access_answer_outcome(g->none), "wrong",
				access_answer_outcome(g->wrong), "low", "not_tried", "valid",
				access_answer_outcome(g->valid)),
		      *g->sha256 ? g->sha256 : NULL);
}

static void try_gate(struct gate *g)
{
	struct door *d = &g->door;

	if (!d->cx->authorized) {
		probe_cover(d->cx, COVERAGE_ACCESS, d->at.port, "not_done", "not_authorized");
		return;
	}
	if (!d->mechanism) {
		probe_cover(d->cx, COVERAGE_ACCESS, d->at.port, "not_done", "unsupported");
		return;
	}
	door_find_account(d);
	g->none = ask(g, NULL, NULL, "nobody (control)", LEDGER_CONTROL);
	/* How a protocol takes leave of one who says nothing is no answer to a password. */
	g->trouble = NULL;
	g->wrong = ask(g, DOOR_STRANGER, DOOR_STRANGER_SECRET, "a wrong pair", LEDGER_CONTROL);
	if (d->secret && g->wrong == ACCESS_DENIED)
		g->valid = ask(g, d->account, d->secret, "the account that may", LEDGER_WALK);
	if (!g->trouble && g->wrong == ACCESS_UNCLEAR)
		g->trouble = "no_control";
	observe_gate(g);
	probe_cover(d->cx, COVERAGE_ACCESS, d->at.port, g->trouble ? "partial" : "complete",
		    g->trouble);
}

/* ---- */

void probe_access(struct probe_context *cx)
{
	CLEANUP(ledger_done) struct ledger ledger;
	CLEANUP(mem_freep) struct gate *g = mem_array(1, sizeof(*g));
	const json_t *service;
	size_t i = 0, k;
	json_t *row;

	ledger_init(&ledger, cx->probe, 0);
	ledger_read(&ledger, cx->observations);
	while ((service = probe_next_service(cx, &i, "http")))
		if (text_equal(json_text(service, "proto"), "tcp"))
			access_site_run(cx, service, &ledger);
	i = 0;
	while (door_next(cx, &i, &g->door)) {
		g->door.ledger = &ledger;
		if (!text_equal(json_text(g->door.login, "service"), "http"))
			try_gate(g);
		*g = (struct gate){ 0 };
	}
	CLEANUP(json_done) json_t *rows = ledger_observations(&ledger);
	json_array_foreach (rows, k, row)
		probe_observe(cx, json_incref(row), NULL);
}
