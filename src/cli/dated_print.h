/* A dated answer on stdout, for people or as JSON: hoshi verify and hoshi status say the same. */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "label/dated_verify.h"

/* conditions: of recognition_ask, or NULL.  The exit code. */
int dated_print(const struct dated_result *result, const json_t *conditions);
