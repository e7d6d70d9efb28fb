/*
 * A request without the processes of the server: whoever asks does the jobs on the spot.
 */
#pragma once

#include "base/json.h"
#include "scheme/scheme.h"

/* *reply is new.  spool: the folder with uploads. */
static inline void scheme_alone(struct scheme *s, int spool, const json_t *request, json_t **reply)
{
	CLEANUP(json_done) json_t *done = json_object();
	json_t *job = NULL;

	scheme_handle(s, request, NULL, reply, &job);
	while (job) {
		json_t *result = NULL;

		scheme_job(job, spool, &result);
		json_object_set_new(done, json_text(job, "kind"), result);
		json_done(&job);
		scheme_handle(s, request, done, reply, &job);
	}
}
