/* Starts the parts of the server, connects them, starts again what dies, ends all in order. */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct err;

#define SUPERVISOR_BACKOFF_MS 100 /* before the first restart; doubles */
#define SUPERVISOR_BACKOFF_MAX_MS 10000
#define SUPERVISOR_STEADY_SECONDS 30 /* one that lived so long starts from the first again */
#define SUPERVISOR_START_SECONDS 120 /* a part may take, migrations included */

int supervisor_run(const json_t *config, struct err *err) MUST_USE;
