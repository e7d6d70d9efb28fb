/*
 * Is the head of a request what it seems to be?  libmicrohttpd reads it generously: it takes a NUL
 * for the end of a value, joins folded lines, skips lines it cannot read, and lets pass what two
 * servers in a row could understand differently.  Here all that is refused.
 *
 * The library hands out pointers into the very bytes that came, with each delimiter overwritten.
 * So the pieces must tile the head without a gap: method, blank, target, blank, version, line end,
 * then each name, colon, blanks, value, line end, and at the end an empty line, all of it as long
 * as the library says the head was.  Whatever it dropped, cut or joined leaves a gap.
 */
#pragma once

#include "base/base.h"

#define HEAD_LINES_MAX 64
#define HEAD_SIZE_MAX 16384
#define HEAD_TARGET_MAX 6144
#define HEAD_HOST_MAX 255

struct head_line {
	const char *name, *value;
};

struct head {
	/* As the library gives them: pointers into the head. */
	const char *method, *target_at, *version;
	/* A copy, made before the library cut it up at the query. */
	const char *target;
	size_t size;
	struct head_line lines[HEAD_LINES_MAX];
	unsigned n;
	bool overflow; /* there were more lines */

	/* Set by head_check. */
	const char *host; /* or NULL, with HTTP/1.0 */
	bool has_length;
	uint64_t length;
};

/* What to answer when it is not: a status and why, in a sentence. */
struct head_refusal {
	unsigned status;
	const char *why;
};

bool head_check(struct head *h, struct head_refusal *refusal);

/* The value of a field, or NULL; the first of several. */
const char *head_value(const struct head *h, const char *name);
