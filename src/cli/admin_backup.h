/* hoshi admin backup, hoshi admin restore: both end with an exit code. */
#pragma once

#include "base/base.h"

int admin_backup(const char *data, const char *path);
int admin_restore(const char *data, const char *from, bool fork_log);
