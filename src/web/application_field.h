/* A row of the application form (workflow/field.h) as a control of a page. */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "web/route.h"
#include "workflow/field.h"

/*
 * values: field_values of the document, with "models" as CSV.  evaluators: rows of the register for
 * the choice of an evaluation body, or NULL.  As view_field; new.
 */
json_t *application_field(const struct request *rq, const struct field *f, const json_t *document,
			  const json_t *values, const json_t *evaluators);

/* Does it stand in the form of this level and route?  (Whether it has to be filled in depends on
 * other answers of the same form: that is said beside it.) */
bool application_field_shown(const struct field *f, const json_t *document);

/* May a notice of change touch it? (scheme/publish.h: publish_may_change) */
bool application_field_public(const struct field *f);

/*
 * Appends what is asked before there is a draft: level and route, those that are open today, and
 * whether the product is one of the scheme's at all.
 */
void application_field_scope(const struct web *web, const struct request *rq, const char *today,
			     json_t *fields);
