/* What the workflow's conditions look at (workflow_guard.c), gathered from the store. */
#pragma once

#include "crypto/hash.h"
#include "scheme/action.h"

enum outcome facts_of_application(struct call *c, const json_t *application, json_t **facts);
enum outcome facts_of_registration(struct call *c, const json_t *registration, json_t **facts);

/* The form check of an application as it stands: findings (workflow/form_check.h).  New. */
enum outcome facts_findings(struct store *store, const struct settings *settings,
			    const json_t *pack, const json_t *application, const char *today,
			    json_t **findings, struct err *err);

/* What a decision is about: SHA-256 over body and checklist. */
enum outcome facts_digest(struct call *c, const json_t *application, char out[static HASH_HEX_MAX]);
