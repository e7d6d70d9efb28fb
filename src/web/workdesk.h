/*
 * What the work desks share (maker's, officer's): one application or label as a view.  The file is
 * not called desk.h because src/serve has one of that name.
 *
 * A page asks for the row (workdesk_application, workdesk_registration), which is there only for
 * those who may see it, and adds to its view what it shows; the partial templates desk_*.html print
 * it:
 *   application  {id, version, path, product, organisation, stars, level, route, state, due,
 *                writable, ...}                                          desk_case.html
 *   numbers      list of {label, value}
 *   steps        list of {label, mark: "done" | "now" | "stopped" | "next"}  desk_steps.html
 *   moves        list, see workdesk_moves                                desk_moves.html
 *   groups       of findings, see workdesk_findings.h                    desk_findings.html
 *   messages, history  see workdesk_history.h      desk_messages.html, desk_history.html
 *   look_again   address of the form that asks for a new look at broken links, or null
 *   told         the last step of the history when it has a reason, or null
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "web/route.h"
#include "workflow/workflow.h"

/* "/maker" or "/officer": the first part of the page's path.  Constant. */
const char *workdesk_base(const struct request *rq);
enum role workdesk_role(const struct request *rq); /* of who is signed in (asserted) */

/*
 * The row (application_by_id) that the path's :id names, or E_MISSING: none, no number, or not this
 * person's.  A maker sees the own organisation's, an officer and an auditor all that was handed in
 * or came by mail or on paper.
 */
int workdesk_application(struct web *web, const struct request *rq, json_t **row,
			 struct err *err) MUST_USE;
/* The same for :number (registration_by_number). */
int workdesk_registration(struct web *web, const struct request *rq, json_t **row,
			  struct err *err) MUST_USE;
/* The one behind a registration or a notice about one: the row's "application". */
int workdesk_application_of(struct web *web, const json_t *row, json_t **application,
			    struct err *err) MUST_USE;

/* May this person write to the application now: their own, or what came by mail or on paper? */
bool workdesk_writable(const struct request *rq, const json_t *row);

/* {name, label {ja, en}, kind: class of a badge: "good", "care", "bad", "info"}.  New. */
json_t *workdesk_state(enum machine machine, const char *name);

/*
 * What the conditions of the workflow look at, as the registrar gathers it (scheme/facts.h); of an
 * application with its member "findings".  New.
 */
int workdesk_facts(struct web *web, const struct request *rq, enum machine machine,
		   const json_t *row, json_t **facts, struct err *err) MUST_USE;

/* The view's members of one application, all of them: see above; and fee, findings. */
int workdesk_show_application(struct web *web, const struct request *rq, const json_t *row,
			      json_t *view, struct err *err) MUST_USE;

/* A text of the document in both languages; the one that is there where the other is missing. */
json_t *workdesk_words(const char *ja, const char *en);

/* What a verdict or answer of the checklist is called, {ja, en}.  New. */
json_t *workdesk_verdict(const char *verdict);
