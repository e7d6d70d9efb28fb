/*
 * For tests/e2e/label.t: draws every kind of label into a folder, and what bad printers and cameras
 * make of some of them.
 *
 *     label_draw FOLDER      LAYOUT-LANGUAGE-LEVEL[-specimen].svg, .png, .pdf, page.html, bad-*.pgm
 *
 * The code of each leads to URL-LEVEL below.
 */
#include <cairo.h>

#include "spoil.h"

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

static struct spoil_picture load(const char *folder, const char *name)
{
	CLEANUP(mem_freep) char *path = mem_format("%s/%s", folder, name);
	cairo_surface_t *surface = cairo_image_surface_create_from_png(path);
	struct spoil_picture g = spoil_make(cairo_image_surface_get_width(surface),
					    cairo_image_surface_get_height(surface));

	/* Four bytes a pixel, all three colours the same. */
	for (int y = 0; y < g.height; y++)
		for (int x = 0; x < g.width; x++)
			g.p[y * g.width + x] = cairo_image_surface_get_data(
			    surface)[y * cairo_image_surface_get_stride(surface) + 4 * x];
	cairo_surface_destroy(surface);
	return g;
}

/* As a camera sees it from near: eight pixels for a module of the small label's code. */
static void spoil_label(const char *folder, const char *label, unsigned kind)
{
	CLEANUP(mem_freep) char *png = mem_format("near-%s.png", label);
	CLEANUP(buf_done) struct buf near = BUF(ARTWORK_BYTES_MAX);
	struct artwork a = sample(kind);

	a.dpi = 600;
	draw(&near, &a, ARTWORK_PNG);
	save(folder, png, buf_view(&near));
	struct spoil_picture whole = load(folder, png);

	spoil_all(folder, label, &whole, 1);
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
	spoil_label(argv[1], "small-both-1", 2 + 6);
	spoil_label(argv[1], "small-both-2-specimen", 2 + 6 + 9 + 36);
	spoil_label(argv[1], "wide-both-3-specimen", 6 + 18 + 36);
	artwork_done();
	return 0;
}
