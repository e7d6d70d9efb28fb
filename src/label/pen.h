/*
 * What draws a label, in millimetres from its upper left corner, in shades of grey.  The same calls
 * paint on a cairo surface (PNG, PDF) or write the elements of an SVG, where every letter becomes
 * its outline.  cairo's own SVG is not used: its names count up over the life of a process, and a
 * picture has to have the same bytes every time.
 *
 * A path is made with cairo's functions on pen.cr and then filled or stroked here.
 */
#pragma once

#include <cairo.h>

#include "base/base.h"
#include "label/typeface.h"

struct buf;
struct qr;

#define PEN_SVG_UNITS 1000 /* of an SVG's coordinates, to a millimetre */

struct pen {
	cairo_t *cr;
	struct buf *svg; /* NULL: cr paints */
	bool whole;      /* codes begin at whole pixels */
};

/* surface: NULL for an SVG, whose elements are appended to svg.  scale: units of it to 1 mm. */
void pen_init(struct pen *p, cairo_surface_t *surface, struct buf *svg, double scale);
void pen_done(struct pen *p);

/* Fill or stroke the path and forget it.  grey: 0 is black, 1 white. */
void pen_fill(struct pen *p, double grey);
void pen_stroke(struct pen *p, double width, double grey);
void pen_text(struct pen *p, const char *text, enum typeface_weight weight, double x, double y,
	      double size, double grey);
/* The dark modules, quiet zone included in side. */
void pen_qr(struct pen *p, const struct qr *qr, double x, double y, double side);
