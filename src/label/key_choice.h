/*
 * Which key of the key file made a message, and might it?  What all that is verified with a key
 * file has in common: label statements, status lists, dated answers.
 */
#pragma once

#include "base/base.h"
#include "label/key_set.h"

struct cose;
struct err;

enum key_fault {
	KEY_FINE,
	KEY_IS_REVOKED,   /* it proves nothing, whatever the day */
	KEY_OTHER_ISSUER, /* it signs for another registry */
	KEY_NOT_ON_DAY,   /* it did not sign on that day */
};

/*
 * An id has 8 bytes and can be met twice, by chance or on purpose: all keys of the purpose that
 * have it are tried.  The one whose signature fits, else the first, or NULL.
 */
const struct key_set_key *key_choice_find(const struct key_set *keys, enum key_purpose purpose,
					  const struct cose *message, bool *fits);

/* Whether the key may have signed for issuer on that day. */
enum key_fault key_choice_fault(const struct key_set_key *key, const char *issuer, const char *day);

/* The same, whatever became of the key since: where something else shows when it signed. */
enum key_fault key_choice_fault_then(const struct key_set_key *key, const char *issuer,
				     const char *day);

/* 0 for KEY_FINE; else E_VERIFY with the fault in both languages. */
int key_choice_refuse(enum key_fault fault, const struct key_set_key *key,
		      struct err *err) MUST_USE;
