/*
 * Moves through the workflow table: is it there, is it this person's, does the condition hold, is
 * the second factor fresh, then the new state with everything that happens besides, in one
 * transaction.
 */
#pragma once

#include "scheme/call.h"
#include "workflow/workflow.h"

#define REASON_MAX 2000 /* characters */

/* What all moves ask of a person, in this order: role, reason, condition, second factor. */
enum outcome move_allowed(struct call *c, const struct transition *t, const json_t *facts,
			  const char **reason);

/* args: id, version, and what the action needs besides. */
enum outcome move_application(struct call *c);
/* args: number, version, ... */
enum outcome move_registration(struct call *c);
enum outcome move_inquiry(struct call *c);

/*
 * The row of an application that this person may see for writing: a maker its own, an officer all.
 * OUTCOME_CONFLICT when args.version is not the row's.
 */
enum outcome move_open_application(struct call *c, json_t **row);
enum outcome move_open_registration(struct call *c, json_t **row);

/* The part of an action's name after the dot: "submit" of "application.submit". */
const char *move_action(const struct call *c);

/* Mail about a step, as its row in the table says: to the maker, to the officers. */
struct move_told {
	int64_t organisation;
	const char *place, *id; /* "applications", "17": the page */
	const char *number;     /* what people call it */
};
enum outcome move_tell(struct call *c, const struct transition *t, const struct move_told *told);
