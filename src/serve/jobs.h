/*
 * The process that watches the clock and talks to the network: it asks the registrar to do what is
 * due, which mail to send, which page to look at, and says what became of it.  It does one thing
 * after the other; nothing waits for it.
 */
#pragma once

struct part;
struct err;

#define JOBS_PAUSE_MAX 60  /* seconds: a clock that was set is noticed within that */
#define JOBS_MAIL_PAUSE 60 /* after no mail server was there */

/* Until it is told to stop; the exit code. */
int jobs_run(struct part *part, struct err *err);
