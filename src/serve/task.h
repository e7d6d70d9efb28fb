/*
 * The registrar's list of requests that wait for a job: of a worker, or of the signer.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

#define TASK_MAX 64 /* at a time; one more: "limit" */
#define TASK_ANSWERS_MAX                                                         \
	8 /* dated answers of these: nobody waits for a decision because of them \
	   */

struct task {
	json_t *request, *job; /* owned; request NULL: this place is free */
	json_t *done;          /* owned; results so far, by kinds */
	int64_t from;          /* serial of the peer that asked */
	int64_t id;            /* the asker's */
	int64_t number;        /* ours, towards workers; counts up, so the smallest is the oldest */
	int64_t worker;        /* serial, 0: waits */
	int64_t deadline;
	unsigned jobs;  /* done so far */
	unsigned tries; /* of this job: workers that died over it */
};

struct tasks {
	struct task all[TASK_MAX];
	int64_t numbers;
};

/* A free place; NULL: there is none for this job. */
struct task *task_free(struct tasks *tasks, const json_t *job);
void task_done(struct task *t);

/* Passwords and codes: no file of anybody is to blame when such a job is not done, but we are. */
bool task_is_ours(const struct task *t);

/* Has this worker one of them? */
bool task_busy(const struct tasks *tasks, int64_t worker);

/* That which waits longest for a hand of this name ("signer", "worker"), or NULL. */
struct task *task_oldest(struct tasks *tasks, const char *hand);
