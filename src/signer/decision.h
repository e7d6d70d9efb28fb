/*
 * One person's decision, as the signer attests it after it has seen the code of the second factor.
 */
#pragma once

#include "base/base.h"
#include "crypto/hash.h"
#include "workflow/role.h"

#define DECISION_ACTION_MAX 64

struct decision {
	int64_t at; /* Unix microseconds; no two decisions of one signer have the same */
	int64_t account;
	enum role role;
	char action[DECISION_ACTION_MAX]; /* "suspend", a name of the workflow */
	uint8_t digest[HASH_SIZE];        /* publication_digest of what is decided */
};
