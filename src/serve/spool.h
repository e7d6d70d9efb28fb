/*
 * Uploads on their way into files of the spool: written as they come, looked at by nobody here.
 * Names are random, so that who guesses one names a file that is not theirs with no success.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "web/form_multipart.h"

struct err;

#define SPOOL_FILES_MAX 8                    /* of one request */
#define SPOOL_TOTAL_MAX (INT64_C(256) << 20) /* bytes that one front has there at a time */
#define SPOOL_NAME_SIZE 33                   /* 32 digits and a NUL */

/* Of a front. */
struct spool {
	int folder;     /* borrowed */
	unsigned front; /* whose: the first two digits of a name, so that a successor can tidy up */
	int64_t bytes;
};

/* Of a request. */
struct spool_upload {
	struct spool *spool;
	int fd; /* the file that is being written, or -1 */
	char names[SPOOL_FILES_MAX][SPOOL_NAME_SIZE];
	unsigned n;
	int64_t bytes;
	bool full; /* there was no room: nothing of the request's files is kept */
};

#define SPOOL_UPLOAD(spool_) ((struct spool_upload){ .spool = (spool_), .fd = -1 })

/*
 * -EMFILE, -EIO, ...  Without room (on the disk, or above SPOOL_TOTAL_MAX) it goes on and forgets
 * what comes, so that the rest of the form is still read: u->full says so.
 */
struct form_multipart_sink spool_sink(struct spool_upload *u);

/* At the start of a front: removes what one of its number left behind when it died. */
int spool_tidy(const struct spool *s, struct err *err) MUST_USE;

/* Removes its files: the request is over, whatever became of it. */
void spool_done(struct spool_upload *u);
