/* The body of a POST: a form, urlencoded (held, bounded) or multipart (files go to the spool). */
#pragma once

#include "base/base.h"
#include "base/buf.h"
#include "serve/spool.h"
#include "web/form.h"
#include "web/form_multipart.h"

#define BODY_MAX (UINT64_C(72) << 20) /* two files of the largest size, and the fields */

struct body {
	struct form_multipart *multipart;
	struct buf text;
	struct spool_upload upload;
	const char *csrf; /* borrowed: who hands a file in shows it first; NULL: nobody may */
	struct form form; /* of which body_end makes */
	unsigned status;  /* what went wrong, or 0; the rest is read and forgotten */
};

/*
 * length: what Content-Length says.  0, or the status to refuse with at once.  The caller sets csrf
 * before the first push.  A file without the field "csrf" of that value before it is 403, and
 * nothing of it is kept.
 */
unsigned body_begin(struct body *b, struct spool *spool, const char *content_type,
		    uint64_t length) MUST_USE;
void body_push(struct body *b, struct bytes data);
/*
 * 0 and the form, or the status to refuse with.  With upload.full there was no room for the files,
 * none of which is kept; the fields are all there.
 */
unsigned body_end(struct body *b) MUST_USE;
/* Removes what was spooled. */
void body_done(struct body *b);
