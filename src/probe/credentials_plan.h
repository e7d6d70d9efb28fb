/*
 * Which published defaults are tried at a door: those of a maker whose name was seen, those of no
 * maker, those of others; each time in the order of the list, the commonest first; so many for one
 * account.  They are tried account by account, in the order in which the accounts come up in that:
 * so a door is soon through with an account that other doors have too (lanes.h).
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct probe_context;

struct credentials_plan {
	const json_t *entries; /* the catalogue's, borrowed */
	size_t *pick;          /* which of them */
	const char **account;  /* theirs */
	unsigned n;
};

/* door: its name in the list, "telnet". */
void credentials_plan_make(struct credentials_plan *out, const struct probe_context *cx,
			   const char *door, unsigned tries_per_account);
/* The one at that place of the plan. */
const json_t *credentials_plan_entry(const struct credentials_plan *p, unsigned i);

void credentials_plan_done(struct credentials_plan *p);
