/*
 * Is this label statement genuine, and what is known of the label today?  Pure: what was scanned,
 * the keys, maybe a status list and a model go in; a result that names each check, whether it was
 * made and how it ended, comes out.  Nothing is taken from the statement on trust but what the
 * signature covers, and the algorithm is the key's.
 *
 * A genuine code can be copied onto a false product: no check of a code can tell.  No answer here
 * says that a product is safe or complies with anything.
 */
#pragma once

#include "base/base.h"
#include "base/err.h"
#include "label/key_set.h"
#include "label/statement.h"
#include "label/status_list.h"

struct label_url;

#define VERIFY_CLOCK_SLACK 300 /* seconds that two clocks may differ */

/* In the order in which they are made. */
enum verify_step {
	VERIFY_FORM,      /* it is a label statement, in the one form that it can have */
	VERIFY_KEY,       /* its key is in the key file, and signed labels on that day */
	VERIFY_SIGNATURE, /* the key's signature fits */
	VERIFY_HOST,      /* the code leads where the statement comes from */
	VERIFY_TERM,      /* today lies within the printed dates */
	VERIFY_STATUS,    /* the status list says that the label is in force */
	VERIFY_MODEL,     /* the model is one of those that are covered */
	VERIFY_STEPS,
};

enum verify_outcome { VERIFY_NOT_DONE, VERIFY_HOLDS, VERIFY_FAILS };

/* Why a check was not made or failed. */
enum verify_why {
	WHY_NONE,
	WHY_EARLIER,         /* an earlier check failed */
	WHY_FORM,            /* form: see form_error */
	WHY_KEY_UNKNOWN,     /* key */
	WHY_KEY_REVOKED,     /* key */
	WHY_KEY_DAY,         /* key: it did not sign on the day of issue */
	WHY_KEY_ISSUER,      /* key: it signs for another registry */
	WHY_SIGNATURE,       /* signature */
	WHY_NO_ADDRESS,      /* host: the statement came without one */
	WHY_OTHER_HOST,      /* host */
	WHY_OTHER_NUMBER,    /* host: the address names another registration number */
	WHY_CLOCK,           /* term, status: now is before what was made; this clock is wrong */
	WHY_OVER,            /* term: the last day as printed has passed */
	WHY_NO_LIST,         /* status: none was given */
	WHY_LIST_FORM,       /* status: what was given is none; see list_error */
	WHY_LIST_KEY,        /* status: signed by no key that may */
	WHY_LIST_OTHER,      /* status: not the list that the statement names */
	WHY_LIST_BEFORE,     /* status: the list is older than the label */
	WHY_LIST_STALE,      /* status: known, but the list is older than it may be */
	WHY_NO_ENTRY,        /* status: the list does not know the label */
	WHY_NOT_IN_FORCE,    /* status: see status */
	WHY_NO_MODEL,        /* model: none was given */
	WHY_MODELS_UNKNOWN,  /* model: several are covered, and their list is not at hand */
	WHY_MODELS_OTHER,    /* model: the list at hand is not the printed one */
	WHY_MODEL_NOT_THERE, /* model */
};

enum verify_verdict {
	VERIFY_NOT_GENUINE,  /* or it cannot be told: nothing in it is to be believed */
	VERIFY_NOT_IN_FORCE, /* genuine; the label is over or suspended */
	VERIFY_OTHER_MODEL,  /* genuine; the model was not covered as printed */
	VERIFY_UNDECIDED,    /* genuine; over as printed, and today's status is not known */
	VERIFY_GENUINE,      /* genuine; nothing that was checked speaks against it */
};

struct verify_input {
	struct bytes statement;
	const struct label_url *url; /* that it came with, or NULL */
	const struct key_set *keys;
	struct bytes status_list;  /* a signed list as it was got; empty: none */
	const char *model;         /* that somebody reads on the product, or NULL */
	const char *const *models; /* all that the label is said to cover, or NULL */
	size_t models_count;
	int64_t now; /* Unix seconds */
};

struct verify_result {
	enum verify_verdict verdict;
	struct verify_check {
		enum verify_outcome outcome;
		enum verify_why why;
	} checks[VERIFY_STEPS];
	struct statement statement;          /* believed only with VERIFY_SIGNATURE held */
	char host[STATEMENT_ISSUER_MAX + 1]; /* of the address, or "" */
	bool has_key;
	char owner_ja[KEY_SET_OWNER_MAX + 1], owner_en[KEY_SET_OWNER_MAX + 1];
	char revoked[DAY_TEXT_MAX];
	bool has_status; /* status, status_made and status_age say what a genuine list said */
	enum status status;
	int64_t status_made, status_age; /* Unix seconds, seconds */
	struct err form_error, list_error;
};

void verify_label(struct verify_result *out, const struct verify_input *in);

/* Has the label's status as known ended for good, so that even an old list can tell? */
bool verify_status_final(enum status status);

/* The names that programs know these by: "address", "not_done", "key_unknown", "not_genuine". */
const char *verify_step_name(enum verify_step step);
const char *verify_outcome_name(enum verify_outcome outcome);
const char *verify_why_name(enum verify_why why);
const char *verify_verdict_name(enum verify_verdict verdict);
