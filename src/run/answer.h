/*
 * What a person said to the questions of a pack: from a file or typed in, kept in the run with
 * name, role and time.  Later answers to the same question count; earlier ones stay on record.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct catalogue;
struct err;
struct run;

/* The question of that id in the pack, or NULL; borrowed. */
const json_t *answer_question(const struct catalogue *c, const char *id);

/*
 * Add one.  answer: "yes", "no" or "na" (then because must say why, and the question must allow
 * it); because may be NULL otherwise; now: Unix seconds.  E_MISSING: no such question.
 */
struct answer {
	const char *question, *answer, *because, *name, *role;
	int64_t now;
};
int answer_add(struct run *run, const struct catalogue *c, const struct answer *a,
	       struct err *err) MUST_USE;

/* Read a file (YAML, catalogue/schema/answers.schema.json) and add all of it, or nothing. */
int answer_read(struct run *run, const struct catalogue *c, const char *path, int64_t now,
		unsigned *added, struct err *err) MUST_USE;
