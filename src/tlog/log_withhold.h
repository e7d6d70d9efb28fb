/*
 * Taking the words of a record away by order of a court, while its entry and every proof stay as
 * they are: the line beside the log says from then on that it is withheld (tlog/log_record.h).
 */
#pragma once

#include "base/base.h"

struct err;

/*
 * dir: the log's folder, to which nobody may append meanwhile.  Durable when it returns 0; *already
 * tells that it was withheld before, and nothing was written.  E_MISSING, E_FORMAT, E_VERIFY: the
 * file has no such line.
 */
int log_withhold(int dir, uint64_t entry, bool *already, struct err *err) MUST_USE;
