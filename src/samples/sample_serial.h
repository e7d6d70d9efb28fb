/*
 * Do the passwords run with the serial numbers?  Read as numbers (in base 10, 16, 36 or 62, as
 * their characters allow), either the same is added for each step of the serial number, or they
 * only grow or only fall.  A random file of n units would be in order once in n!/2, so that fewer
 * than ten units show no order.
 */
#pragma once

#include "samples/sample_shape.h"
#include "samples/samples.h"

enum sample_order {
	SAMPLE_ORDER_NONE,
	SAMPLE_ORDER_STEP,
	SAMPLE_ORDER_RISING,
	SAMPLE_ORDER_FALLING
};

struct sample_serial {
	size_t units;  /* with a serial number that ends in a number, and after one prefix */
	bool examined; /* there were enough of them, and the passwords can be read as numbers */
	enum sample_order order;
	unsigned base;
	uint64_t step; /* of SAMPLE_ORDER_STEP */
	bool down;     /* the step is taken off */
	double bits;   /* chance: one in 2^this */
};

void sample_serial_of(struct sample_serial *out, const struct samples *s,
		      const struct sample_shape *shape);
