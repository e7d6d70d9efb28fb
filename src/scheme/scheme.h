/*
 * The registrar's half of everything that changes: one request of a person in, one reply out, one
 * database transaction in between.  No sockets and no child processes here: where slow or dangerous
 * work is needed (a password to hash, a file to parse) the request is handed back with a job, and
 * comes again with the job's result.
 *
 * Request (JSON, from a front):
 *   action    "application.submit", see action.h
 *   session   the session cookie's text, or null
 *   csrf      the form's token
 *   address   of the client
 *   args      object: what the form said, texts and lists of texts; and the path's values
 *   uploads   object: field -> {spool, name, type, size}
 * Reply:
 *   outcome   "ok", "invalid" (problems), "signed_out", "denied", "factor" (second factor missing
 * or wrong), "conflict" (somebody else was faster), "limit" (too often), "missing",
 *             "full" (no room on the disk, nothing was changed), "broken"
 *   problems  list of {field, ja, en}
 *   result    object; "session": a new cookie
 * Job: {kind: "password_hash", password} -> {hash}
 *      {kind: "password_verify", password, hash} -> {fits: true|false}
 *      {kind: "checklist", spool} -> {checklist, manifest, sha256} or {problem: {ja, en}}
 *      {kind: "models", spool} -> {models} or {problem}
 *      {kind: "list", spool, name, edition, columns: spool or null} -> product_list.schema.json or
 *          {problem: {field?, ja, en}}
 */
#pragma once

#include "base/base.h"
#include "base/day.h"
#include "base/json.h"

struct err;
struct store;
struct settings;
struct time_clock;

struct scheme {
	struct store *store; /* STORE_WRITE */
	const struct settings *settings;
	const json_t *pack;
	const struct time_clock *clock;
	bool followed; /* the public tables are as the log is: scheme/publisher.h */
	int64_t kept;  /* row of the last publication that an action kept; 0: none since it was 0 */
	char day[DAY_TEXT_MAX]; /* the last one whose end-of-term labels were moved; "" at first */
};

/*
 * done: the results of jobs that this request asked for so far, by their kinds; NULL the first
 * time. Sets exactly one of *reply and *job (new references).  Never fails: what goes wrong is a
 * reply with outcome "broken", and logged.
 */
void scheme_handle(struct scheme *s, const json_t *request, const json_t *done, json_t **reply,
		   json_t **job);

/*
 * What time does by itself: expiry, reminders, deadlines that passed.  *next: when to call again
 * (Unix seconds).  Each thing once, however often and late it is called.
 */
int scheme_tick(struct scheme *s, int64_t *next, struct err *err) MUST_USE;

/*
 * Labels whose term is over expire before the first thing that somebody does on a new day, however
 * late the clock's tick is.  Cheap on every other call.  In no transaction of the caller.
 */
void scheme_tick_day(struct scheme *s);

/* In a worker: does one job; spool_dir holds uploads.  *result is a new object. */
void scheme_job(const json_t *job, int spool_dir, json_t **result);
