/*
 * The public tables made anew from nothing but the public files of a log: who has a copy of the
 * log can make the registry again, and compare.
 */
#pragma once

#include "base/base.h"
#include "crypto/hash.h"

struct err;
struct log_read;
struct store;

struct rebuild {
	uint64_t entries, events, withheld;
	char digest[HASH_HEX_MAX]; /* fold_digest of what was made */
};

/*
 * dir is the folder that log reads; store is a fresh one.  E_VERIFY and the like: the records do
 * not fit the log.  Of a record that is withheld the entry's own words are taken.
 */
int rebuild_store(struct rebuild *out, const char *dir, struct log_read *log, struct store *store,
		  struct err *err) MUST_USE;

/* How far a registry's own tables followed its log, and their digest. */
int rebuild_live(uint64_t *entries, char digest[static HASH_HEX_MAX], struct store *store,
		 struct err *err) MUST_USE;
