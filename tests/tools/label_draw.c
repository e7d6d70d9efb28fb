/*
 * For tests/e2e/label.t: draws every kind of label into a folder, and what bad printers and cameras
 * make of some of them.
 *
 *     label_draw FOLDER      LAYOUT-LANGUAGE-LEVEL[-specimen].svg, .png, .pdf, page.html, bad-*.pgm
 *
 * The code of each leads to URL-LEVEL below.
 */
#include <cairo.h>
#include <math.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"
#include "label/artwork.h"
#include "label/qr.h"

#define URL "https://label.example.jp/L/HSH-1-2026-00012"

static const char *const layouts[] = { "wide", "tall", "small" };
static const char *const languages[] = { "ja", "en", "both" };
static const char *const formats[] = { "svg", "png", "pdf" };

static void save(const char *folder, const char *name, struct bytes data)
{
	CLEANUP(mem_freep) char *path = mem_format("%s/%s", folder, name);
	struct err err = { 0 };

	if (fd_write_file(path, data, 0644, &err) < 0) {
		fprintf(stderr, "label_draw: %s\n", err.text);
		exit(1);
	}
}

static void draw(struct buf *out, struct artwork *a, enum artwork_format format)
{
	CLEANUP(mem_freep) char *url = mem_format("%s%u", URL, a->level);
	struct err err = { 0 };

	a->url = url;
	if (artwork_draw(out, format, a, &err) < 0) {
		fprintf(stderr, "label_draw: %s\n", err.text);
		exit(1);
	}
}

static struct artwork sample(unsigned i)
{
	return (struct artwork){
		.scheme_ja = "セキュリティラベル制度",
		.scheme_en = "Security Labelling Scheme",
		.criteria_ja = "★1 共通適合基準 2024R1",
		.criteria_en = "Level 1 common criteria 2024R1",
		.number = "HSH-1-2026-000123",
		.issued = "2026-11-21",
		.valid_until = "2028-11-20",
		.support_until = "2030-03-31",
		.layout = (enum artwork_layout)(i % 3),
		.language = (enum artwork_language)(i / 3 % 3),
		.level = 1 + i / 9 % 4,
		.specimen = i / 36 != 0,
	};
}

/* ---- bad printers and cameras ---- */

/* Grey, 0 to 255. */
struct picture {
	int width, height;
	double *p;
};

static double at(const struct picture *g, int x, int y)
{
	return x < 0 || y < 0 || x >= g->width || y >= g->height
		   ? 255
		   : g->p[(size_t)y * (size_t)g->width + (size_t)x];
}

static struct picture make(int width, int height)
{
	return (struct picture){ .width = width,
				 .height = height,
				 .p = mem_array((size_t)width * (size_t)height, sizeof(double)) };
}

static struct picture load(const char *folder, const char *name)
{
	CLEANUP(mem_freep) char *path = mem_format("%s/%s", folder, name);
	cairo_surface_t *surface = cairo_image_surface_create_from_png(path);
	struct picture g =
	    make(cairo_image_surface_get_width(surface), cairo_image_surface_get_height(surface));

	/* Four bytes a pixel, all three colours the same. */
	for (int y = 0; y < g.height; y++)
		for (int x = 0; x < g.width; x++)
			g.p[y * g.width + x] = cairo_image_surface_get_data(
			    surface)[y * cairo_image_surface_get_stride(surface) + 4 * x];
	cairo_surface_destroy(surface);
	return g;
}

/* The mean of what a pixel of the new size covers; turned by an angle on the way. */
static struct picture resample(const struct picture *g, double factor, double degrees)
{
	struct picture r = make((int)(g->width * factor) + 20, (int)(g->height * factor) + 20);
	double c = cos(degrees * M_PI / 180);
	double s = sin(degrees * M_PI / 180);

	for (int y = 0; y < r.height; y++)
		for (int x = 0; x < r.width; x++) {
			double sum = 0;

			for (int k = 0; k < 64; k++) {
				double u = (x - r.width / 2.0 + (k % 8 + 0.5) / 8) / factor;
				double v = (y - r.height / 2.0 + (k / 8 + 0.5) / 8) / factor;

				sum += at(g, (int)floor(g->width / 2.0 + c * u - s * v),
					  (int)floor(g->height / 2.0 + s * u + c * v));
			}
			r.p[y * r.width + x] = sum / 64;
		}
	return r;
}

static struct picture blur(const struct picture *g, int radius)
{
	struct picture r = make(g->width, g->height);

	for (int y = 0; y < r.height; y++)
		for (int x = 0; x < r.width; x++) {
			double sum = 0;

			for (int v = -radius; v <= radius; v++)
				for (int u = -radius; u <= radius; u++)
					sum += at(g, x + u, y + v);
			r.p[y * r.width + x] = sum / ((2 * radius + 1) * (2 * radius + 1));
		}
	return r;
}

/* Noise of this strength, and dark and light closer together; always the same noise. */
static void spoil(struct picture *g, double strength, double contrast)
{
	uint32_t state = 1;

	for (int i = 0; i < g->width * g->height; i++) {
		state = state * 1664525 + 1013904223;
		double noise = ((state >> 8) / 16777216.0 - 0.5) * 2 * strength;

		g->p[i] = fmin(255, fmax(0, 128 + (g->p[i] - 128) * contrast + noise));
	}
}

static void save_picture(const char *folder, const char *name, struct picture *g)
{
	CLEANUP(buf_done) struct buf out = BUF(64u << 20);

	buf_format(&out, "P5\n%d %d\n255\n", g->width, g->height);
	for (int i = 0; i < g->width * g->height; i++)
		buf_u8(&out, (uint8_t)g->p[i]);
	save(folder, name, buf_view(&out));
	mem_free(g->p);
}

/* As a camera sees it from near: eight pixels for a module of the small label's code. */
static void spoil_all(const char *folder, const char *label, unsigned kind)
{
	static const struct {
		const char *what;
		double factor, degrees;
		int radius;
		double noise, contrast;
	} ways[] = {
		{ "third", 0.33, 0, 0, 0, 1 },      { "odd-size", 0.71, 0, 0, 0, 1 },
		{ "double", 2, 0, 0, 0, 1 },        { "blurred", 1, 0, 2, 0, 1 },
		{ "more-blurred", 1, 0, 3, 0, 1 },  { "noisy", 1, 0, 0, 12, 1 },
		{ "pale", 1, 0, 0, 0, 0.35 },       { "turned", 1, 12, 0, 0, 1 },
		{ "upside-down", 1, 180, 0, 0, 1 }, { "all-of-it", 0.8, 5, 1, 12, 0.6 },
	};
	CLEANUP(mem_freep) char *png = mem_format("near-%s.png", label);
	CLEANUP(buf_done) struct buf near = BUF(ARTWORK_BYTES_MAX);
	struct artwork a = sample(kind);

	a.dpi = 600;
	draw(&near, &a, ARTWORK_PNG);
	save(folder, png, buf_view(&near));
	struct picture whole = load(folder, png);

	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		CLEANUP(mem_freep) char *name = mem_format("bad-%s-%s.pgm", label, ways[i].what);
		struct picture sized = resample(&whole, ways[i].factor, ways[i].degrees);
		struct picture blurred = blur(&sized, ways[i].radius);

		spoil(&blurred, ways[i].noise, ways[i].contrast);
		save_picture(folder, name, &blurred);
		mem_free(sized.p);
	}
	mem_free(whole.p);
}

int main(int argc, char **argv)
{
	CLEANUP(buf_done) struct buf page = BUF(1u << 20);

	if (argc != 2) {
		fprintf(stderr, "label_draw: usage: label_draw FOLDER\n");
		return 2;
	}
	buf_text(&page, "<!DOCTYPE html><meta charset=utf-8><title>labels</title>"
			"<body style='background:#fff'>\n");
	for (unsigned i = 0; i < 3 * 3 * 4 * 2; i++)
		for (unsigned format = 0; format < 3; format++) {
			CLEANUP(buf_done) struct buf out = BUF(ARTWORK_BYTES_MAX);
			struct artwork a = sample(i);
			CLEANUP(mem_freep)
			char *name =
			    mem_format("%s-%s-%u%s.%s", layouts[a.layout], languages[a.language],
				       a.level, a.specimen ? "-specimen" : "", formats[format]);

			draw(&out, &a, (enum artwork_format)format);
			save(argv[1], name, buf_view(&out));
			if (format == ARTWORK_SVG)
				buf_format(&page, "<img style='margin:12px' src='%s' alt=''>\n",
					   name);
		}
	save(argv[1], "page.html", buf_view(&page));

	struct qr qr = { 0 };
	CLEANUP(buf_done) struct buf code = BUF(1u << 20);
	if (qr_encode(&qr, URL "0", NULL) < 0)
		return 1;
	qr_svg(&code, &qr, "code");
	qr_done(&qr);
	save(argv[1], "code.svg", buf_view(&code));
	spoil_all(argv[1], "small-both-1", 2 + 6);
	spoil_all(argv[1], "small-both-2-specimen", 2 + 6 + 9 + 36);
	spoil_all(argv[1], "wide-both-3-specimen", 6 + 18 + 36);
	artwork_done();
	return 0;
}
