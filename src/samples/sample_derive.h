/*
 * Are the passwords made from what stands beside them: pieces of the MAC address, the serial
 * number, the SSID or the model (also backwards, in another base), or pieces of a digest of one of
 * these in its usual spellings?  A secret that is mixed in, or a method that is not in the lists of
 * sample_spell.h and sample_encode.h, is not found: that nothing was found shows nothing.
 *
 * Rules are searched in three groups: identifiers as they stand, from one of their ends, as the
 * whole password; any piece of an identifier; digests.  Each group may raise a third of the false
 * alarms that are allowed (SAMPLE_CERTAIN_BITS), and pays for every rule and offset that it tried.
 */
#pragma once

#include "samples/sample_match.h"
#include "samples/sample_shape.h"
#include "samples/sample_spell.h"

#define SAMPLE_RULES_MAX 8

enum sample_digest {
	SAMPLE_NO_DIGEST,
	SAMPLE_MD5,
	SAMPLE_SHA1,
	SAMPLE_SHA256,
	SAMPLE_CRC32,
	SAMPLE_DIGESTS
};

struct sample_rule {
	enum sample_spelling spelling;
	enum sample_digest digest;
	bool newline;                  /* the spelling ends in one before it is hashed */
	enum sample_encoding encoding; /* of the digest */
	struct sample_match match;
	double bits;    /* chance: one in 2^this, all that was tried paid for */
	bool *explains; /* of each unit */
};

#define SAMPLE_MARK_DERIVED '='
#define SAMPLE_MARK_FIXED '#'
#define SAMPLE_MARK_OPEN '*'
#define SAMPLE_MARK_BETWEEN '-' /* a separator of groups */

struct sample_derivation {
	struct sample_rule rules[SAMPLE_RULES_MAX]; /* the best first */
	size_t n;
	size_t units;
	char (*marks)[SAMPLES_PASSWORD_MAX + 1]; /* of each unit: what explains each character */
	uint64_t tried;                          /* rules and offsets */
};

void sample_derive(struct sample_derivation *out, const struct samples *s,
		   const struct sample_shape *shape);
void sample_derive_done(struct sample_derivation *d);

const char *sample_derive_digest_say(enum sample_digest digest); /* "MD5", NULL for none */
