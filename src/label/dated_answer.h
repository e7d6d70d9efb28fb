/*
 * The dated answer: "was this label valid, for this model, at this moment, under these criteria",
 * as one signed file that is verified with a key file alone (docs/formats/answer.md).
 *
 * COSE_Sign1 with a type (16) of its own, signed by a key that signs status lists.  It carries the
 * question and the evidence, and no conclusion: whoever verifies it draws that himself
 * (label/dated_history.h), by the same code as whoever made it.  The evidence is the label's
 * history out of the log: every entry about it from its issue up to the moment, and the first one
 * after it where there is one, each with its inclusion proof and its public record, and the
 * checkpoint.  Entries name the one before them, so none can be left out in the middle.
 *
 * What is read is checked for form alone here; nothing of it is to be believed before
 * label/dated_verify.h has said so.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "label/log_entry.h"
#include "label/model_list.h"
#include "label/statement.h"
#include "tlog/log_record.h"
#include "tlog/merkle.h"

struct buf;
struct cose;
struct err;
struct signing_key;

#define DATED_ANSWER_TYPE "application/hoshi-answer+cose"
#define DATED_ANSWER_VERSION 1
#define DATED_ANSWER_MAX (4u << 20)                 /* bytes of the file */
#define DATED_ANSWER_ENTRIES_MAX 256                /* the one after the moment among them */
#define DATED_ANSWER_TIME_MAX INT64_C(253402300799) /* the end of 9999 */

/* One entry of the label's history. */
struct dated_entry {
	uint64_t index;
	struct bytes bytes; /* as it stands in the log */
	struct bytes
	    proof; /* hashes of the inclusion proof, one after the other, from the leaf up */
	struct bytes salt;   /* LOG_RECORD_SALT bytes; empty where there is no record */
	struct bytes record; /* canonical JSON, to the byte what the digest is of */
	/* What dated_answer_parse made of these. */
	struct log_entry entry;
	json_t *json; /* owned; NULL: withheld, or a notice, whose record is never in an answer */
};

struct dated_answer {
	char issuer[STATEMENT_ISSUER_MAX + 1]; /* the registry, and its log's name */
	int64_t made;                          /* Unix seconds */
	char number[STATEMENT_NUMBER_MAX + 1];
	char model[MODEL_LIST_NUMBER_MAX + 1]; /* that was asked for, or "" */
	int64_t at;              /* the moment that was asked for: Unix seconds, at most made */
	struct bytes checkpoint; /* the note, with all its signatures */
	struct dated_entry *entries;
	size_t n;
};

/* Append the payload.  Whatever it is given is written; dated_answer_parse tells whether it may be.
 */
void dated_answer_write(struct buf *out, const struct dated_answer *answer);

/*
 * Read a payload.  Everything borrows from it but entries and their JSON, which dated_answer_done
 * frees.  E_TRUNC, E_FORMAT, E_LIMIT; E_UNSUPPORTED: of a version or with a kind of entry that this
 * program does not know.
 */
int dated_answer_parse(struct dated_answer *out, struct bytes payload, struct err *err) MUST_USE;
void dated_answer_done(struct dated_answer *answer);

/* Append the file: the payload, signed.  E_LIMIT; E_* of the key. */
int dated_answer_sign(struct buf *out, struct bytes payload, const struct signing_key *key,
		      struct err *err) MUST_USE;

/* The file without verifying its signature; message borrows from it too. */
int dated_answer_read(struct dated_answer *out, struct cose *message, struct bytes file,
		      struct err *err) MUST_USE;

/* Whether a file is meant to be one, however damaged, so that a command can tell it from others. */
bool dated_answer_looks_like(struct bytes file);

/* The last second of a day in Tokyo: the moment that stands for it.  E_FORMAT, E_LIMIT. */
int dated_answer_end_of_day(const char *day, int64_t *at) MUST_USE;
