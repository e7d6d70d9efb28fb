/*
 * Lists of labelled products that somebody else publishes, kept in the registry for lookup.  They
 * are told apart by a slug, which is their address; each has one edition that is public and perhaps
 * a draft that an administrator looks at first.
 *
 * They are no labels of this registry: other tables, no events, no part of the fold, of the search
 * of labels or of its files.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;
struct store;
struct procure;

#define LIST_SLUG_MAX 40
#define LIST_NAME_MAX 200 /* characters, of names and source */
#define LIST_URL_MAX 500
#define LIST_PRODUCTS_MAX 20000 /* of one list */
#define LIST_LISTS_MAX 50
#define LIST_ALL_MAX 100000 /* products of all lists: a search reads them one after the other */

/* Lower-case letters, digits and hyphens, no hyphen first. */
bool list_store_slug_valid(const char *slug);

struct list_about {
	const char *slug, *name_ja, *name_en, *source;
	const char *url; /* NULL: none */
	int64_t account; /* 0: from the command line */
	int64_t now;
};

/*
 * Inside a transaction of a writer.  Keeps a list (product_list.schema.json, of a table) as the
 * draft of its slug, in place of an earlier draft.  E_LIMIT when it is too much, E_FORMAT when it
 * does not fit the schema.
 */
int list_store_keep(struct store *s, const struct list_about *about, const json_t *list,
		    int64_t *id, struct err *err) MUST_USE;

/*
 * The draft in place of the public edition of its slug, which goes; *before, new: that one's row,
 * or NULL.  E_MISSING when there is no such draft, E_EXISTS when a newer edition is public.
 */
int list_store_publish(struct store *s, int64_t id, json_t **before, struct err *err) MUST_USE;

/* A draft or a public list, with its products.  E_MISSING. */
int list_store_remove(struct store *s, int64_t id, struct err *err) MUST_USE;

/*
 * All of it by the operator, from the command line: keep, publish, note in the trail, one
 * transaction.  *before as above.
 */
int list_store_import(struct store *s, const struct list_about *about, const json_t *list,
		      json_t **before, struct err *err) MUST_USE;

/*
 * For `hoshi procure`: offers every product of a public list.  *about, new, is what the answer says
 * of it: {kind: "list", name, edition, source, ...}.  E_MISSING names the lists that there are.
 */
int list_store_offer(struct procure *p, struct store *s, const char *slug, json_t **about,
		     struct err *err) MUST_USE;
