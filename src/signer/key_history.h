/*
 * The registry's public keys as the log has them: each entry about a key says all of what is known
 * of it from then on, and the file keys.json is the last word on each.
 */
#pragma once

#include "base/base.h"
#include "base/day.h"
#include "base/json.h"
#include "label/key_set.h"

struct buf;
struct err;

/* Zero-initialise; key_history_done ends it. */
struct key_history {
	json_t *keys; /* owned: objects as in the key file, in the order of their first entries */
	json_t *last; /* owned: subject -> the last entry about it */
};
void key_history_done(struct key_history *h);

/* The key of the record of kind "key" of an entry.  E_FORMAT. */
int key_history_apply(struct key_history *h, uint64_t entry, const json_t *record,
		      struct err *err) MUST_USE;

/* The last entry about a subject, or -1. */
int64_t key_history_last(const struct key_history *h, const char *subject);

/* The first day of the key that signs for this purpose, or NULL. */
const char *key_history_from(const struct key_history *h, enum key_purpose purpose);

/*
 * Whose turn it is: *record is that of the next entry that the log needs so that this key is the
 * one that signs for its purpose since today; NULL when it has all.  New.
 */
json_t *key_history_next(const struct key_history *h, const struct key_set_key *current,
			 const char *today) MUST_USE;

/* The record by which a key is not believed any more; NULL: there is none of this id, it is
 * revoked, or it is in use (it would sign on, to nobody's belief: it has to be replaced first).
 * New.
 */
json_t *key_history_revoke(const struct key_history *h, const char *kid,
			   const char *today) MUST_USE;

/* What entries about this record's key are about: "label/KID". */
#define KEY_HISTORY_SUBJECT_MAX 64
void key_history_subject(char out[static KEY_HISTORY_SUBJECT_MAX], const json_t *record);

/* Append the key file. */
void key_history_write(const struct key_history *h, struct buf *out);
