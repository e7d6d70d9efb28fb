/* What the schema of a criteria pack cannot say: unique ids and references that lead somewhere. */
#pragma once

#include "base/base.h"

struct catalogue;
struct err;

/* name: what the fault message calls the pack.  E_EXISTS (duplicate id) or E_MISSING (dangling). */
int pack_check(const struct catalogue *c, const char *name, struct err *err) MUST_USE;
