/* PDF by poppler: each page as it would be printed.  Links, forms and scripts are not followed. */
#include <glib-object.h>
#include <math.h>

#include "base/err.h"
#include "base/text.h"
#include "label/picture_decode.h"
#include "label/picture_library.h"

#define POINTS 72.0 /* to the inch */
#define END "%%EOF"
#define END_WITHIN                                                                           \
	1024        /* bytes from the end (Adobe's implementation note 18 to PDF 1.7, 3.4.4) \
		     */
#define ENCRYPTED 1 /* POPPLER_ERROR_ENCRYPTED */

/* poppler's own (poppler.h of the glib binding). */
static struct {
	void *(*new_from_bytes)(GBytes *bytes, const char *password, GError **error);
	int (*pages)(void *document);
	void *(*page)(void *document, int index);
	void (*size)(void *page, double *width, double *height);
	void (*render)(void *page, cairo_t *cr);
} poppler;

int picture_pdf_prepare(struct err *err)
{
	static const struct picture_library_function functions[] = {
		{ "poppler_document_new_from_bytes", &poppler.new_from_bytes },
		{ "poppler_document_get_n_pages", &poppler.pages },
		{ "poppler_document_get_page", &poppler.page },
		{ "poppler_page_get_size", &poppler.size },
		{ "poppler_page_render", &poppler.render },
	};

	return poppler.render ? 0
			      : picture_library_load("libpoppler-glib.so.8", "libpoppler-glib8",
						     functions, ARRAY_LEN(functions), err);
}

static int draw(struct picture *out, void *page, struct err *err)
{
	double width = 0, height = 0;

	poppler.size(page, &width, &height);
	/* So written, NaN is refused too. */
	if (!(width > 0 && height > 0 && width < 1e6 && height < 1e6))
		return picture_damaged(err, E_FORMAT, NULL);
	double scale = fmin(PICTURE_PAGE_DPI / POINTS, sqrt(PICTURE_DRAWN_MAX / (width * height)));
	scale = fmin(scale, (PICTURE_SIDE_MAX - 1) / fmax(width, height));
	cairo_surface_t *paper = picture_paper((uint32_t)fmax(floor(width * scale), 1),
					       (uint32_t)fmax(floor(height * scale), 1));
	cairo_t *cr = cairo_create(paper);
	cairo_scale(cr, scale, scale);
	poppler.render(page, cr);
	cairo_destroy(cr);
	int r = picture_of_paper(out, paper, err);
	cairo_surface_destroy(paper);
	return r;
}

static int one_page(void *document, int i, picture_take *take, void *context, struct err *err)
{
	CLEANUP(picture_done) struct picture p = { 0 };
	void *page = poppler.page(document, i);

	if (!page)
		return picture_damaged(err, E_FORMAT, NULL);
	int r = draw(&p, page, err);
	g_object_unref(page);
	return r < 0 ? r : take(context, &p, err);
}

static int all_pages(void *document, picture_take *take, void *context, struct err *err)
{
	int n = poppler.pages(document), r = 0;

	if (n < 1)
		return picture_damaged(err, E_FORMAT, NULL);
	if (n > PICTURE_PAGES_MAX)
		return err_both(
		    err, E_LIMIT,
		    "the PDF has %d pages, and at most %d are looked at: give the page "
		    "with the label",
		    "PDFが%dページあります（%dページまで）。ラベルのあるページだけを渡してください",
		    n, PICTURE_PAGES_MAX);
	for (int i = 0; r == 0 && i < n; i++)
		r = one_page(document, i, take, context, err);
	return r;
}

static int no_document(struct err *err, GError *error)
{
	bool locked = error && error->code == ENCRYPTED;
	int r = locked ? err_both(err, E_UNSUPPORTED, "the PDF asks for a password",
				  "PDFにパスワードがかかっています")
		       : picture_damaged(err, E_FORMAT, error ? error->message : NULL);

	g_clear_error(&error);
	return r;
}

int picture_pdf(struct bytes file, picture_take *take, void *context, struct err *err)
{
	size_t tail = file.n < END_WITHIN ? file.n : END_WITHIN;
	GError *error = NULL;
	int r = picture_pdf_prepare(err);

	if (r < 0)
		return r;
	/* poppler would put together what there is of a file that was cut short. */
	if (!text_find((struct bytes){ file.p + file.n - tail, tail }, bytes_of(END)))
		return picture_damaged(err, E_TRUNC, NULL);
	GBytes *bytes = g_bytes_new_static(file.p, file.n);
	void *document = poppler.new_from_bytes(bytes, NULL, &error);
	g_bytes_unref(bytes);
	if (!document)
		return no_document(err, error);
	r = all_pages(document, take, context, err);
	g_object_unref(document);
	return r;
}
