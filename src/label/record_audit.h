/*
 * The records of the registry's log against its entries: each entry is one that this program knows,
 * follows on the one before it about its subject, and is the digest of the record beside it.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;
struct log_entry;
struct log_read;

struct record_audit {
	uint64_t checked;  /* records that fit */
	uint64_t withheld; /* entries whose record is not shown to anybody */
};

/* Gets each entry with its record (NULL: withheld), which fit; a negative answer ends it. */
typedef int record_audit_fn(void *context, uint64_t index, const struct log_entry *entry,
			    const json_t *record, struct err *err);

/* dir is the folder that log reads.  E_VERIFY, E_FORMAT, E_MISSING: damage, which err describes. */
int record_audit(struct record_audit *out, const char *dir, struct log_read *log,
		 record_audit_fn *fn, void *context, struct err *err) MUST_USE;
