/* Where a text that is too long for one line is broken into two. */
#pragma once

#include "label/typeface.h"

/*
 * Where the second line begins so that the longer of the two is shortest; NULL when there is no
 * such place.  After blanks and sentences, or anywhere: before any Japanese character too, but none
 * that begins no line.  *longer: the width of the longer line, or of the whole, in em.
 */
const char *artwork_break_find(const char *text, enum typeface_weight weight, bool anywhere,
			       double *longer) MUST_USE;
