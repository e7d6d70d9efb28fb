/*
 * What of an application everybody may see, once its label is issued: the fields of the product
 * page (docs/formats/event.md).  What the maker did not agree to publish is left out here, so that
 * it is in no event, no page, no file and no answer of the API.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

/* application: a row of application_by_id; checklist: the handed-in one, or NULL.  New. */
json_t *publish_body(const json_t *application, const json_t *checklist,
		     const json_t *pack) MUST_USE;
json_t *publish_models(const json_t *application) MUST_USE;

/*
 * A notice of change may touch these members of an application's body and no others; the changed
 * body is made of the old one.  New.
 */
json_t *publish_change(const json_t *body, const json_t *change) MUST_USE;
bool publish_may_change(const char *member);
