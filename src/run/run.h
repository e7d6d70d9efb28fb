/*
 * The record of one assessment: a folder NAME.run with run.json (docs/formats/run.md),
 * content-addressed evidence and a MANIFEST of hashes.  run.json is replaced in one piece, so the
 * folder can be opened and judged whatever happens in between.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "crypto/hash.h"

struct err;
struct schema;

#define RUN_OBSERVATIONS_MAX 20000      /* records of one kind; pieces of evidence */
#define RUN_EVIDENCE_MAX (256u << 20)   /* bytes in one run */
#define RUN_EVIDENCE_ONE_MAX (8u << 20) /* bytes of one piece */
#define RUN_FILE_MAX (64u << 20)

struct run {
	char *dir;
	json_t *doc;                         /* all of run.json */
	size_t evidence_bytes, evidence_max; /* held; allowed, RUN_EVIDENCE_MAX unless set lower */
	struct schema *observation_schema, *coverage_schema; /* of what a worker may send */
};

/* Make the folder; E_EXISTS if there is something at dir already. */
int run_new(struct run **out, const char *dir, struct err *err) MUST_USE;

/* Read and check an existing one; hashes of the evidence are checked by run_verify alone. */
int run_open(struct run **out, const char *dir, struct err *err) MUST_USE;

/* Write run.json and MANIFEST. */
int run_save(struct run *r, struct err *err) MUST_USE;

/* Compare every file with MANIFEST; the first that differs or is missing is named.  E_VERIFY. */
int run_verify(const struct run *r, struct err *err) MUST_USE;

void run_free(struct run *r);
void run_freep(struct run **r);

/* The arrays of run.json; borrowed. */
json_t *run_list(const struct run *r, const char *name); /* "observations", "coverage", ... */

/*
 * Add a record that came from a probe: checked against the schema, given its id.  The reference is
 * taken over.  E_FORMAT, E_LIMIT.
 */
int run_observe(struct run *r, json_t *observation, struct err *err) MUST_USE;
int run_cover(struct run *r, json_t *coverage, struct err *err) MUST_USE;

/*
 * Store bytes under their SHA-256; the same bytes are stored once.  E_LIMIT: the piece is too large
 * or the run is full, and is as it was; any other error is one of the disk.
 */
int run_evidence(struct run *r, struct bytes data, const char *label, const char *probe,
		 struct err *err) MUST_USE;

/* Append the stored bytes to out; E_MISSING, E_VERIFY if they are not what the name says. */
struct buf;
int run_evidence_read(const struct run *r, const char *sha256, struct buf *out,
		      struct err *err) MUST_USE;
