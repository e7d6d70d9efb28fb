/*
 * Evidence as its records again, to show it as a conversation.  src/net/transcript.h writes them:
 * "> MILLISECONDS LENGTH" (we sent) or "< ..." (the device sent), the bytes, a newline; a line
 * that starts with "# " is a remark of the probe.  Anything else is not a transcript.
 */
#pragma once

#include "base/base.h"
#include "base/cursor.h"

enum report_side { REPORT_SENT, REPORT_RECEIVED, REPORT_REMARK };

struct report_record {
	enum report_side side;
	uint64_t ms;       /* since the first record; 0 for a remark */
	struct bytes data; /* borrowed from the evidence */
};

/* The next record; false at the end, or where the bytes stop being a transcript (cursor bad). */
bool report_transcript_next(struct cursor *c, struct report_record *out) MUST_USE;

/* Whether all of data is a transcript. */
bool report_transcript_is(struct bytes data);
