/*
 * The parts of the server as the supervisor sees them: started, introduced to each other, listened
 * to, missed when they end.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "serve/serve.h"

#include <sys/types.h>

struct err;

#define TEAM_MAX (SERVE_FRONTS_MAX + SERVE_WORKERS + 3) /* signer, registrar, jobs */

enum team_state { DOWN, STARTING, UP };

struct team_part {
	const char *name;
	unsigned index;
	enum team_state state;
	pid_t pid;
	int control;
	int listening; /* a front's, owned; it waits there while the front is away */
	int64_t since; /* monotonic: of the state */
	unsigned wait; /* milliseconds before the next start */
	bool failed;   /* it said why; no need to say that it ended */
};

struct team {
	const json_t *config; /* borrowed; what a part is told at its start */
	struct team_part parts[TEAM_MAX];
	size_t n;
	bool started;    /* all were up once: who dies is started again */
	bool stopping;   /* nobody is */
	bool no_owner;   /* the registrar says that the registry was not founded yet */
	struct err *err; /* of the first part that cannot start; NULL once all have */
	int failure;
};

void team_add(struct team *t, const char *name, unsigned count);
int team_start(struct team *t, struct team_part *p, struct err *err) MUST_USE;

/* All that the part has said. */
void team_hear(struct team *t, struct team_part *p);

/* Those that have ended are DOWN; the log says of what. */
void team_reap(struct team *t);
