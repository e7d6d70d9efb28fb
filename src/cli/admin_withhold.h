/* hoshi admin withhold: ends with an exit code. */
#pragma once

#include "base/base.h"

int admin_withhold(const char *data, const char *entry, const char *reason);
