/*
 * What the workflow's conditions look at (workflow_guard.c), gathered from the store: by the
 * registrar, who decides, and by a page, which says beforehand what will be possible.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "crypto/hash.h"

struct err;
struct settings;
struct store;

struct facts {
	struct store *store;
	const struct settings *settings;
	const json_t *pack;
	const char *today;
	int64_t actor; /* id of an account; 0: the clock */
};

/*
 * *out is new.  application: a row of application_by_id.  Besides what the conditions want there is
 * "checklist": the row of what was handed in, or null.
 */
int facts_of_application(const struct facts *f, const json_t *application, json_t **out,
			 struct err *err) MUST_USE;
/* registration: a row of registration_by_number. */
int facts_of_registration(const struct facts *f, const json_t *registration, json_t **out,
			  struct err *err) MUST_USE;

/*
 * Is an application (a row with received_as, submitted) there for the scheme's owner: did the maker
 * hand it in, or did it come by mail or on paper?  Before that it is the maker's alone, for
 * officers and auditors alike.
 */
bool facts_owner_sees(const json_t *application);

/* What a decision is about: SHA-256 over body and checklist. */
int facts_digest(struct store *store, const json_t *application, char out[static HASH_HEX_MAX],
		 struct err *err) MUST_USE;
