/*
 * One attempt with a password at a door: beside others (lanes.h), as slowly as the device wants it,
 * and over a connection that is kept, where that makes no difference (kept_proof.h).
 */
#pragma once

#include "base/base.h"
#include "login/oracle.h"
#include "probe/credentials_plan.h"
#include "probe/door.h"
#include "probe/kept_proof.h"
#include "probe/lanes.h"

#define CREDENTIALS_PAUSE_MAX 16 /* seconds between attempts, at the most */

struct credentials_trial {
	struct door door;
	const struct credentials_plan *plan;
	struct lanes *lanes;
	unsigned place;
	/* HTTP: for attempts, where the door has it too; owned by whoever made it, or NULL. */
	struct fetch_kept *kept;
	struct kept_proof proof;
	unsigned pause;      /* seconds before each attempt, learned from the device */
	const char *trouble; /* why nothing more is concluded here: a coverage reason, or NULL */
	bool over;
};

/* What the door's oracle says to the answer in *print; with trouble set nothing was asked. */
enum oracle_answer credentials_try(struct credentials_trial *t, struct door_try *try,
				   struct login_print *print);
