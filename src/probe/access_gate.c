#include "probe/access_gate.h"

#include "base/mem.h"
#include "probe/probe.h"

static void ask(struct access_gate *g, enum access_who who)
{
	struct door_try t = access_accounts_try(&g->accounts, &g->door, who);
	struct login_print print;

	if (g->trouble)
		return;
	g->trouble = door_ask(&g->door, &t, &print);
	if (g->trouble)
		return;
	/* So that what follows is known for a yes or a no, in the ledger too. */
	if (who <= ACCESS_WRONG)
		oracle_learn(&g->door.oracle, who == ACCESS_NONE ? ORACLE_NONE : ORACLE_STRANGER,
			     &print);
	if (*g->door.sha256 && !*g->sha256)
		memcpy(g->sha256, g->door.sha256, sizeof(g->sha256));
	if (oracle_is_limit(&print))
		g->trouble = "locked";
	else
		g->trouble = oracle_end_reason(print.end);
	g->is[who] = access_accounts_outcome(print.says);
}

static bool is_kept_out(const struct access_gate *g, enum access_who who)
{
	return g->is[who] == ACCESS_DENIED || g->is[who] == ACCESS_UNCLEAR;
}

void access_gate_try(struct access_gate *g)
{
	if (!g->door.cx->authorized || !g->door.mechanism) {
		g->trouble = g->door.cx->authorized ? "unsupported" : "not_authorized";
		return;
	}
	access_accounts_find(&g->accounts, &g->door);
	ask(g, ACCESS_NONE);
	/* How a protocol takes leave of one who says nothing is no answer to a password. */
	g->trouble = NULL;
	ask(g, ACCESS_WRONG);
	if (g->door.secret && g->is[ACCESS_WRONG] == ACCESS_DENIED)
		ask(g, ACCESS_VALID);
	if (g->accounts.low && g->is[ACCESS_WRONG] == ACCESS_DENIED)
		ask(g, ACCESS_LOW);
	/* Who is declared for this door should come in by it. */
	if (!g->trouble && (g->is[ACCESS_WRONG] == ACCESS_UNCLEAR || is_kept_out(g, ACCESS_VALID) ||
			    is_kept_out(g, ACCESS_LOW)))
		g->trouble = "no_control";
	if (!g->trouble)
		g->trouble = g->accounts.low_trouble;
}

void access_gate_observe(struct access_gate *g)
{
	CLEANUP(mem_freep)
	char *resource = mem_format("%s login", json_text(g->door.login, "service"));
	struct access_row row = { .resource = resource,
				  .effect = "read",
				  .found = "door",
				  .wanted = "undeclared",
				  .unchanged = -1 };

	memcpy(row.is, g->is, sizeof(row.is));
	probe_observe(g->door.cx, access_row_observation(&row, &g->door),
		      *g->sha256 ? g->sha256 : NULL);
}
