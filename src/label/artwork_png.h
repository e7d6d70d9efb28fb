/* A PNG of a grey picture, with its resolution and a title (W3C PNG 11.3). */
#pragma once

#include <cairo.h>

#include "base/base.h"

struct buf;

/* surface: A8, whose alpha is the grey.  A negative code when memory is short; out may hold part.
 */
int artwork_png_write(struct buf *out, cairo_surface_t *surface, double pixels_per_mm,
		      const char *title, const char *description) MUST_USE;
