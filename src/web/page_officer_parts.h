/* The parts of an application that only the owner's side sees, as members of a view. */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "web/route.h"
#include "workflow/workflow.h"

/*
 * What was handed in, by criterion: list of {id, title, verdict, kind, because, evidence (count),
 * provisional}; a criterion without a row has the verdict "not answered".  checklist: a row of
 * checklist_by_application, or NULL.  New.
 */
json_t *page_officer_parts_criteria(const struct web *web, const json_t *checklist) MUST_USE;

/*
 * List of {id, authority, badge, asked, due, mark, open, answer, objects, note, answered, by,
 * paper}.  New.
 */
int page_officer_parts_inquiries(struct web *web, const struct request *rq, int64_t application,
				 json_t **out, struct err *err) MUST_USE;

/* An inquiry's answer in words, or null.  New. */
json_t *page_officer_parts_answer(const char *answer) MUST_USE;
/* What an authority is called in the settings.  New. */
json_t *page_officer_parts_authority(const struct web *web, const char *id) MUST_USE;

/* List of {what, half, by, at, reason, digest} from decisions_of_*.  New. */
json_t *page_officer_parts_decisions(enum machine machine, const json_t *rows) MUST_USE;

/* Who evaluates (★3, ★4): {name, levels, from, until, accredited, why}; or null.  New. */
int page_officer_parts_evaluator(struct web *web, const struct request *rq, const json_t *row,
				 json_t **out, struct err *err) MUST_USE;
