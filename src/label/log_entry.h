/*
 * An entry of the log: what everybody can prove of a public decision (docs/formats/log-entry.md).
 * It says where a label stands from then on, and carries a digest of the public record; the
 * record itself, with all its words, lies beside the log and can be withheld by order of a court
 * while the proof stays whole.
 *
 * Deterministic CBOR: a map with whole numbers for keys, in their order, absent members left out.
 */
#pragma once

#include "base/base.h"
#include "base/day.h"
#include "crypto/hash.h"

struct buf;
struct err;

#define LOG_ENTRY_VERSION 1
#define LOG_ENTRY_SUBJECT_MAX 128 /* bytes */
#define LOG_ENTRY_STATEMENT_MAX 4096
#define LOG_ENTRY_MAX 8192

enum log_kind {
	LOG_LABEL_ISSUED = 1,
	LOG_LABEL_STATUS = 2,
	LOG_LABEL_UPDATED = 3, /* what is published of it, its models among it */
	LOG_LABEL_NOTICE = 4,
	LOG_CORRECTION = 5,
	LOG_CRITERIA = 6,      /* a criteria pack comes into force */
	LOG_RECOGNITION = 7,   /* a table of what is recognised between schemes */
	LOG_ACCREDITATION = 8, /* of an evaluation body */
	LOG_KEY = 9,           /* a key begins, is replaced or revoked */
	LOG_STATUS_LIST = 10,
};

struct log_entry {
	enum log_kind kind;
	int64_t at;                          /* Unix seconds: when it was decided */
	char subject[LOG_ENTRY_SUBJECT_MAX]; /* a label's number, "criteria/jc-star-1" */
	uint8_t digest[HASH_SIZE];           /* of the record: tlog/log_record.h */
	int64_t decided; /* Unix microseconds of the last decision; 0: it needed none */
	/* Issues and statuses of labels. */
	unsigned level;  /* 1 to 4; issues alone */
	unsigned status; /* as in the status list; issues and statuses */
	char valid_until[DAY_TEXT_MAX];
	struct bytes statement; /* COSE_Sign1 of the label; issues alone.  Borrowed */
	int64_t previous; /* the entry before it about the same subject; -1: it is the first */
};

void log_entry_write(struct buf *out, const struct log_entry *entry);

/* statement is borrowed from the bytes.  E_TRUNC, E_FORMAT, E_LIMIT, E_UNSUPPORTED. */
int log_entry_read(struct log_entry *out, struct bytes bytes, struct err *err) MUST_USE;

/* "label_issued"; NULL for a number that is no kind. */
const char *log_entry_kind_name(unsigned kind);
int log_entry_kind_find(const char *name); /* the kind, or -1 */
/* Is its subject a label's number, the entry part of that label's chain? */
bool log_entry_of_label(enum log_kind kind);
/* Words about a label, of its maker or of the registry: they move nothing of where it stands. */
bool log_entry_is_words(enum log_kind kind);
