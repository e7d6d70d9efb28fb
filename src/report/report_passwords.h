/* What hoshi passwords found (docs/formats/passwords.md), for a terminal, in one language. */
#pragma once

#include "base/json.h"

struct buf;

void report_passwords(struct buf *out, const json_t *result, const char *language, unsigned width);
