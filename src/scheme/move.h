/*
 * Moves through the workflow table: is it there, is it this person's, does the condition hold, is
 * the second factor fresh, then the new state with everything that happens besides, in one
 * transaction.
 */
#pragma once

#include "scheme/call.h"
#include "workflow/workflow.h"

#define REASON_MAX 2000 /* characters */

/* args: id, version, and what the action needs besides. */
enum outcome move_application(struct call *c);
/* args: number, version, ... */
enum outcome move_registration(struct call *c);
/* args: id, answer, note, ... */
enum outcome move_inquiry(struct call *c);
/* The clock's own: the questions of an application that nobody needs to answer any more. */
enum outcome move_inquiry_close(struct call *c, const json_t *application);

/* ---- the pieces ---- */

/*
 * The row of an application (or label) that this person may see for writing: a maker its own, an
 * officer all but what a maker has not handed in yet.  OUTCOME_CONFLICT when args.version is not
 * the row's.
 */
enum outcome move_open_application(struct call *c, json_t **row);
enum outcome move_open_registration(struct call *c, json_t **row);

/*
 * What is done, for decisions and publications: c->deed, or the part of the action's name after the
 * dot, "submit" of "application.submit".
 */
const char *move_action(const struct call *c);

/* A step that somebody wants to take. */
struct move {
	enum machine machine;       /* an application's or a label's */
	const struct transition *t; /* NULL: there is no such step from the present state */
	json_t *row, *facts;        /* owned; facts: for the conditions */
	const char *reason;         /* of the arguments; set by move_allowed */
};
void move_done(struct move *m);

/* The row as above, the step, and the facts. */
enum outcome move_open(struct call *c, enum machine machine, struct move *m);

/* What all moves ask of a person, in this order: role, reason, condition, second factor. */
enum outcome move_allowed(struct call *c, const struct transition *t, const json_t *facts,
			  const char **reason);

/* Mail about a step, as its row in the table says: to the maker, the officers, the authority. */
struct move_told {
	int64_t organisation;
	const char *place, *id; /* "applications", "17": the page */
	const char *number;     /* what people call it */
	const char *authority;  /* id of the settings, with its own page; or NULL */
	const char *inquiry;    /* of that authority */
};
enum outcome move_tell(struct call *c, const struct transition *t, const struct move_told *told);

/*
 * A decision is kept: which state of the papers it was taken over, and what of it becomes public
 * (c->events, else c->subject).
 */
struct move_decision {
	int64_t papers;     /* the application's id */
	const char *number; /* of the label that it is about; NULL: the application */
	const char *reason; /* or NULL */
};
enum outcome move_keep(struct call *c, const struct move_decision *decision);

/* After the new state: the decision (where there was a second factor), the trail, the mail. */
enum outcome move_finish(struct call *c, const struct move *m, const struct move_told *told);
