/* The schemas that are built into the program, by name: "declaration", "run". */
#pragma once

#include "base/base.h"

struct err;
struct schema;

/* catalogue/schema/NAME.schema.json, compiled; the caller frees it.  E_MISSING. */
int schema_embedded(struct schema **out, const char *name, struct err *err) MUST_USE;
