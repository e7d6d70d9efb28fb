#include "label/picture.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/text.h"
#include "label/picture_code.h"
#include "label/picture_decode.h"

#define SVG_HEAD 4096 /* bytes within which an SVG says that it is one */

static bool begins(struct bytes file, const char *with, size_t n)
{
	return file.n >= n && memcmp(file.p, with, n) == 0;
}

/* XML whose first element is an svg, maybe after a declaration, a comment or a DOCTYPE. */
static bool is_svg(struct bytes file)
{
	struct bytes head = { file.p, file.n < SVG_HEAD ? file.n : SVG_HEAD };

	if (begins(head, "\xef\xbb\xbf", 3))
		head = (struct bytes){ head.p + 3, head.n - 3 };
	head = text_trim(head);
	return head.n && head.p[0] == '<' && text_find(head, bytes_of("<svg"));
}

enum picture_kind picture_kind(struct bytes file)
{
	if (begins(file, "\x89PNG", 4))
		return PICTURE_PNG;
	if (begins(file, "\xff\xd8\xff", 3))
		return PICTURE_JPEG;
	if (begins(file, "%PDF-", 5))
		return PICTURE_PDF;
	return is_svg(file) ? PICTURE_SVG : PICTURE_NONE;
}

const char *picture_other_kind(struct bytes file)
{
	/* At an offset: ISO/IEC 23008-12 (file type "ftyp" and a brand), RIFF; else at the
	 * beginning. */
	static const struct {
		const char *name, *magic;
		size_t at, n;
	} kinds[] = {
		{ "HEIC", "ftypheic", 4, 8 }, { "HEIC", "ftypheix", 4, 8 },
		{ "HEIC", "ftypmif1", 4, 8 }, { "AVIF", "ftypavif", 4, 8 },
		{ "WebP", "WEBP", 8, 4 },     { "GIF", "GIF8", 0, 4 },
		{ "TIFF", "II*\0", 0, 4 },    { "TIFF", "MM\0*", 0, 4 },
		{ "BMP", "BM", 0, 2 },
	};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (file.n >= kinds[i].at + kinds[i].n &&
		    memcmp(file.p + kinds[i].at, kinds[i].magic, kinds[i].n) == 0)
			return kinds[i].name;
	return NULL;
}

int picture_damaged(struct err *err, int code, const char *detail)
{
	return detail && *detail ? err_both(err, code, "the picture is damaged or cut short: %s",
					    "画像が壊れているか、途中で切れています（%s）", detail)
				 : err_both(err, code, "the picture is damaged or cut short",
					    "画像が壊れているか、途中で切れています");
}

int picture_new(struct picture *out, uint64_t width, uint64_t height, struct err *err)
{
	if (width == 0 || height == 0)
		return picture_damaged(err, E_FORMAT, NULL);
	if (width > PICTURE_SIDE_MAX || height > PICTURE_SIDE_MAX ||
	    width * height > PICTURE_PIXELS_MAX)
		return err_both(err, E_LIMIT,
				"the picture has %" PRIu64 " x %" PRIu64
				" pixels: at most %u, and %d on a side",
				"画像が大きすぎます（%" PRIu64 "×%" PRIu64
				"画素）。全体で%u画素、一辺%d画素までです",
				width, height, PICTURE_PIXELS_MAX, PICTURE_SIDE_MAX);
	*out = (struct picture){ .width = (uint32_t)width,
				 .height = (uint32_t)height,
				 .grey = mem_array((size_t)(width * height), 1) };
	memset(out->grey, 255, (size_t)(width * height));
	return 0;
}

void picture_done(struct picture *p)
{
	mem_free(p->grey);
	*p = (struct picture){ 0 };
}

int picture_prepare(enum picture_kind kind, struct err *err)
{
	int r = picture_code_prepare(err);

	if (r == 0 && kind == PICTURE_SVG)
		r = picture_svg_prepare(err);
	if (r == 0 && kind == PICTURE_PDF)
		r = picture_pdf_prepare(err);
	return r;
}

int picture_read(struct bytes file, picture_take *take, void *context, struct err *err)
{
	CLEANUP(picture_done) struct picture p = { 0 };
	int r = 0;

	switch (picture_kind(file)) {
	case PICTURE_NONE:
		return err_both(err, E_FORMAT, "this is no PNG, JPEG, SVG or PDF",
				"PNG、JPEG、SVG、PDFのいずれでもありません");
	case PICTURE_PNG:
		r = picture_png(&p, file, err);
		break;
	case PICTURE_JPEG:
		r = picture_jpeg(&p, file, err);
		break;
	case PICTURE_SVG:
		r = picture_svg(&p, file, err);
		break;
	case PICTURE_PDF:
		return picture_pdf(file, take, context, err);
	}
	return r < 0 ? r : take(context, &p, err);
}

/* ---- what is drawn ---- */

cairo_surface_t *picture_paper(uint32_t width, uint32_t height)
{
	cairo_surface_t *paper =
	    cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)width, (int)height);
	cairo_t *cr = cairo_create(paper);

	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_paint(cr);
	cairo_destroy(cr);
	return paper;
}

int picture_of_paper(struct picture *out, cairo_surface_t *paper, struct err *err)
{
	int width = cairo_image_surface_get_width(paper);
	int height = cairo_image_surface_get_height(paper);
	size_t stride = (size_t)cairo_image_surface_get_stride(paper);

	cairo_surface_flush(paper);
	const uint8_t *from = cairo_image_surface_get_data(paper);
	if (cairo_surface_status(paper) != CAIRO_STATUS_SUCCESS || !from)
		return picture_damaged(err, E_FORMAT,
				       cairo_status_to_string(cairo_surface_status(paper)));
	int r = picture_new(out, (uint64_t)width, (uint64_t)height, err);
	if (r < 0)
		return r;
	out->drawn = true;
	for (size_t y = 0; y < out->height; y++)
		for (size_t x = 0; x < out->width; x++) {
			uint32_t pixel;

			memcpy(&pixel, from + y * stride + 4 * x, sizeof(pixel));
			/* ITU-R BT.601, in 256ths. */
			out->grey[y * out->width + x] =
			    (uint8_t)((77 * (pixel >> 16 & 255) + 150 * (pixel >> 8 & 255) +
				       29 * (pixel & 255)) >>
				      8);
		}
	return 0;
}
