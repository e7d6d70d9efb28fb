/*
 * From a decision to the public: what an action wants published is kept with the action, in its
 * transaction; the signer puts it into the log when its moment has come; and what is in the log
 * becomes the public tables.  The tables follow the log and nothing else: whatever dies in between,
 * what was published is published once, and the next one who follows finds it there.
 */
#pragma once

#include "scheme/call.h"

#define PUBLISHER_JOB_MAX (4u << 20) /* bytes of publications in a job; one may be longer */
#define PUBLISHER_NEVER INT64_MAX

/* At the end of an action: what it published (call_publish), from c->due on. */
enum outcome publisher_keep(struct call *c);

/*
 * What the signer is to be asked now: a job "publish" (signer/signer.h), new; NULL when nothing is
 * due and the log was followed to its end.
 */
int publisher_job(struct scheme *s, json_t **job, struct err *err) MUST_USE;

/* What it answered: one transaction of its own. */
int publisher_done(struct scheme *s, const json_t *result, struct err *err) MUST_USE;

/* Unix seconds of the next publication that waits for its moment, or PUBLISHER_NEVER. */
int64_t publisher_next(struct scheme *s);

/* Is this one (scheme->kept) still to be published, though its moment has come? */
bool publisher_waits(struct scheme *s, int64_t kept);
