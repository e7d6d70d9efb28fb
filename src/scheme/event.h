/*
 * Public events: every decision that everybody may know, whole, in the order in which they were
 * made.  Rows never go away, and are never changed but by an order to withhold one (withhold.h).
 *
 * Events (member "kind"; body below; docs/formats/event.md):
 *   label_issued   level, issued, valid_until, support_until, models[], the public body, and the
 *                  statements that the signer made
 *   label_status   status, valid_until, reason {ja, en} or null
 *   label_updated  members of the body that are others now, null: it has gone; models[] if they
 *                  changed
 *   label_notice   kind, text {ja, en}, url or null
 *   correction     text {ja, en}: the registry's, of what was published before
 * The body of one that is withheld: label/withheld.h.
 * What the log says of other things than labels is no event here.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;
struct store;

struct event {
	int64_t seq, at;
	const char *kind, *label;
	const json_t *body;
	int64_t entry; /* of the log; -1: none */
};

#define EVENT_BODY_MAX (4u << 20)

/* Keep an event and apply it (fold_apply), in the caller's transaction; seq is given to it. */
int event_add(struct store *store, const struct event *event, struct err *err) MUST_USE;

/* Drop the public tables and make them anew from the events, in the caller's transaction. */
int event_fold_again(struct store *store, struct err *err) MUST_USE;

/* The same in a transaction of its own; *same: they were what the events say already. */
int event_refold(struct store *store, bool *same, struct err *err) MUST_USE;
