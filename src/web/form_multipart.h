/*
 * multipart/form-data (RFC 7578) as it arrives, piece by piece: fields are collected in a form,
 * files are handed on as they come and never held here.  Nothing waits in memory but one field and
 * what may still become a boundary.
 */
#pragma once

#include "base/base.h"
#include "web/form.h"

#define FORM_MULTIPART_HEAD_MAX 4096 /* bytes of the lines before a part's body */
#define FORM_MULTIPART_BOUNDARY_MAX 70
#define FORM_MULTIPART_FILENAME_MAX 255
#define FORM_MULTIPART_SPOOL_MAX 64

struct form_multipart;

/*
 * Where files go.  begin names the spool file (a NUL-terminated text) that data then fills; each
 * answers 0 or a negative code, which the pusher gets and which ends it all.  What was begun when
 * something fails is the caller's to remove.
 */
struct form_multipart_sink {
	int (*begin)(void *context, char spool[static FORM_MULTIPART_SPOOL_MAX]);
	int (*data)(void *context, struct bytes data);
	int (*end)(void *context);
	void *context;
};

/* E_FORMAT without a proper boundary; E_UNSUPPORTED when it is another type.  sink is copied. */
int form_multipart_new(struct form_multipart **out, const char *content_type,
		       const struct form_multipart_sink *sink) MUST_USE;
void form_multipart_free(struct form_multipart *m);
void form_multipart_freep(struct form_multipart **m);

/* E_FORMAT, E_LIMIT, or what the sink said.  After a failure nothing more may be pushed. */
int form_multipart_push(struct form_multipart *m, struct bytes data) MUST_USE;
/* A field that has come so far, or NULL; borrowed until the next push. */
const char *form_multipart_field(const struct form_multipart *m, const char *name);
/* The body is over: E_TRUNC without its last boundary.  *out is the caller's (form_done). */
int form_multipart_end(struct form_multipart *m, struct form *out) MUST_USE;
