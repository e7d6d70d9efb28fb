/*
 * What of an application everybody may see, once its label is issued: the fields of the product
 * page (docs/formats/event.md).  What the maker did not agree to publish is left out here, so that
 * it is in no event, no page, no file and no answer of the API.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct settings;

/*
 * application: a row of application_by_id; checklist: the handed-in one, or NULL; pack: of
 * publish_pack.  New.
 */
json_t *publish_body(const json_t *application, const json_t *checklist,
		     const json_t *pack) MUST_USE;

/*
 * By which criteria an application of this level is labelled on this day: the pack at hand where it
 * is the one in force, else what the settings say of that ({id, based_on: {document}}), or {}.  New
 * reference.
 */
json_t *publish_pack(const struct settings *settings, const json_t *pack, unsigned level,
		     const char *day) MUST_USE;
json_t *publish_models(const json_t *application) MUST_USE;

/*
 * A notice of change may touch these members of an application's body and no others.  A change is
 * the members that are others, with their new values; null: it is emptied.  All new.
 */
bool publish_may_change(const char *member);
json_t *publish_difference(const json_t *body, const json_t *wanted) MUST_USE;
/* The values that a change would replace, null where there is none. */
json_t *publish_before(const json_t *body, const json_t *change) MUST_USE;
json_t *publish_change(const json_t *body, const json_t *change) MUST_USE;

/* Of two public bodies: the members of the second that are others, null for what has gone.  New. */
json_t *publish_update(const json_t *before, const json_t *after) MUST_USE;
