/*
 * A request without the processes of the server: whoever asks does the jobs on the spot, the
 * worker's and the signer's.
 */
#pragma once

#include "base/err.h"
#include "base/json.h"
#include "scheme/publisher.h"
#include "scheme/scheme.h"
#include "signer/signer.h"

struct alone {
	struct scheme *scheme;
	struct signer *signer;
	int spool; /* the folder with uploads */
};

/* What was decided becomes public, as the registrar and the signer do it. */
static inline int scheme_alone_publish(const struct alone *a, struct err *err)
{
	for (;;) {
		CLEANUP(json_done) json_t *job = NULL;
		CLEANUP(json_done) json_t *result = NULL;
		int r = publisher_job(a->scheme, &job, err);

		if (r < 0 || !job)
			return r;
		signer_job(a->signer, job, &result);
		r = publisher_done(a->scheme, result, err);
		if (r < 0)
			return r;
	}
}

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
	struct err err = { 0 };
	if (scheme_alone_publish(a, &err) < 0)
		fprintf(stderr, "not published: %s\n", err.text);
}
