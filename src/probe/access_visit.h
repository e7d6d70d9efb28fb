/*
 * The access-control matrix of one web service: every resource that was found or declared, asked
 * for as nobody, with a wrong credential, as an account of low privilege and as the owner.  Found
 * are the pages of the walk without login, and what a second walk as the owner comes to, which
 * follows no link that link.h leaves alone.  Style sheets, scripts, pictures and fonts are no
 * resources unless they are declared.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct ledger;
struct probe_context;

/* All of it: observations and coverage. */
void access_visit_run(struct probe_context *cx, const json_t *service, struct ledger *ledger);
