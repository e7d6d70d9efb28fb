/*
 * The QR codes in a picture, by zbar.  A photo is looked at in several sizes, and where that finds
 * nothing turned and enlarged too: a camera's noise is gone in a smaller picture, a small code
 * needs a larger one.
 */
#pragma once

#include "base/base.h"

struct err;
struct picture;

#define PICTURE_CODES_MAX 16  /* different texts, in all pictures of a file */
#define PICTURE_TEXT_MAX 7089 /* bytes: no QR code holds more (ISO/IEC 18004, digits) */

/* Each text once, in the order in which they were found; whatever bytes a code holds. */
struct picture_codes {
	size_t n;
	struct picture_text {
		uint8_t *p;
		size_t n;
	} texts[PICTURE_CODES_MAX];
};

/* Loads zbar.  E_MISSING. */
int picture_code_prepare(struct err *err) MUST_USE;

/* Adds what is in the picture, which may be nothing.  E_LIMIT: more than PICTURE_CODES_MAX. */
int picture_code_find(struct picture_codes *codes, const struct picture *p,
		      struct err *err) MUST_USE;
/* Adds one text, unless it is there already.  E_LIMIT. */
int picture_code_add(struct picture_codes *codes, struct bytes text, struct err *err) MUST_USE;
void picture_code_done(struct picture_codes *codes);
