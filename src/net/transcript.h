/*
 * The raw bytes of one conversation, as evidence.  A record is one line "> MILLISECONDS LENGTH" (we
 * sent) or "< MILLISECONDS LENGTH" (the device sent), the bytes as they were, and a newline;
 * a line that starts with "# " is ours.  docs/formats/run.md.  Secrets are overwritten before
 * anything is stored.
 */
#pragma once

#include "base/base.h"
#include "base/buf.h"

#define TRANSCRIPT_MAX (512u << 10)
#define TRANSCRIPT_SECRETS_MAX 32

struct transcript {
	struct buf bytes;
	int64_t start; /* monotonic nanoseconds of the first record */
	bool cut;      /* the maximum was reached; what is here is right but not all */
};

/* Secrets to hide; texts are borrowed. */
struct transcript_secrets {
	const char *text[TRANSCRIPT_SECRETS_MAX];
	unsigned n;
};

void transcript_init(struct transcript *t, int64_t now);
void transcript_sent(struct transcript *t, struct bytes data, int64_t now);
void transcript_received(struct transcript *t, struct bytes data, int64_t now);
void transcript_note(struct transcript *t, const char *format, ...) PRINTF_LIKE(2, 3);
void transcript_done(struct transcript *t);

/*
 * Put another conversation behind this one, its times counted from the start of this one; a
 * transcript that was never begun takes its place.  The other one is empty afterwards.
 */
void transcript_join(struct transcript *t, struct transcript *more);

/*
 * Overwrite every occurrence of every secret with '*', as it is and as it is found inside Basic
 * credentials ("user:secret" in base64): a run of base64 that decodes to text with the secret
 * in it is overwritten whole; so is one in percent-encoding or with JSON's
 * backslashes.  Always
 * overwritten are the credentials of an "Authorization: Basic" header, and the response of a
 * "Digest" one or of a WS-UsernameToken, against which a secret could be guessed at leisure.
 */
void transcript_mask(uint8_t *data, size_t n, const struct transcript_secrets *secrets);

/*
 * The same in the bytes of a transcript.  What one side sent is looked at as the one stream it was,
 * so that a secret the network cut in two is found; times, lengths and marks stay as they are.
 * Bytes that are no transcript are masked as they are.
 */
void transcript_mask_records(uint8_t *data, size_t n, const struct transcript_secrets *secrets);
