/*
 * The public state of the registry is a fold of its public events: fold_apply is the only thing
 * that writes the tables label, label_model, label_status, label_notice and the search index, and
 * it looks at nothing but the event and those tables.  Who has the events can make the same tables.
 *
 * Events (member "kind"; body below; docs/formats/event.md):
 *   label_issued   level, issued, valid_until, support_until, models[], and the public body
 *   label_status   status, valid_until, reason {ja, en} or null
 *   label_updated  members of the body that are others now; models[] if they changed
 *   label_notice   kind, text {ja, en}, url or null
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "crypto/hash.h"

struct err;
struct store;

struct event {
	int64_t seq, at;
	const char *kind, *label;
	const json_t *body;
};

/* Inside a transaction of the caller.  E_FORMAT: an event that this program does not know. */
int fold_apply(struct store *store, const struct event *event, struct err *err) MUST_USE;

/* Keep an event and apply it, in the caller's transaction. */
int fold_add(struct store *store, int64_t at, const char *kind, const char *label,
	     const json_t *body, struct err *err) MUST_USE;

/* Drop the public tables and make them anew from the events, in one transaction of its own. */
int fold_again(struct store *store, struct err *err) MUST_USE;

/* SHA-256 over all rows of the public tables: two of the same events have the same. */
int fold_digest(struct store *store, char out[static HASH_HEX_MAX], struct err *err) MUST_USE;
