/*
 * The possible moves of an application, label or inquiry as forms with buttons, straight from the
 * workflow table: what a new row there asks for shows on every desk.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "web/route.h"
#include "web/view_field.h"
#include "workflow/workflow.h"

/* The code that goes with a decision. */
extern const struct view_field workdesk_moves_factor;

/*
 * What this person may do in the present state: a list of {move, label, href, version, fields,
 * simple, grave, open, possible, why}.  href is where it is posted to, with "move" and "version";
 * fields (view_field) are what the move asks for; simple: nothing, a button is enough; grave: it
 * cannot be undone; open: it was just pressed and is shown again; why: {ja, en}, what stands
 * against it (possible is false then).  New.
 */
json_t *workdesk_moves(const struct request *rq, enum machine machine, const json_t *row,
		       const json_t *facts, const char *href);
