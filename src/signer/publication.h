/*
 * What one decision makes public: its events in their order (docs/formats/event.md), and the digest
 * by which the decision is bound to them.  The registrar asks people to decide over a digest; the
 * signer makes it again of what it is to publish.
 *
 * {"action": "suspend", "events": [{"kind", "label", "body"}, ...]}
 *
 * Of what is about no label there is "subject" in place of "label": "criteria/jc-star-1".
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "crypto/hash.h"

#define PUBLICATION_EVENTS_MAX 8

/* What an event is about: a label's number, or the subject.  NULL: it says not which of both. */
const char *publication_about(const json_t *event);

/*
 * SHA-256 over the events as canonical JSON (RFC 8785: sorted members, no blanks;
 * there are only texts, whole numbers, true, false, null).  Of an issue the label's number and its
 * days are left out: they are given when the last of those who decide has decided, and the first
 * one is to decide over the same.  What is done with them ("suspend") stands beside the digest in a
 * decision.
 */
void publication_digest(uint8_t out[static HASH_SIZE], const json_t *events);
