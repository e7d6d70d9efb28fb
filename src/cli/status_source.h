/*
 * Where hoshi status gets its evidence: a signed answer from a registry (docs/formats/answer.md,
 * the request), or the public files of a log, which nobody signed as an answer.
 */
#pragma once

#include "base/base.h"

struct buf;
struct err;

struct status_question {
	const char *number;
	const char *model; /* or NULL */
	const char *when;  /* as it was asked: a day, a time with offset; NULL: now */
	int64_t at;        /* the moment: Unix seconds */
	int64_t now;
};

/* Is it an address, and not a folder? */
bool status_source_is_url(const char *registry);

/*
 * Append the answer of the registry whose address is url.  Its signature is not looked at; that it
 * is an answer to this question is for the caller to see.  The error is a sentence.
 */
int status_source_fetch(struct buf *out, const char *url, const struct status_question *q,
			struct err *err) MUST_USE;

/*
 * Append the payload of an answer made of the log in folder: itself a log, or with one in log or
 * trust/log.  E_MISSING: there is none, or it has no such label.
 */
int status_source_read(struct buf *out, const char *folder, const struct status_question *q,
		       struct err *err) MUST_USE;
