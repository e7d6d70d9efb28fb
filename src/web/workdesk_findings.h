/* The findings of the form check, the document they are about, and what a notice would change. */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "web/route.h"

/*
 * By section of the form, in its order, the checklist last; sections without a finding are left
 * out: list of {label, list: [{about: which criterion {ja, en}, or null; text {ja, en}, severity,
 * blocks, href}]}.  path: of the
 * application, for links to the fields; NULL: no links.  New.
 */
json_t *workdesk_findings_groups(const struct web *web, const json_t *findings, const char *path);

/* The name of the section a finding's field belongs to; "checklist" for criteria; or NULL. */
const char *workdesk_findings_section(const char *field);

/*
 * The whole document to read: list of {name, label, filled, rows: [{label, value, long}]},
 * for {{>desk_document}}; only what is there, filled when there is something.  New.
 */
json_t *workdesk_findings_document(const json_t *document);

/*
 * What a change (the member "change" of a notice's body) makes of the document: list of {label,
 * before, after}, texts or null.  New.
 */
json_t *workdesk_findings_difference(const json_t *document, const json_t *change);
/* The same of two forms' values (field_values): those fields of the second that differ. */
json_t *workdesk_findings_typed(const json_t *now, const json_t *typed);

/* The list of models as CSV, as it is typed; new. */
char *workdesk_findings_models(const json_t *document) MUST_USE;
