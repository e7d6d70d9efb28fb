/* The process that watches the clock: it asks the registrar to do what is due.  Mail comes later.
 */
#pragma once

struct part;
struct err;

#define JOBS_PAUSE_MAX 60 /* seconds: a clock that was set is noticed within that */

/* Until it is told to stop; the exit code. */
int jobs_run(struct part *part, struct err *err);
