/*
 * The status list: what every label's status is, in four bits each, signed (Token Status List,
 * draft-ietf-oauth-status-list-21, as CWT; docs/formats/status-list.md).  One file of some
 * kilobytes holds the whole scheme, so that anybody can look a label up without telling whom.
 *
 * A list tells what was so when it was made.  How old it is belongs to every answer that is taken
 * from it.
 */
#pragma once

#include "base/base.h"
#include "label/statement.h"

struct buf;
struct cose;
struct err;
struct signing_key;

#define STATUS_LIST_LABELS_MAX (STATEMENT_INDEX_MAX + 1)
#define STATUS_LIST_MESSAGE_MAX (5u << 20)    /* bytes, signed */
#define STATUS_LIST_TTL_MAX INT64_C(31622400) /* seconds: 366 days */

/* 0 to 2 are of the draft, 12 to 15 are left to applications by it. */
enum status {
	STATUS_VALID = 0,
	STATUS_REVOKED = 1,
	STATUS_SUSPENDED = 2,
	STATUS_EXTENSION_PENDING = 12, /* over as printed, and goes on until that is decided */
	STATUS_EXPIRED = 13,
	STATUS_WITHDRAWN = 14,
	STATUS_NONE = 15, /* no label has this index */
};

struct status_list {
	char issuer[STATEMENT_ISSUER_MAX + 1];
	uint32_t id;     /* its name is https://ISSUER/status/ID */
	int64_t made;    /* Unix seconds */
	int64_t expires; /* not to be used from then on; 0: never */
	int64_t ttl;     /* seconds after which a new one should be there; 0: not said */
	uint8_t *packed; /* size bytes, two labels in each */
	size_t size;
};

/* count labels without one: STATUS_NONE.  E_LIMIT above STATUS_LIST_LABELS_MAX. */
int status_list_create(struct status_list *out, const char *issuer, uint32_t id, size_t count,
		       struct err *err) MUST_USE;
void status_list_done(struct status_list *list);

/* E_LIMIT: the list is shorter. */
int status_list_set(struct status_list *list, uint32_t index, enum status status) MUST_USE;

/* E_LIMIT: the list is shorter; E_UNSUPPORTED: a status that this program does not know. */
int status_list_get(const struct status_list *list, uint32_t index, enum status *out) MUST_USE;

/* Append the signed list.  E_FORMAT, E_LIMIT; E_* of the key. */
int status_list_sign(struct buf *out, const struct status_list *list, const struct signing_key *key,
		     struct err *err) MUST_USE;

/*
 * Read without verifying (cose_verify).  E_TRUNC, E_FORMAT, E_LIMIT, E_UNSUPPORTED.  Whatever it
 * claims to hold, no more than STATUS_LIST_LABELS_MAX labels are unpacked.
 */
int status_list_read(struct status_list *out, struct cose *message, struct bytes bytes,
		     struct err *err) MUST_USE;

/* "valid", "extension_pending" ... as in the registry's events; NULL for STATUS_NONE. */
const char *status_list_word(enum status status);
bool status_list_from_word(const char *word, enum status *out);
