/*
 * The public state of the registry is a fold of its public events: fold_apply is the only thing
 * that writes the tables label, label_model, label_status, label_notice and the search index, and
 * it looks at nothing but the event and those tables.  Who has the events can make the same tables.
 */
#pragma once

#include "base/base.h"
#include "crypto/hash.h"
#include "scheme/event.h"

struct err;
struct store;

/* Inside a transaction of the caller.  E_FORMAT: an event that this program does not know. */
int fold_apply(struct store *store, const struct event *event, struct err *err) MUST_USE;

/* Empty the public tables, inside a transaction of the caller. */
int fold_drop(struct store *store, struct err *err) MUST_USE;

/* SHA-256 over all rows of the public tables: two of the same events have the same. */
int fold_digest(struct store *store, char out[static HASH_HEX_MAX], struct err *err) MUST_USE;
