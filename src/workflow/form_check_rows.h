/* The part of the form check that looks at the checklist: its pack, its rows, their evidence. */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "workflow/form_check.h"

/* Adds to findings.  in is as for form_check, its body fits the schema. */
void form_check_rows(const struct form_check *in, json_t *findings);
