/* What was done to an application or label, and what was said about it. */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "web/route.h"
#include "workflow/workflow.h"

/*
 * List of {at, what {ja, en}, state (or null), who {ja, en}, reason, from_state, to_state}, oldest
 * first.  A maker reads the names of its own people only; the other side is "the office".
 */
int workdesk_history(struct web *web, const struct request *rq, enum machine machine,
		     const char *subject, json_t **out, struct err *err) MUST_USE;

/* List of {at, text, who, own: it is from the reader's side}, oldest first. */
int workdesk_history_messages(struct web *web, const struct request *rq, int64_t application,
			      json_t **out, struct err *err) MUST_USE;
