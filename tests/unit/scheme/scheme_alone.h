/*
 * A request without the processes of the server: whoever asks does the jobs on the spot, the
 * worker's and the signer's.
 */
#pragma once

#include "base/json.h"
#include "scheme/scheme.h"
#include "signer/signer.h"

struct alone {
	struct scheme *scheme;
	struct signer *signer;
	int spool; /* the folder with uploads */
};

/* *reply is new. */
static inline void scheme_alone(const struct alone *a, const json_t *request, json_t **reply)
{
	CLEANUP(json_done) json_t *done = json_object();
	json_t *job = NULL;

	scheme_handle(a->scheme, request, NULL, reply, &job);
	while (job) {
		const char *kind = json_text(job, "kind");
		json_t *result = NULL;

		if (signer_does(kind))
			signer_job(a->signer, job, &result);
		else
			scheme_job(job, a->spool, &result);
		json_object_set_new(done, kind, result);
		json_done(&job);
		scheme_handle(a->scheme, request, done, reply, &job);
	}
}
