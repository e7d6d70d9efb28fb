#include "label/pen.h"

#include <math.h>

#include "base/buf.h"
#include "label/qr.h"

void pen_init(struct pen *p, cairo_surface_t *surface, struct buf *svg, double scale)
{
	/* For an SVG the surface only lends its path; nothing is ever painted on it. */
	cairo_surface_t *none =
	    surface ? NULL : cairo_recording_surface_create(CAIRO_CONTENT_ALPHA, NULL);

	*p = (struct pen){ .cr = cairo_create(surface ? surface : none), .svg = svg };
	if (none)
		cairo_surface_destroy(none);
	cairo_scale(p->cr, scale, scale);
	cairo_set_line_join(p->cr, CAIRO_LINE_JOIN_ROUND);
	/* Grey as the alpha of an A8 picture: then it is written, not laid over what is there. */
	if (surface && cairo_surface_get_type(surface) == CAIRO_SURFACE_TYPE_IMAGE) {
		cairo_set_operator(p->cr, CAIRO_OPERATOR_SOURCE);
		p->whole = true;
	}
}

void pen_done(struct pen *p)
{
	cairo_destroy(p->cr);
	*p = (struct pen){ 0 };
}

static void shade(struct pen *p, double grey)
{
	cairo_set_source_rgba(p->cr, grey, grey, grey, p->whole ? grey : 1);
}

/* ---- SVG ---- */

/* Numbers relative to the last point are short; it is kept rounded, so that errors do not add up.
 */
static void points(struct buf *out, char command, const cairo_path_data_t *data, int n, int64_t *x,
		   int64_t *y)
{
	int64_t px = *x;
	int64_t py = *y;

	buf_u8(out, (uint8_t)command);
	for (int i = 1; i <= n; i++) {
		px = llround(data[i].point.x);
		py = llround(data[i].point.y);
		buf_format(out, "%s%" PRId64 " %" PRId64, i > 1 ? " " : "", px - *x, py - *y);
	}
	*x = px;
	*y = py;
}

/* The path in the units of the file, which are those of the surface. */
static void path_data(struct pen *p)
{
	int64_t x = 0;
	int64_t y = 0;
	int64_t first_x = 0;
	int64_t first_y = 0;

	cairo_save(p->cr);
	cairo_identity_matrix(p->cr);
	cairo_path_t *path = cairo_copy_path(p->cr);
	cairo_restore(p->cr);
	for (int i = 0; i < path->num_data; i += path->data[i].header.length) {
		const cairo_path_data_t *data = path->data + i;

		switch (data->header.type) {
		case CAIRO_PATH_MOVE_TO:
			/* cairo begins a new part after each end of one; only the last counts. */
			if (i + 2 >= path->num_data || data[2].header.type == CAIRO_PATH_MOVE_TO)
				break;
			points(p->svg, 'm', data, 1, &x, &y);
			first_x = x;
			first_y = y;
			break;
		case CAIRO_PATH_LINE_TO:
			points(p->svg, 'l', data, 1, &x, &y);
			break;
		case CAIRO_PATH_CURVE_TO:
			points(p->svg, 'c', data, 3, &x, &y);
			break;
		case CAIRO_PATH_CLOSE_PATH:
			buf_u8(p->svg, 'z');
			x = first_x;
			y = first_y;
			break;
		}
	}
	cairo_path_destroy(path);
}

static unsigned colour(double grey)
{
	return (unsigned)lround(grey * 255) * 0x010101;
}

/* ---- both ---- */

void pen_fill(struct pen *p, double grey)
{
	if (p->svg) {
		buf_format(p->svg, "<path fill=\"#%06x\" d=\"", colour(grey));
		path_data(p);
		buf_text(p->svg, "\"/>\n");
		cairo_new_path(p->cr);
		return;
	}
	shade(p, grey);
	cairo_fill(p->cr);
}

void pen_stroke(struct pen *p, double width, double grey)
{
	if (p->svg) {
		double none = 0;

		cairo_user_to_device_distance(p->cr, &width, &none);
		buf_format(p->svg,
			   "<path fill=\"none\" stroke=\"#%06x\" stroke-width=\"%ld\" "
			   "stroke-linejoin=\"round\" d=\"",
			   colour(grey), lround(hypot(width, none)));
		path_data(p);
		buf_text(p->svg, "\"/>\n");
		cairo_new_path(p->cr);
		return;
	}
	shade(p, grey);
	cairo_set_line_width(p->cr, width);
	cairo_stroke(p->cr);
}

void pen_text(struct pen *p, const char *text, enum typeface_weight weight, double x, double y,
	      double size, double grey)
{
	if (p->svg) {
		typeface_path(p->cr, text, weight, x, y, size);
		pen_fill(p, grey);
		return;
	}
	shade(p, grey);
	typeface_show(p->cr, text, weight, x, y, size);
}

void pen_qr(struct pen *p, const struct qr *qr, double x, double y, double side)
{
	double module = side / (qr->modules + 2 * QR_QUIET);

	if (p->whole) {
		cairo_user_to_device(p->cr, &x, &y);
		x = round(x);
		y = round(y);
		cairo_device_to_user(p->cr, &x, &y);
	}
	/* One path for all: between two of them a renderer would leave a light seam. */
	for (unsigned row = 0; row < qr->modules; row++)
		for (unsigned column = 0, run; column < qr->modules; column += run) {
			bool dark = qr_at(qr, column, row);

			for (run = 1;
			     column + run < qr->modules && qr_at(qr, column + run, row) == dark;)
				run++;
			if (dark)
				cairo_rectangle(p->cr, x + (column + QR_QUIET) * module,
						y + (row + QR_QUIET) * module, run * module,
						module);
		}
	pen_fill(p, 0);
}
