/*
 * Where the parts of a label stand.  A layout is worked out in millimetres at its least width and
 * enlarged as a whole; it is gone through twice, once without a pen for its height.
 */
#pragma once

#include "label/artwork.h"

struct pen;
struct qr;

struct artwork_layout_plan {
	double width, height;                /* millimetres, as its code alone would have it */
	double module;                       /* of the code */
	double letters;                      /* the smallest, the height of their em square */
	char tightest[ARTWORK_TEXT_MAX + 1]; /* the text that has them, or "" */
};

/* pen: NULL to measure only. */
void artwork_layout_draw(const struct artwork *a, const struct qr *qr, struct pen *pen,
			 struct artwork_layout_plan *plan);
