/*
 * One request of a person (or of the clock) while it is being done: who, what was said, the store,
 * and what comes of it.  What an action answers decides whether the transaction is kept.
 */
#pragma once

#include "base/base.h"
#include "base/day.h"
#include "base/err.h"
#include "base/json.h"
#include "scheme/facts.h"
#include "scheme/scheme.h"
#include "store/store.h"
#include "workflow/role.h"

enum outcome {
	OUTCOME_OK,
	OUTCOME_JOB,        /* needs a job first; nothing is kept but counts of tries */
	OUTCOME_INVALID,    /* problems say why */
	OUTCOME_SIGNED_OUT, /* nobody is signed in, or not any more */
	OUTCOME_DENIED,     /* not this person, or not in this state */
	OUTCOME_FACTOR,     /* the second factor is missing, wrong, or was used before */
	OUTCOME_CONFLICT,   /* somebody else changed it in the meantime */
	OUTCOME_LIMIT,      /* too often */
	OUTCOME_MISSING,
	OUTCOME_FULL,   /* no room on the disk: nothing was changed, later it may be */
	OUTCOME_BROKEN, /* our own trouble; call->err says which */
};

const char *call_outcome(enum outcome o); /* "ok", as in the reply */

/* One call.  Borrowed but for what is marked. */
struct call {
	struct scheme *scheme;
	struct store *store;
	int64_t now;
	char today[DAY_TEXT_MAX];
	const char *action; /* its name */
	const char *address;
	const char *session; /* the cookie's token, or NULL */
	const json_t *args, *uploads;
	const json_t *done; /* results of jobs, by their kinds; NULL: none yet */
	json_t *account;    /* owned; NULL: nobody is signed in */
	enum role role;     /* valid with account; ROLE_SYSTEM for the clock */
	json_t *problems;   /* owned */
	json_t *result;     /* owned */
	json_t *job;        /* owned; with OUTCOME_JOB */
	json_t *events;     /* owned; what is to be published, see call_publish */
	int64_t due;        /* not before (Unix seconds); 0: at once */
	const char *deed;   /* what is done, where the action's name does not say it; or NULL */
	bool decides;       /* a person decides: with the second factor, over what becomes of it */
	json_t *subject;    /* owned; what it is about where nothing is published */
	json_t *decisions;  /* owned; rows with attestations of others that it rests on */
	bool keep;          /* commit whatever the outcome: tries were counted */
	struct err err;
};

/* ---- arguments ---- */

const char *call_arg(const struct call *c, const char *name); /* NULL: absent or empty */
/* A whole number of 1 and more; 0 when it is none. */
int64_t call_id(const struct call *c, const char *name);
/* A text of at most max characters; absent: OUTCOME_INVALID with a problem when required. */
enum outcome call_text(struct call *c, const char *name, size_t max, bool required,
		       const char **out);

/* ---- saying no ---- */

/* Adds a problem with a field; the answer is OUTCOME_INVALID. */
enum outcome call_problem(struct call *c, const char *field, const char *ja, const char *en);

/* ---- work of others ---- */

/*
 * What a worker has to do first: its result when it has done it (*result, borrowed), else
 * OUTCOME_JOB, and the request comes again with it.  job is taken over; of each kind there is one
 * in a request.
 */
enum outcome call_job(struct call *c, json_t *job, const json_t **result);

/* ---- the store, with outcomes instead of codes ---- */

enum outcome call_run(struct call *c, const char *statement, struct store_values values);
/* E_MISSING is OUTCOME_MISSING, nothing changed OUTCOME_CONFLICT. */
enum outcome call_row(struct call *c, const char *statement, struct store_values values,
		      json_t **row);
enum outcome call_rows(struct call *c, const char *statement, struct store_values values,
		       json_t **rows);
enum outcome call_change_one(struct call *c, const char *statement, struct store_values values);
enum outcome call_broken(struct call *c, int code); /* err is set already, or gets code's name */

/* The account's row id, 0 for the clock. */
int64_t call_account_id(const struct call *c);
struct store_value call_account_value(const struct call *c); /* NULL for the clock */

/* ---- what everybody is to know ---- */

/*
 * A public event (docs/formats/event.md) of this action; published after its transaction, all or
 * none.  about: a label's number, or the subject of what is about no label.
 */
enum outcome call_publish(struct call *c, const char *kind, const char *about, const json_t *body);

/* ---- decisions ---- */

/*
 * This action is a decision: the code of the second factor came with the form, or OUTCOME_FACTOR.
 * When all else is done the signer is asked to look at the code and to attest the decision over
 * what it publishes (or over c->subject); the action is done once more when it has.
 */
enum outcome call_decides(struct call *c);

/* What the decision is about, as the signer will hash it (signer/publication.h). */
void call_covers(const struct call *c, char out[static HASH_HEX_MAX]);

/* The signer's word in base64, or "" as long as it was not asked. */
const char *call_attestation(const struct call *c);

/* After the action: ask the signer, if it decides. */
enum outcome call_attest(struct call *c);

/* ---- the trail ---- */

struct trail {
	const char *kind, *subject; /* "application", "17" */
	const char *from, *to, *reason;
	const json_t *detail;
};
enum outcome call_audit(struct call *c, const struct trail *trail);

/* The next number of a kind within its scope (a year): 1, 2, ... */
enum outcome call_count(struct call *c, const char *kind, const char *scope, int64_t *out);

/* What scheme/facts.h gathers for this call. */
struct facts call_facts(const struct call *c);
enum outcome call_outcome_of(struct call *c, int code); /* 0 is OUTCOME_OK, else call_broken */
