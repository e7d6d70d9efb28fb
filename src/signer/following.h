/*
 * What was published, for the one who follows the log with his tables (the registrar).
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;
struct sequencer;

/*
 * From an entry on, as much as fits into a message; *more: there is more.  New: a list of
 *
 *     {"entry", "record"}
 *     {"entry", "withheld": {"kind", "label", "at", "body"}}    what its entry says
 * (label/withheld.h)
 *     {"entry"}                                                 withheld, and about no label
 */
int following_records(const struct sequencer *s, uint64_t after, json_t **out, bool *more,
		      struct err *err) MUST_USE;
