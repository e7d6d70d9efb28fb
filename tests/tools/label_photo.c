/*
 * For tests/cli/verify_picture.t: labels as pictures of every kind, and photos of them.
 *
 *     label_photo FOLDER
 *
 * Takes s1.url and s2.url that statement_make left there.  Leaves LABEL.png, .svg, .pdf for the
 * labels plain, s1, s2 and tampered; s1-WAY.jpg and s2-WAY.jpg, photos; sheets of several labels;
 * pictures without a label.
 */
#include <cairo-pdf.h>
#include <turbojpeg.h>

#include "spoil.h"

#include "base/text.h"
#include "label/artwork.h"
#include "label/label_url.h"
#include "label/picture.h"
#include "label/picture_code.h"
#include "label/qr.h"

#define HOST "label.example.jp"
#define NUMBER "HSH-1-2026-000123"
#define QUALITY 40
#define GAP 60 /* pixels between the labels of a sheet */

static const char *folder;

static void must(int r, const struct err *err)
{
	if (r >= 0)
		return;
	fprintf(stderr, "label_photo: %s\n", err->text);
	exit(1);
}

static void save(const char *name, struct bytes data)
{
	CLEANUP(mem_freep) char *path = mem_format("%s/%s", folder, name);
	struct err err = { 0 };

	must(fd_write_file(path, data, 0644, &err), &err);
}

static char *url_in(const char *name)
{
	CLEANUP(mem_freep) char *path = mem_format("%s/%s", folder, name);
	struct buf text = BUF(LABEL_URL_MAX);
	struct err err = { 0 };

	must(fd_read_file(&text, path, LABEL_URL_MAX, &err), &err);
	return buf_take(&text);
}

static char *plain_of(const char *number)
{
	struct buf out = BUF(LABEL_URL_MAX);
	struct err err = { 0 };

	must(label_url_build(&out, HOST, number, (struct bytes){ 0 }, &err), &err);
	return buf_take(&out);
}

/* ---- labels ---- */

static struct buf draw(const char *url, enum artwork_format format, enum artwork_layout layout)
{
	const struct artwork a = { .scheme_ja = "セキュリティラベル制度",
				   .scheme_en = "Security Labelling Scheme",
				   .criteria_ja = "★1 共通適合基準 2024R1",
				   .criteria_en = "Level 1 common criteria 2024R1",
				   .number = NUMBER,
				   .issued = "2026-11-21",
				   .valid_until = "2028-11-20",
				   .url = url,
				   .level = 1,
				   .language = ARTWORK_BOTH,
				   .layout = layout };
	struct buf out = BUF(ARTWORK_BYTES_MAX);
	struct err err = { 0 };

	must(artwork_draw(&out, format, &a, &err), &err);
	return out;
}

static void label(const char *name, const char *url)
{
	static const char *const endings[] = {
		[ARTWORK_SVG] = "svg", [ARTWORK_PNG] = "png", [ARTWORK_PDF] = "pdf"
	};

	for (unsigned format = 0; format < ARRAY_LEN(endings); format++) {
		CLEANUP(mem_freep) char *file = mem_format("%s.%s", name, endings[format]);
		CLEANUP(buf_done)
		struct buf out = draw(url, (enum artwork_format)format, ARTWORK_WIDE);

		save(file, buf_view(&out));
	}
}

static int keep(void *context, const struct picture *p, struct err *err)
{
	struct spoil_picture *out = context;

	(void)err;
	*out = spoil_make((int)p->width, (int)p->height);
	for (size_t i = 0; i < (size_t)p->width * p->height; i++)
		out->p[i] = p->grey[i];
	return 0;
}

static struct spoil_picture pixels_of(const char *url, enum artwork_layout layout)
{
	CLEANUP(buf_done) struct buf png = draw(url, ARTWORK_PNG, layout);
	struct spoil_picture out = { 0 };
	struct err err = { 0 };

	must(picture_read(buf_view(&png), keep, &out, &err), &err);
	return out;
}

/* ---- photos ---- */

static void save_jpeg(const char *name, const struct spoil_picture *g, int flags)
{
	CLEANUP(mem_freep) uint8_t *grey = mem_array((size_t)(g->width * g->height), 1);
	tjhandle jpeg = tjInitCompress();
	unsigned char *out = NULL;
	unsigned long n = 0;

	for (int i = 0; i < g->width * g->height; i++)
		grey[i] = (uint8_t)g->p[i];
	if (tjCompress2(jpeg, grey, g->width, 0, g->height, TJPF_GRAY, &out, &n, TJSAMP_GRAY,
			QUALITY, flags) < 0)
		exit(1);
	save(name, (struct bytes){ out, n });
	tjFree(out);
	(void)tjDestroy(jpeg);
}

/* On a table large enough for it to be turned. */
static struct spoil_picture on_paper(const char *url)
{
	struct spoil_picture label = pixels_of(url, ARTWORK_WIDE);
	int side = (int)hypot(label.width, label.height) + GAP;
	struct spoil_picture g = spoil_make(side, side);

	for (int y = 0; y < side; y++)
		for (int x = 0; x < side; x++)
			g.p[y * side + x] = fmin(200, spoil_at(&label, x - (side - label.width) / 2,
							       y - (side - label.height) / 2));
	mem_free(label.p);
	return g;
}

static void photos(const char *name, const char *url)
{
	static const struct {
		const char *what;
		double factor, degrees, tilt;
		int radius;
		double noise, contrast, shade;
	} ways[] = {
		{ "straight", 1, 0, 0, 0, 0, 1, 0 },
		{ "near", 3, 0, 0, 0, 0, 1, 0 },
		{ "turned-12", 1.7, 12, 0, 0, 0, 1, 0 },
		{ "turned-30", 1.7, 30, 0, 0, 0, 1, 0 },
		{ "turned-45", 1.7, 45, 0, 0, 0, 1, 0 },
		{ "turned-90", 1.7, 90, 0, 0, 0, 1, 0 },
		{ "turned-200", 1.7, 200, 0, 0, 0, 1, 0 },
		{ "tilted", 2, 0, 0.15, 0, 0, 1, 0 },
		{ "tilted-more", 2, 0, 0.25, 0, 0, 1, 0 },
		{ "blurred", 2, 0, 0, 2, 0, 1, 0 },
		{ "blurred-more", 2, 0, 0, 3, 0, 1, 0 },
		{ "noisy", 2, 0, 0, 0, 40, 1, 0 },
		{ "pale", 2, 0, 0, 0, 0, 0.3, 0 },
		{ "shaded", 2, 0, 0, 0, 0, 1, 0.7 },
		{ "all-of-it", 2, 17, 0.15, 1, 20, 0.7, 0.4 },
	};
	struct spoil_picture whole = on_paper(url);

	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		CLEANUP(mem_freep) char *file = mem_format("%s-%s.jpg", name, ways[i].what);
		struct spoil_picture sized =
		    spoil_resample(&whole, ways[i].factor, ways[i].degrees);
		struct spoil_picture tilted = spoil_tilt(&sized, ways[i].tilt);
		struct spoil_picture blurred = spoil_blur(&tilted, ways[i].radius);

		spoil_noise(&blurred, 1, ways[i].noise, ways[i].contrast);
		spoil_shade(&blurred, ways[i].shade);
		save_jpeg(file, &blurred, i % 2 ? TJFLAG_PROGRESSIVE : 0);
		mem_free(sized.p);
		mem_free(tilted.p);
		mem_free(blurred.p);
	}
	mem_free(whole.p);
}

/* ---- sheets ---- */

static cairo_status_t take(void *closure, const unsigned char *data, unsigned n)
{
	buf_add(closure, data, n);
	return CAIRO_STATUS_SUCCESS;
}

static void save_png(const char *name, const struct spoil_picture *g)
{
	cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, g->width, g->height);
	CLEANUP(buf_done) struct buf out = BUF(64u << 20);

	for (int y = 0; y < g->height; y++)
		for (int x = 0; x < g->width; x++) {
			uint32_t grey = (uint32_t)g->p[y * g->width + x];
			uint32_t pixel = grey << 16 | grey << 8 | grey;

			memcpy(cairo_image_surface_get_data(s) +
				   y * cairo_image_surface_get_stride(s) + 4 * x,
			       &pixel, sizeof(pixel));
		}
	cairo_surface_mark_dirty(s);
	(void)cairo_surface_write_to_png_stream(s, take, &out);
	save(name, buf_view(&out));
	cairo_surface_destroy(s);
}

/* Small labels side by side, four to a row. */
static void sheet(const char *name, const char *const *urls, size_t n)
{
	struct spoil_picture *all = mem_array(n, sizeof(*all));
	int side = 0;

	for (size_t i = 0; i < n; i++) {
		all[i] = pixels_of(urls[i], ARTWORK_SMALL);
		side = side > all[i].height + GAP ? side : all[i].height + GAP;
	}
	struct spoil_picture g = spoil_make(side * 4, side * (int)((n + 3) / 4));
	for (int i = 0; i < g.width * g.height; i++)
		g.p[i] = 255;
	for (size_t i = 0; i < n; i++) {
		for (int y = 0; y < all[i].height; y++)
			for (int x = 0; x < all[i].width; x++)
				g.p[((int)(i / 4) * side + y) * g.width + (int)(i % 4) * side + x] =
				    all[i].p[y * all[i].width + x];
		mem_free(all[i].p);
	}
	save_png(name, &g);
	mem_free(g.p);
	mem_free(all);
}

static void many(const char *name, const char *s1, size_t n)
{
	const char **urls = mem_array(n, sizeof(*urls));

	urls[0] = s1;
	for (size_t i = 1; i < n; i++)
		urls[i] = mem_format("https://shop.example/%zu", i);
	sheet(name, urls, n);
	mem_free(urls);
}

/* n pages of A4, a code on the last, 25 mm wide. */
static void pages(const char *name, const char *url, int n)
{
	CLEANUP(buf_done) struct buf out = BUF(4u << 20);
	cairo_surface_t *s = cairo_pdf_surface_create_for_stream(take, &out, 595, 842);
	cairo_t *cr = cairo_create(s);
	CLEANUP(qr_done) struct qr qr = { 0 };
	struct err err = { 0 };

	must(qr_encode(&qr, url, &err), &err);
	for (int i = 0; i < n; i++) {
		cairo_set_source_rgb(cr, 0.2, 0.2, 0.2);
		cairo_rectangle(cr, 60, 60, 400, 3);
		cairo_fill(cr);
		for (unsigned y = 0; i == n - 1 && y < qr.modules; y++)
			for (unsigned x = 0; x < qr.modules; x++)
				if (qr_at(&qr, x, y)) {
					cairo_rectangle(cr, 380 + x * 71.0 / qr.modules,
							600 + y * 71.0 / qr.modules,
							71.0 / qr.modules, 71.0 / qr.modules);
					cairo_fill(cr);
				}
		cairo_show_page(cr);
	}
	cairo_destroy(cr);
	cairo_surface_destroy(s);
	save(name, buf_view(&out));
}

static void sheets(const char *s1, const char *s2)
{
	CLEANUP(mem_freep) char *plain = plain_of(NUMBER);
	CLEANUP(mem_freep) char *other = plain_of("HSH-1-2026-000999");

	sheet("same.png", (const char *[]){ s1, plain, s1, "https://shop.example/x" }, 4);
	sheet("two.png", (const char *[]){ s1, other }, 2);
	sheet("both.png", (const char *[]){ s1, s2 }, 2);
	sheet("shop.png", (const char *[]){ "https://shop.example/x" }, 1);
	many("many.png", s1, PICTURE_CODES_MAX);
	many("too-many.png", s1, PICTURE_CODES_MAX + 1);
	pages("pages.pdf", s1, PICTURE_PAGES_MAX);
	pages("too-many-pages.pdf", s1, PICTURE_PAGES_MAX + 1);
	struct spoil_picture empty = spoil_make(300, 200);
	save_png("empty.png", &empty);
	save_jpeg("empty.jpg", &empty, 0);
	mem_free(empty.p);
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "label_photo: usage: label_photo FOLDER\n");
		return 2;
	}
	folder = argv[1];
	CLEANUP(mem_freep) char *s1 = url_in("s1.url");
	CLEANUP(mem_freep) char *s2 = url_in("s2.url");
	CLEANUP(mem_freep) char *plain = plain_of(NUMBER);
	CLEANUP(mem_freep) char *tampered = mem_text(s1);
	/* One letter of the signature. */
	char *letter = tampered + strlen(tampered) - 20;
	*letter = *letter == 'A' ? 'B' : 'A';
	label("plain", plain);
	label("s1", s1);
	label("s2", s2);
	label("tampered", tampered);
	photos("s1", s1);
	photos("s2", s2);
	sheets(s1, s2);
	artwork_done();
	return 0;
}
