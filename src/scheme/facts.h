/* What the workflow's conditions look at (workflow_guard.c), gathered from the store. */
#pragma once

#include "crypto/hash.h"
#include "scheme/call.h"

enum outcome facts_of_application(struct call *c, const json_t *application, json_t **facts);
enum outcome facts_of_registration(struct call *c, const json_t *registration, json_t **facts);

/* What a decision is about: SHA-256 over body and checklist. */
enum outcome facts_digest(struct call *c, const json_t *application, char out[static HASH_HEX_MAX]);
