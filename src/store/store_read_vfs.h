/* A layer below SQLite in which databases and their logs are opened for reading only. */
#pragma once

#include "base/base.h"

/* Its name, for sqlite3_open_v2; registered by the first call. */
const char *store_read_vfs(void);
