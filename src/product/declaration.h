/*
 * What the maker states about the product: is it in scope, which interfaces are meant to be there,
 * which accounts, assets, ways of update and documents exist.  Written in YAML (or JSON) by a
 * person, so every complaint names line and key.  Immutable after reading.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;
struct buf;

#define DECLARATION_SECRET_MAX 256

struct declaration {
	json_t *value; /* fits catalogue/schema/declaration.schema.json */
	char *folder;  /* of the file: relative paths in it start here */
};

int declaration_read(struct declaration **out, const char *path, struct err *err) MUST_USE;

/* What run.json keeps of it, checked again: the value without secrets.  A new reference is taken.
 */
int declaration_from_run(struct declaration **out, json_t *value, struct err *err) MUST_USE;
void declaration_free(struct declaration *d);
void declaration_freep(struct declaration **d);

/* The value without where secrets lie; a new reference. */
json_t *declaration_public(const struct declaration *d) MUST_USE;

/*
 * Is the product one the scheme labels at all?  true, or false and why not in the language.
 * IP communication; not a PC, phone or the like; the user cannot add security later.
 */
bool declaration_in_scope(const struct declaration *d, const char *language, const char **reason);

/* Statements that criteria depend on; unknown without a declaration or when it is silent. */
enum declaration_answer { DECLARATION_UNKNOWN, DECLARATION_NO, DECLARATION_YES };

/* fact: a name of the pack language.  *reason is the maker's own, or NULL; borrowed. d may be NULL.
 */
enum declaration_answer declaration_fact(const struct declaration *d, const char *fact,
					 const char **reason);

/* The declared interface on that port, or NULL; borrowed.  d may be NULL. */
const json_t *declaration_interface(const struct declaration *d, const char *proto, int64_t port);

/* A document's URL, or NULL when none is declared or it is not public ("internal: ..."). */
const char *declaration_document(const struct declaration *d, const char *what);

/* Where a file that it names lies (a secret's, a login_recipe's); owned by the caller. */
char *declaration_path(const struct declaration *d, const char *file) MUST_USE;

/*
 * The secret of an account (an element of "accounts"), from the environment or the file that is
 * named there.  E_MISSING when none is named; the caller wipes *out.
 */
int declaration_secret(const struct declaration *d, const json_t *account, struct buf *out,
		       struct err *err) MUST_USE;
