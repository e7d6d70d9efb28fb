/*
 * SVG by librsvg, which knows no scripts, and without an address of its own follows no reference to
 * anything outside the document.
 */
#include <glib-object.h>
#include <math.h>

#include "base/err.h"
#include "label/picture_decode.h"
#include "label/picture_library.h"

/* librsvg's own (rsvg.h), of version 2.52 and later.  Its rectangle is x, y, width, height. */
#define RECTANGLE 4

/* Filters and fonts start threads, which the sandbox has none of; a code needs neither. */
static const char style[] = "* { filter: none !important; } text { display: none !important; }";

static struct {
	void *(*new_from_data)(const uint8_t *data, size_t n, GError **error);
	gboolean (*set_stylesheet)(void *handle, const uint8_t *css, size_t n, GError **error);
	gboolean (*size_in_pixels)(void *handle, double *width, double *height);
	void (*dimensions)(void *handle, gboolean *has_width, void *width, gboolean *has_height,
			   void *height, gboolean *has_viewbox, double *viewbox);
	gboolean (*render)(void *handle, cairo_t *cr, const double *viewport, GError **error);
} rsvg;

int picture_svg_prepare(struct err *err)
{
	static const struct picture_library_function functions[] = {
		{ "rsvg_handle_new_from_data", &rsvg.new_from_data },
		{ "rsvg_handle_set_stylesheet", &rsvg.set_stylesheet },
		{ "rsvg_handle_get_intrinsic_size_in_pixels", &rsvg.size_in_pixels },
		{ "rsvg_handle_get_intrinsic_dimensions", &rsvg.dimensions },
		{ "rsvg_handle_render_document", &rsvg.render },
	};

	return rsvg.render ? 0
			   : picture_library_load("librsvg-2.so.2", "librsvg2-2", functions,
						  ARRAY_LEN(functions), err);
}

static int damaged(struct err *err, GError *error)
{
	int r = picture_damaged(err, E_FORMAT, error ? error->message : NULL);

	g_clear_error(&error);
	return r;
}

/* In pixels of its own; false when it says nothing of its size. */
static bool size_of(void *handle, double *width, double *height)
{
	double box[RECTANGLE] = { 0 };
	gboolean has_box = FALSE;

	if (!rsvg.size_in_pixels(handle, width, height)) {
		rsvg.dimensions(handle, NULL, NULL, NULL, NULL, &has_box, box);
		if (!has_box)
			return false;
		*width = box[2];
		*height = box[3];
	}
	/* So written, NaN is refused too. */
	return *width > 0 && *height > 0 && *width < 1e9 && *height < 1e9;
}

static int draw(struct picture *out, void *handle, struct err *err)
{
	double width = 0, height = 0;
	GError *error = NULL;

	if (!size_of(handle, &width, &height))
		return err_both(err, E_FORMAT, "the SVG does not say how large it is",
				"SVGに大きさが書かれていません");
	double scale = PICTURE_DRAWN_SIDE / fmax(width, height);
	const double all[RECTANGLE] = { 0, 0, fmax(width * scale, 1), fmax(height * scale, 1) };
	cairo_surface_t *paper = picture_paper((uint32_t)ceil(all[2]), (uint32_t)ceil(all[3]));
	cairo_t *cr = cairo_create(paper);
	int r = rsvg.render(handle, cr, all, &error) ? 0 : damaged(err, error);

	cairo_destroy(cr);
	if (r == 0)
		r = picture_of_paper(out, paper, err);
	cairo_surface_destroy(paper);
	return r;
}

int picture_svg(struct picture *out, struct bytes file, struct err *err)
{
	GError *error = NULL;
	int r = picture_svg_prepare(err);

	if (r < 0)
		return r;
	void *handle = rsvg.new_from_data(file.p, file.n, &error);
	if (!handle)
		return damaged(err, error);
	r = rsvg.set_stylesheet(handle, (const uint8_t *)style, strlen(style), &error)
		? draw(out, handle, err)
		: damaged(err, error);
	g_object_unref(handle);
	return r;
}
