/*
 * The catalogue: criteria pack, crypto policy, published credentials, well-known paths, policy
 * terms, schemes and requirements.  Data, checked against its JSON Schemas and for dangling
 * references when it is loaded; from the program itself, or from a folder of the same layout
 * (--catalogue DIR).  Immutable afterwards, so that everything reads it through const pointers.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "crypto/hash.h"

struct err;

#define CATALOGUE_PACK_DEFAULT "jc-star-1"
#define CATALOGUE_POLICY_PARAMETER "crypto.policy" /* its value is the id of crypto_policy.json */

struct catalogue {
	json_t *pack, *crypto_policy, *credentials, *http_paths, *policy_terms;
	json_t *schemes, *requirements, *threats;
	char pack_sha256[HASH_HEX_MAX]; /* of the pack's bytes as read */
};

/*
 * dir: NULL for what is built in.  pack: an id ("jc-star-1") or a path that ends in .json.
 * A fault names file and JSON pointer.  *out is owned by the caller.
 */
int catalogue_load(struct catalogue **out, const char *dir, const char *pack,
		   struct err *err) MUST_USE;
void catalogue_free(struct catalogue *c);
void catalogue_freep(struct catalogue **c);

/* The criterion with that id, or NULL; borrowed. */
const json_t *catalogue_criterion(const struct catalogue *c, const char *id);

/*
 * The value of a parameter, official overrides applied; NULL if there is none of that id.
 * overrides: the array that catalogue_parameters read, or NULL.
 */
const json_t *catalogue_parameter(const struct catalogue *c, const json_t *overrides,
				  const char *id);

/*
 * Read a parameter file (YAML or JSON), check ids and types against the pack; *out is a new array.
 * E_MISSING for what the pack has not, E_EXISTS for an id that comes twice.
 */
int catalogue_parameters(json_t **out, const struct catalogue *c, const char *path,
			 struct err *err) MUST_USE;

/*
 * Grade of a crypto observation ("refused", "tolerated", "recommended", "unknown") and, if wanted,
 * the policy rule behind it (NULL for "unknown").
 */
const char *catalogue_grade(const struct catalogue *c, const json_t *observation,
			    const json_t **rule);

/* The text of a {"ja": ..., "en": ...} object in the language, "" when it is missing; borrowed. */
const char *catalogue_say(const json_t *text, const char *language);
