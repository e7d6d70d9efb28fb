/*
 * The document of an application: catalogue/schema/application.schema.json.  A draft may lack
 * anything, but what is there has the right type and bounds.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;

#define APPLICATION_MODELS_MAX 10000
#define APPLICATION_LIST_MAX 50

/*
 * Does it fit?  false: appends {field, ja, en} to problems (may be NULL), field being the dotted
 * path of the first fault.
 */
bool application_fits(const json_t *document, json_t *problems);
