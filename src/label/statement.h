/*
 * The label statement: what the code on a label says, signed (docs/formats/statement.md).  A CWT
 * (RFC 8392) in COSE_Sign1, deterministic CBOR, made once at issue: dates and models are as
 * printed. What became of the label since is in the status list.
 *
 * S1 is for stickers.  S2, for boxes and manuals, has the names of maker and product too.
 *
 * Days are days in Asia/Tokyo.  The protected header has alg and kid and nothing else: whatever
 * else the same key may sign has a type (16), and can not be taken for a label.
 */
#pragma once

#include "base/base.h"
#include "base/day.h"
#include "label/model_list.h"

struct buf;
struct cose;
struct err;
struct signing_key;

#define STATEMENT_MAX 576       /* bytes of the signed message */
#define STATEMENT_ISSUER_MAX 64 /* bytes of texts, without NUL */
#define STATEMENT_NUMBER_MAX 64
#define STATEMENT_CRITERIA_MAX 40
#define STATEMENT_NAME_MAX 96
#define STATEMENT_LEVEL_MAX 4
#define STATEMENT_LIST_MAX 65535                   /* of status_list */
#define STATEMENT_INDEX_MAX ((8u << 20) - 1)       /* of status_index */
#define STATEMENT_LOG_MAX ((INT64_C(1) << 53) - 1) /* what JavaScript counts to */

struct statement {
	char issuer[STATEMENT_ISSUER_MAX + 1];     /* the host of the registry, small letters */
	char number[STATEMENT_NUMBER_MAX + 1];     /* registration number: A-Z, 0-9 and '-' */
	char issued[DAY_TEXT_MAX];                 /* YYYY-MM-DD */
	char valid_until[DAY_TEXT_MAX];            /* the last day */
	char support_until[DAY_TEXT_MAX];          /* or "" */
	unsigned level;                            /* 1 to STATEMENT_LEVEL_MAX */
	char criteria[STATEMENT_CRITERIA_MAX + 1]; /* edition of the criteria that were applied */
	char corporate_number[14];                 /* 13 digits (法人番号), or "" */
	struct model_list models;
	int64_t log_index; /* the entry of the label's issue, or -1 */
	uint32_t status_list, status_index;
	char vendor[STATEMENT_NAME_MAX + 1]; /* S2: both; S1: both "" */
	char product[STATEMENT_NAME_MAX + 1];
};

/* Append the signed statement.  E_FORMAT, E_LIMIT: a member that no statement may have; E_* of the
 * key. */
int statement_sign(struct buf *out, const struct statement *s, const struct signing_key *key,
		   struct err *err) MUST_USE;

/*
 * Read without verifying: cose_verify(message) does that, label/verify.h all of it.  message
 * borrows from bytes.  E_TRUNC, E_FORMAT, E_LIMIT; E_UNSUPPORTED: of a kind that this program does
 * not know.
 */
int statement_read(struct statement *out, struct cose *message, struct bytes bytes,
		   struct err *err) MUST_USE;

/* Whether text can be an issuer: a host of [a-z0-9.-], maybe with ':' and a port. */
bool statement_issuer_valid(const char *text);
bool statement_number_valid(const char *text);
