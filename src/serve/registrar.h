/*
 * The registrar's process: the only writer.  It takes one message at a time from fronts and jobs;
 * a request that needs slow or dangerous work waits while a worker does it, and others go on.
 */
#pragma once

struct part;
struct err;

#define REGISTRAR_PEERS_MAX 80
#define REGISTRAR_ANSWERS_MAX \
	8 /* dated answers at a time: nobody waits for decisions because of these */
#define REGISTRAR_JOB_SECONDS 60
#define REGISTRAR_JOBS_EACH 3 /* of one request */
#define REGISTRAR_JOB_TRIES 2 /* of a password, when its worker dies */

/* What it says when it is ready and nobody has founded the registry yet. */
#define REGISTRAR_NO_OWNER "no owner"

/* Until it is told to stop; the exit code. */
int registrar_run(struct part *part, struct err *err);
