/* What is wrong with what was typed: {field, ja, en}, and the checks that all texts share. */
#pragma once

#include "base/base.h"
#include "base/json.h"

/* Appends it; problems may be NULL.  Gives NULL, for "return field_problem(...)". */
json_t *field_problem(json_t *problems, const char *field, const char *ja, const char *en);

/* true, or false with a problem.  max: characters. */
bool field_problem_length(json_t *problems, const char *field, const char *text, size_t max);
/*
 * No control characters, and none that turn the direction of writing or hide: a name has to be what
 * it looks like.  lines: several lines are fine.
 */
bool field_problem_characters(json_t *problems, const char *field, const char *text, bool lines);
