/* The decoders behind picture_read, one file each, and what they say alike. */
#pragma once

#include <cairo.h>

#include "label/picture.h"

int picture_png(struct picture *out, struct bytes file, struct err *err) MUST_USE;
int picture_jpeg(struct picture *out, struct bytes file, struct err *err) MUST_USE;
int picture_svg(struct picture *out, struct bytes file, struct err *err) MUST_USE;
int picture_pdf(struct bytes file, picture_take *take, void *context, struct err *err) MUST_USE;

int picture_svg_prepare(struct err *err) MUST_USE;
int picture_pdf_prepare(struct err *err) MUST_USE;

/*
 * Width and height of a PNG whose chunks go all the way to its end (W3C PNG 5.3): a decoder would
 * show what is there of one that was cut short.
 */
int picture_png_size(struct bytes file, uint32_t *width, uint32_t *height,
		     struct err *err) MUST_USE;

/* "the picture is damaged or cut short (DETAIL)"; detail is a library's, or NULL. */
int picture_damaged(struct err *err, int code, const char *detail);

/* A surface to draw on, white, in CAIRO_FORMAT_RGB24; and what was drawn, as grey. */
cairo_surface_t *picture_paper(uint32_t width, uint32_t height);
int picture_of_paper(struct picture *out, cairo_surface_t *paper, struct err *err) MUST_USE;
