/*
 * The registrar's half of what the jobs process does on the network: which mail is due, which page
 * is to be looked at, and what became of it.  One thing is given out at a time.
 *
 * A mail counts as tried, and its next try is set, before it is given out: whoever dies over it
 * dies at most POST_TRIES_MAX times.  After the last try, or when the other side says that it will
 * never be taken, it is abandoned: marked, with the reason, and noted in the audit trail.
 *
 * By method "file" nothing is given out: the mail is written to DIR/outbox/NNNNNN.eml here, as the
 * registrar is the one process that may write the data; the number is the mail's own, so that it is
 * the same file however often.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;
struct scheme;

#define POST_FOLDER "outbox"            /* in the data directory */
#define POST_TRIES_MAX 12               /* about 20 hours: a link in a mail lasts three days */
#define POST_BACKOFF 60                 /* seconds before the second try; doubles */
#define POST_BACKOFF_MAX INT64_C(21600) /* six hours */
#define POST_FILES_AT_ONCE 20 /* written for one request, so that others are heard in between */
#define POST_PROBLEM_MAX 400  /* bytes */

struct post {
	struct scheme *scheme;
	const char *dir;    /* the data directory; borrowed */
	int64_t label;      /* the round of links has come up to here */
	int64_t next_round; /* Unix seconds */
};

/*
 * One request of the jobs process, and the reply (new):
 *   {do: "tick"}                         {next}, see scheme_tick
 *   {do: "mail"}                         {mail: {id, mail, language, subject, body, created} |
 * null, next}: when to ask again {do: "mail_done", id, problem, final}  {}; problem null: it was
 * taken {do: "link"}                         {url | null, next} {do: "link_done", url, state,
 * detail}  {}; state null: nothing could be found out Trouble of our own is {next} alone, and
 * logged.  E_FORMAT: it is none of these.
 */
int post_handle(struct post *p, const json_t *request, json_t **reply) MUST_USE;

/* Is there mail to be sent now, or a link that somebody wants to be looked at again?  Cheap. */
bool post_waits(const struct post *p);
bool post_waits_link(const struct post *p);
