/*
 * The form check: what can be said of an application without knowing whether the product conforms.
 * The same function gives the maker, before the hand-in, and the officer, at the desk, the same
 * findings.  Pure: what was found out elsewhere (links, the row of the evaluation body) comes in.
 *
 * A finding: {code, severity, field, ja, en}.
 *   severity  "blocks_submission"  cannot be handed in
 *             "blocks_check"       can be handed in, but the form check cannot be passed
 *             "note"               for whoever reads it
 *   field     a path of the application ("product.name.ja") or the id of a criterion
 * First what is missing, in the order of the form, then what is wrong in it, then the checklist in
 * the order of the pack.  The codes: docs/formats/application.md.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct settings;

#define FORM_CHECK_FINDINGS_MAX 1000 /* then one more, code "too_many", blocks_submission */

struct form_check {
	const json_t *body; /* the application, fits application.schema.json */
	/*
	 * What was handed in, or NULL: {pack: {id, edition}, rows: [{criterion, verdict, because,
	 * evidence, provisional}]}, as checklist.json of a pack file.  A row typed by hand may say
	 * "answer" ("yes", "no", "na", "waived") for "verdict"; because is a text or {ja, en}.
	 */
	const json_t *checklist;
	/* Hashes of the evidence: a list of texts or of {sha256, ...}.  NULL: none was handed in.
	 */
	const json_t *manifest;
	const struct settings *settings;
	const json_t *pack; /* the criteria pack in force */
	const char *day;    /* today in Tokyo */
	/* Of the register, the body that the application names, or NULL: see GUARD_EVALUATION_BODY.
	 */
	const json_t *evaluation_body;
	/* The day of the evaluation report, on which it has to be accredited; NULL: none yet,
	 * today. */
	const char *evaluated_on;
	/* Of the jobs role, or NULL: [{url, state: "ok" | "broken", detail}]. */
	const json_t *links;
};

/* The findings; a new reference, empty when all is well. */
json_t *form_check(const struct form_check *in) MUST_USE;

/* Is there one that keeps the application from being handed in (or from going on)? */
bool form_check_blocks_submission(const json_t *findings);
bool form_check_blocks(const json_t *findings);
