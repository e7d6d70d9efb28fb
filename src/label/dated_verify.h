/*
 * Is this dated answer genuine, and what does it come to?  Pure: the file and a key file go in, a
 * result that names each check comes out.  No clock is looked at: what an answer says of a moment
 * is as true in twenty years.
 *
 * An answer says what the registry's log says of a label.  It says nothing of the product in hand,
 * and not that anything complies with anything.
 */
#pragma once

#include "base/base.h"
#include "base/err.h"
#include "label/dated_answer.h"
#include "label/dated_history.h"
#include "label/dated_log.h"
#include "label/key_set.h"
#include "label/verify.h"

/* In the order in which they are made; the first that fails ends it. */
enum dated_step {
	DATED_FORM,      /* it is a dated answer, in the one form that it can have */
	DATED_KEY,       /* its key is in the key file, and signed for the registry on that day */
	DATED_SIGNATURE, /* the key's signature fits */
	DATED_LOG,       /* the checkpoint is one of the registry's log */
	DATED_ENTRIES,   /* every entry is in that log, where it says */
	DATED_CHAIN,     /* they are the label's history without a gap */
	DATED_STATEMENT, /* the statement of the issue is genuine, and of this label */
	DATED_RECORDS,   /* the public records are those that were logged */
	DATED_STEPS,
};

/* Why a check was not made or failed. */
enum dated_why {
	DATED_WHY_NONE,
	DATED_WHY_EARLIER,  /* an earlier check failed */
	DATED_WHY_UNSIGNED, /* read from files, which nobody signed as an answer */
	DATED_WHY_NO_KEYS,  /* there is no key file */
	DATED_WHY_FAULT,    /* see fault */
};

enum dated_verdict {
	DATED_NOT_GENUINE, /* or it cannot be told: nothing in it is to be believed */
	DATED_NO,          /* the label was not in force, or the model was not covered */
	DATED_UNDECIDED,   /* that cannot be told from what is public */
	DATED_YES,
};

/* dated_verify_done frees it; answer and history belong together and to the file's bytes. */
struct dated_result {
	enum dated_verdict verdict;
	struct dated_check {
		enum verify_outcome outcome;
		enum dated_why why;
	} checks[DATED_STEPS];
	struct err fault; /* of the check that failed */
	/* Believed only when the verdict is not DATED_NOT_GENUINE. */
	struct dated_answer answer;
	struct dated_history history;
	struct statement statement; /* of the issue */
	bool has_owner;             /* whose key signed the answer */
	char owner_ja[KEY_SET_OWNER_MAX + 1], owner_en[KEY_SET_OWNER_MAX + 1];
	bool is_label_key_revoked; /* since the issue was logged: the log vouches for it */
	struct dated_log log;
};

/* keys may be NULL: then no signature is checked, and the result says so. */
void dated_verify(struct dated_result *out, struct bytes file, const struct key_set *keys);

/* The same of a payload that was put together from a log's files and that nobody signed. */
void dated_verify_files(struct dated_result *out, struct bytes payload, const struct key_set *keys);

void dated_verify_done(struct dated_result *result);
