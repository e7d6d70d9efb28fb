/*
 * The ways in which programs turn a digest, or a number, into text for a label.  All are written in
 * full; who compares looks for a piece of it, so that "the last 8 decimal digits" is found too.
 */
#pragma once

#include "base/base.h"

#define SAMPLE_TEXT_MAX 128 /* bytes of a text that is compared */

/* A text; not terminated.  there: false when the sample has no such thing. */
struct sample_text {
	bool there;
	uint8_t n;
	char p[SAMPLE_TEXT_MAX];
};

enum sample_encoding {
	SAMPLE_HEX_DIGITS,   /* small ones */
	SAMPLE_DECIMAL,      /* the whole as one big-endian number */
	SAMPLE_DECIMAL_HEAD, /* its first 32 bits */
	SAMPLE_DECIMAL_TAIL, /* its last 32 bits */
	SAMPLE_BASE32,       /* RFC 4648 */
	SAMPLE_BASE36,       /* one number: 0-9a-z */
	SAMPLE_BASE62_UPPER, /* one number: 0-9A-Za-z */
	SAMPLE_BASE62_LOWER, /* one number: 0-9a-zA-Z */
	SAMPLE_BASE64,       /* RFC 4648 4 */
	SAMPLE_BASE64URL,    /* RFC 4648 5 */
	SAMPLE_MOD10,        /* each byte by itself: a digit */
	SAMPLE_MOD26,        /* a-z */
	SAMPLE_MOD36,        /* 0-9a-z */
	SAMPLE_MOD62,        /* 0-9A-Za-z */
	SAMPLE_ENCODINGS
};

/* Does it tell capital letters from small ones? */
bool sample_encode_has_case(enum sample_encoding e);

/* data has 32 bytes at most. */
void sample_encode(struct sample_text *out, struct bytes data, enum sample_encoding e);

/* "in hexadecimal" */
const char *sample_encode_say(enum sample_encoding e, bool ja);
const char *sample_encode_name(enum sample_encoding e); /* "hex" */
