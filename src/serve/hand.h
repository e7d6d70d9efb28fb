/*
 * A worker's process: takes one job at a time from the registrar and has it done by a fresh child
 * in SANDBOX_PARSE, so that what a hostile file does to one job ends with it.
 */
#pragma once

struct part;
struct err;

#define HAND_JOB_SECONDS 45 /* less than the registrar waits */

/* Until it is told to stop; the exit code. */
int hand_run(struct part *part, struct err *err);
