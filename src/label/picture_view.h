/* Another look at a grey picture: smaller, turned, larger, with its contrast spread. */
#pragma once

#include "label/picture.h"

/* Each pixel the mean of by * by of them; what is left over at right and bottom goes. */
int picture_view_reduce(struct picture *out, const struct picture *p, uint32_t by,
			struct err *err) MUST_USE;

/* Turned about its middle and enlarged, on paper that all of it fits on. */
int picture_view_turn(struct picture *out, const struct picture *p, double degrees, double scale,
		      struct err *err) MUST_USE;

/* The darkest hundredth becomes black, the lightest white; a picture of one grey stays. */
void picture_view_spread(struct picture *p);
