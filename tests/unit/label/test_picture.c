/*
 * Pictures as grey pixels: small ones of each kind whose pixels are known, every prefix of them,
 * the limits, and what is refused.
 */
#include "fixture.h"

#include <cairo-pdf.h>
#include <turbojpeg.h>

#include "label/picture.h"
#include "label/picture_decode.h"
#include "label/typeface.h"

/* What fontconfig keeps for later is its own; cairo and poppler lose a little with each PDF. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfontconfig\nleak:libcairo.so\nleak:libpoppler\n";
}

#define SIDE 40

/* Left half black, right half white. */
static const char svg[] =
    "<?xml version=\"1.0\"?>\n<!-- half -->\n<svg xmlns=\"http://www.w3.org/2000/svg\" "
    "width=\"40\" "
    "height=\"40\" viewBox=\"0 0 40 40\"><path d=\"M0 0h20v40h-20z\" fill=\"#000\"/></svg>";

static cairo_status_t take(void *closure, const unsigned char *data, unsigned n)
{
	buf_add(closure, data, n);
	return CAIRO_STATUS_SUCCESS;
}

static void half(cairo_surface_t *s)
{
	cairo_t *cr = cairo_create(s);

	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_paint(cr);
	cairo_set_source_rgb(cr, 0, 0, 0);
	cairo_rectangle(cr, 0, 0, SIDE / 2.0, SIDE);
	cairo_fill(cr);
	cairo_destroy(cr);
}

static struct buf make_png(cairo_format_t format)
{
	struct buf out = BUF(1u << 20);
	cairo_surface_t *s = cairo_image_surface_create(format, SIDE, SIDE);

	half(s);
	assert_int_equal(cairo_surface_write_to_png_stream(s, take, &out), CAIRO_STATUS_SUCCESS);
	cairo_surface_destroy(s);
	return out;
}

static struct buf make_pdf(int pages)
{
	struct buf out = BUF(4u << 20);
	cairo_surface_t *s = cairo_pdf_surface_create_for_stream(take, &out, SIDE, SIDE);

	for (int i = 0; i < pages; i++) {
		half(s);
		cairo_surface_show_page(s);
	}
	cairo_surface_destroy(s);
	return out;
}

static struct buf make_jpeg(enum TJPF format, int sampling, int flags)
{
	struct buf out = BUF(1u << 20);
	int bytes = tjPixelSize[format];
	CLEANUP(mem_freep) uint8_t *pixels = mem_array((size_t)(SIDE * SIDE * bytes), 1);
	tjhandle jpeg = tjInitCompress();
	unsigned char *made = NULL;
	unsigned long n = 0;

	for (int i = 0; i < SIDE * SIDE * bytes; i++)
		pixels[i] = i / bytes % SIDE < SIDE / 2 ? 0 : 255;
	assert_int_equal(
	    tjCompress2(jpeg, pixels, SIDE, 0, SIDE, format, &made, &n, sampling, 90, flags), 0);
	buf_add(&out, made, n);
	tjFree(made);
	(void)tjDestroy(jpeg);
	return out;
}

/* ---- reading ---- */

struct seen {
	int pictures, stop_at;
	uint32_t width, height;
	uint8_t left, right;
	bool drawn;
};

static int note(void *context, const struct picture *p, struct err *err)
{
	struct seen *s = context;
	const uint8_t *middle = p->grey + (size_t)(p->height / 2) * p->width;

	s->pictures++;
	s->width = p->width;
	s->height = p->height;
	s->left = middle[p->width / 4];
	s->right = middle[p->width * 3 / 4];
	s->drawn = p->drawn;
	return s->pictures == s->stop_at ? err_set(err, E_CANCELLED, "enough") : 0;
}

static void reads(const char *what, struct bytes file, uint32_t width, uint32_t height)
{
	struct seen s = { 0 };
	struct err err = { 0 };
	int r = picture_read(file, note, &s, &err);

	TAP_CHECK(what, r == 0 && s.pictures == 1);
	if (r < 0)
		print_error("%s\n", err.text);
	TAP_CHECK(what, s.width == width && s.height == height);
	TAP_CHECK(what, s.left < 8 && s.right > 247);
}

static void refuses(const char *what, struct bytes file, int code, const char *why)
{
	struct seen s = { 0 };
	struct err err = { 0 };
	int r = picture_read(file, note, &s, &err);

	TAP_CHECK(what, r == code);
	TAP_CHECK(what, strstr(err.text, why) != NULL);
	TAP_CHECK(what, err.ja[0] != '\0');
	TAP_CHECK(what, s.pictures == 0);
	if (r != code || !strstr(err.text, why))
		print_error("%s: %d %s\n", what, r, err.text);
}

static void every_kind(void **state)
{
	CLEANUP(buf_done) struct buf rgb = make_png(CAIRO_FORMAT_RGB24);
	CLEANUP(buf_done) struct buf argb = make_png(CAIRO_FORMAT_ARGB32);
	CLEANUP(buf_done) struct buf grey = make_jpeg(TJPF_GRAY, TJSAMP_GRAY, 0);
	CLEANUP(buf_done) struct buf colour = make_jpeg(TJPF_RGB, TJSAMP_420, TJFLAG_PROGRESSIVE);
	CLEANUP(buf_done) struct buf pdf = make_pdf(1);

	(void)state;
	reads("PNG", buf_view(&rgb), SIDE, SIDE);
	reads("PNG with an alpha channel", buf_view(&argb), SIDE, SIDE);
	reads("JPEG", buf_view(&grey), SIDE, SIDE);
	reads("JPEG in colours, progressive", buf_view(&colour), SIDE, SIDE);
	reads("SVG", bytes_of(svg), PICTURE_DRAWN_SIDE, PICTURE_DRAWN_SIDE);
	reads("PDF", buf_view(&pdf), SIDE * PICTURE_PAGE_DPI / 72, SIDE * PICTURE_PAGE_DPI / 72);
}

/* White paper, not black, is behind what covers nothing. */
static void paper(void **state)
{
	cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, SIDE, SIDE);
	CLEANUP(buf_done) struct buf png = BUF(1u << 20);
	struct seen seen = { 0 };

	(void)state;
	assert_int_equal(cairo_surface_write_to_png_stream(s, take, &png), CAIRO_STATUS_SUCCESS);
	cairo_surface_destroy(s);
	assert_int_equal(picture_read(buf_view(&png), note, &seen, NULL), 0);
	assert_int_equal(seen.left, 255);
	assert_int_equal(picture_read(bytes_of("<svg xmlns=\"http://www.w3.org/2000/svg\" "
					       "viewBox=\"0 0 2 1\"></svg>"),
				      note, &seen, NULL),
			 0);
	assert_int_equal(seen.left, 255);
	assert_int_equal(seen.height, PICTURE_DRAWN_SIDE / 2);
	assert_true(seen.drawn);
}

static void kinds(void **state)
{
	static const struct {
		const char *what, *file;
		enum picture_kind kind;
	} rows[] = {
		{ "nothing", "", PICTURE_NONE },
		{ "an address", "HTTPS://H/L/N#AA", PICTURE_NONE },
		{ "a statement", "\xd2\x84\x4c", PICTURE_NONE },
		{ "PNG", "\x89PNG", PICTURE_PNG },
		{ "JPEG", "\xff\xd8\xff\xe1", PICTURE_JPEG },
		{ "PDF", "%PDF-1.7", PICTURE_PDF },
		{ "SVG", "<svg", PICTURE_SVG },
		{ "SVG with a mark of its byte order", "\xef\xbb\xbf <?xml?><svg", PICTURE_SVG },
		{ "a page", "<!DOCTYPE html><html>", PICTURE_NONE },
		{ "text about it", "the <svg element", PICTURE_NONE },
		{ "GIF", "GIF89a", PICTURE_NONE },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		TAP_CHECK(rows[i].what, picture_kind(bytes_of(rows[i].file)) == rows[i].kind);
}

/* Copied, so that reading past the end of a prefix is seen. */
static void prefixes(const char *what, struct bytes whole, size_t least, size_t most)
{
	size_t taken = 0;

	for (size_t n = least; n < most; n++) {
		CLEANUP(mem_freep) uint8_t *part = mem_copy(whole.p, n);
		struct seen s = { 0 };
		struct err err = { 0 };
		int r = picture_read((struct bytes){ part, n }, note, &s, &err);

		if (r == 0 || !strstr(err.text, "damaged or cut short") || s.pictures) {
			print_error("%s: %zu of %zu bytes: %d %s\n", what, n, whole.n, r, err.text);
			taken++;
		}
	}
	TAP_CHECK(what, taken == 0);
}

static void every_prefix(void **state)
{
	CLEANUP(buf_done) struct buf png = make_png(CAIRO_FORMAT_RGB24);
	CLEANUP(buf_done) struct buf jpeg = make_jpeg(TJPF_GRAY, TJSAMP_GRAY, 0);
	CLEANUP(buf_done) struct buf passes = make_jpeg(TJPF_GRAY, TJSAMP_GRAY, TJFLAG_PROGRESSIVE);
	CLEANUP(buf_done) struct buf pdf = make_pdf(1);

	(void)state;
	prefixes("PNG", buf_view(&png), 4, png.n);
	prefixes("JPEG", buf_view(&jpeg), 3, jpeg.n);
	prefixes("progressive JPEG", buf_view(&passes), 3, passes.n);
	/* From where it says what it is; the line feed after its last word is none of it. */
	prefixes("SVG", bytes_of(svg), sizeof("<?xml version=\"1.0\"?>\n<!-- half -->\n<svg") - 1,
		 strlen(svg));
	prefixes("PDF", buf_view(&pdf), 5, pdf.n - 1);
}

/* ---- limits ---- */

/* A PNG that says it is so large, with a first row at most. */
static struct buf png_of(uint32_t width, uint32_t height)
{
	struct buf out = BUF(1000);

	buf_add(&out, "\x89PNG\r\n\x1a\n", 8);
	buf_u32(&out, 13);
	buf_text(&out, "IHDR");
	buf_u32(&out, width);
	buf_u32(&out, height);
	buf_add(&out, "\x08\0\0\0\0", 5);
	buf_u32(&out, 0);
	buf_u32(&out, 0);
	buf_text(&out, "IEND");
	buf_u32(&out, 0);
	return out;
}

static void sizes(void **state)
{
	static const struct {
		uint32_t width, height;
		bool fits;
	} rows[] = {
		{ PICTURE_SIDE_MAX, 1, true },
		{ PICTURE_SIDE_MAX + 1, 1, false },
		{ 1, PICTURE_SIDE_MAX, true },
		{ 1, PICTURE_SIDE_MAX + 1, false },
		{ 8192, PICTURE_PIXELS_MAX / 8192, true },
		{ 8192, PICTURE_PIXELS_MAX / 8192 + 1, false },
		{ UINT32_MAX, UINT32_MAX, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(picture_done) struct picture p = { 0 };
		CLEANUP(buf_done) struct buf png = png_of(rows[i].width, rows[i].height);
		struct err err = { 0 };
		int r = picture_new(&p, rows[i].width, rows[i].height, &err);

		TAP_CHECK("a picture of that size", r == (rows[i].fits ? 0 : E_LIMIT));
		/* One that fits has no pixels, and is damaged; before any is made room for. */
		refuses("a PNG that says so", buf_view(&png), rows[i].fits ? E_FORMAT : E_LIMIT,
			rows[i].fits ? "damaged" : "pixels: at most");
	}
	CLEANUP(buf_done) struct buf none = png_of(0, 5);
	refuses("no pixel", buf_view(&none), E_FORMAT, "damaged");
	CLEANUP(buf_done) struct buf jpeg = make_jpeg(TJPF_GRAY, TJSAMP_GRAY, 0);
	/* SOF0: length, precision, height, width (ITU-T T.81 B.2.2). */
	uint8_t *frame = memmem(jpeg.p, jpeg.n, "\xff\xc0", 2);
	assert_non_null(frame);
	memcpy(frame + 5, "\xff\xdc\xff\xdc", 4);
	refuses("a JPEG that says it is large", buf_view(&jpeg), E_LIMIT, "65500 x 65500 pixels");
}

static void pages(void **state)
{
	CLEANUP(buf_done) struct buf most = make_pdf(PICTURE_PAGES_MAX);
	CLEANUP(buf_done) struct buf more = make_pdf(PICTURE_PAGES_MAX + 1);
	struct seen s = { 0 };

	(void)state;
	assert_int_equal(picture_read(buf_view(&most), note, &s, NULL), 0);
	assert_int_equal(s.pictures, PICTURE_PAGES_MAX);
	s = (struct seen){ .stop_at = 3 };
	assert_int_equal(picture_read(buf_view(&most), note, &s, NULL), E_CANCELLED);
	assert_int_equal(s.pictures, 3);
	refuses("a page more", buf_view(&more), E_LIMIT, "33 pages, and at most 32");
}

static void large_pages(void **state)
{
	CLEANUP(buf_done) struct buf out = BUF(1u << 20);
	cairo_surface_t *s = cairo_pdf_surface_create_for_stream(take, &out, 3000, 14000);
	struct seen seen = { 0 };

	(void)state;
	cairo_surface_show_page(s);
	cairo_surface_destroy(s);
	assert_int_equal(picture_read(buf_view(&out), note, &seen, NULL), 0);
	assert_true((uint64_t)seen.width * seen.height <= PICTURE_DRAWN_MAX);
	assert_true((uint64_t)seen.width * seen.height > PICTURE_DRAWN_MAX * 99 / 100);
}

static void others(void **state)
{
	CLEANUP(buf_done) struct buf cmyk = make_jpeg(TJPF_CMYK, TJSAMP_444, 0);

	(void)state;
	refuses("CMYK", buf_view(&cmyk), E_UNSUPPORTED, "CMYK");
	refuses("none of them", bytes_of("GIF89a"), E_FORMAT, "no PNG, JPEG, SVG or PDF");
	refuses("an SVG without a size",
		bytes_of("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"0\" height=\"0\"/>"),
		E_FORMAT, "how large");
	refuses("a PDF of nothing", bytes_of("%PDF-1.4\n%%EOF\n"), E_FORMAT, "damaged");
	refuses("XML that is no SVG", bytes_of("<a><svg/></a>"), E_FORMAT, "damaged");
}

static int load(void **state)
{
	struct err err = { 0 };
	int r = picture_prepare(PICTURE_SVG, &err);

	(void)state;
	if (r == 0)
		r = picture_prepare(PICTURE_PDF, &err);
	if (r < 0)
		print_error("%s\n", err.text);
	return r;
}

static int unload(void **state)
{
	(void)state;
	typeface_done();
	return 0;
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(kinds),        cmocka_unit_test(every_kind), cmocka_unit_test(paper),
	cmocka_unit_test(every_prefix), cmocka_unit_test(sizes),      cmocka_unit_test(pages),
	cmocka_unit_test(large_pages),  cmocka_unit_test(others),
};

TAP_MAIN_WITHIN(tests, load, unload)
