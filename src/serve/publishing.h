/*
 * The registrar's talk with the signer about what becomes public (scheme/publisher.h): one question
 * at a time, whatever is due by then in each; and the replies that wait for it, so that who decided
 * sees on the next page what was decided.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct peer;
struct scheme;

#define PUBLISHING_HELD_MAX 256
#define PUBLISHING_HELD_SECONDS 5 /* after that the reply goes: it is decided, only not out yet */
#define PUBLISHING_LATE_SECONDS 60
#define PUBLISHING_AGAIN_SECONDS 1  /* after the signer could not */
#define PUBLISHING_NUMBER INT64_MAX /* the id of its jobs: no task has it */

struct publishing {
	struct scheme *scheme;
	int64_t asked;      /* monotonic: when the signer was asked what it did not answer yet; 0 */
	int64_t not_before; /* monotonic: it failed */
	struct held {
		json_t *reply; /* owned; NULL: free */
		int64_t to, id;
		int64_t kept; /* the publication it waits for */
		int64_t deadline;
	} held[PUBLISHING_HELD_MAX];
};

/* Hand the reply out. */
typedef void publishing_answer(void *context, int64_t to, int64_t id, json_t *reply);

void publishing_done(struct publishing *p);

/* Should this reply wait?  Taken over when it does: what was kept since scheme->kept was 0. */
bool publishing_hold(struct publishing *p, int64_t to, int64_t id, json_t *reply);

/* In each turn: ask the signer (NULL: it is not there) if there is something to ask. */
void publishing_ask(struct publishing *p, struct peer *signer);

/* It takes longer than any disk should. */
bool publishing_late(const struct publishing *p);

/* It answered, or (result NULL) it has gone. */
void publishing_hear(struct publishing *p, const json_t *result);

/* Give out what waits no more. */
void publishing_release(struct publishing *p, publishing_answer *answer, void *context);

/* Milliseconds until there may be something to do, at most most. */
int publishing_wait(const struct publishing *p, int most);
