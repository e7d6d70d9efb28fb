/*
 * SVG by librsvg, which knows no scripts, and without an address of its own follows no reference to
 * anything outside the document.
 */
#include <glib-object.h>
#include <math.h>

#include "base/err.h"
#include "label/picture_decode.h"
#include "label/picture_library.h"

/* librsvg's own (rsvg.h), of version 2.52 and later. */
struct rsvg_rectangle {
	double x, y, width, height;
};
struct rsvg_length {
	double length;
	int unit;
};

static struct {
	void *(*new_from_data)(const uint8_t *data, size_t n, GError **error);
	gboolean (*size_in_pixels)(void *handle, double *width, double *height);
	void (*dimensions)(void *handle, gboolean *has_width, struct rsvg_length *width,
			   gboolean *has_height, struct rsvg_length *height, gboolean *has_viewbox,
			   struct rsvg_rectangle *viewbox);
	gboolean (*render)(void *handle, cairo_t *cr, const struct rsvg_rectangle *viewport,
			   GError **error);
} rsvg;

int picture_svg_prepare(struct err *err)
{
	static const struct picture_library_function functions[] = {
		{ "rsvg_handle_new_from_data", &rsvg.new_from_data },
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
	struct rsvg_length w, h;
	struct rsvg_rectangle box = { 0 };
	gboolean has_w, has_h, has_box = FALSE;

	if (!rsvg.size_in_pixels(handle, width, height)) {
		rsvg.dimensions(handle, &has_w, &w, &has_h, &h, &has_box, &box);
		if (!has_box)
			return false;
		*width = box.width;
		*height = box.height;
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
	struct rsvg_rectangle all = { 0, 0, fmax(width * scale, 1), fmax(height * scale, 1) };
	cairo_surface_t *paper =
	    picture_paper((uint32_t)ceil(all.width), (uint32_t)ceil(all.height));
	cairo_t *cr = cairo_create(paper);
	int r = rsvg.render(handle, cr, &all, &error) ? 0 : damaged(err, error);

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
	r = draw(out, handle, err);
	g_object_unref(handle);
	return r;
}
