#include "label/artwork_png.h"

#include <math.h>

#include "base/buf.h"
#include "base/err.h"

#define HEAD 33 /* signature and IHDR, which comes first */

/* W3C PNG, annex D, bit by bit: chunks of a few hundred bytes need no table. */
static uint32_t crc(const uint8_t *p, size_t n)
{
	uint32_t c = 0xffffffff;

	for (size_t i = 0; i < n; i++) {
		c ^= p[i];
		for (int bit = 0; bit < 8; bit++)
			c = c & 1 ? 0xedb88320 ^ (c >> 1) : c >> 1;
	}
	return ~c;
}

static void chunk(struct buf *out, const char *type, struct bytes data)
{
	CLEANUP(buf_done) struct buf body = BUF(data.n + 4);

	buf_text(&body, type);
	buf_bytes(&body, data);
	buf_u32(out, (uint32_t)data.n);
	buf_bytes(out, buf_view(&body));
	buf_u32(out, crc(body.p, body.n));
}

/* Pixels to the metre, both ways. */
static void resolution(struct buf *out, double pixels_per_mm)
{
	CLEANUP(buf_done) struct buf data = BUF(9);
	uint32_t metre = (uint32_t)lround(pixels_per_mm * 1000);

	buf_u32(&data, metre);
	buf_u32(&data, metre);
	buf_u8(&data, 1);
	chunk(out, "pHYs", buf_view(&data));
}

/* UTF-8, not compressed, language not said. */
static void text(struct buf *out, const char *keyword, const char *value)
{
	CLEANUP(buf_done) struct buf data = BUF(8192);

	buf_add(&data, keyword, strlen(keyword) + 1);
	buf_add(&data, "\0\0\0\0", 4);
	buf_text(&data, value);
	chunk(out, "iTXt", buf_view(&data));
}

static cairo_status_t take(void *closure, const unsigned char *data, unsigned n)
{
	struct buf *out = closure;

	buf_add(out, data, n);
	return buf_ok(out) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

int artwork_png_write(struct buf *out, cairo_surface_t *surface, double pixels_per_mm,
		      const char *title, const char *description)
{
	CLEANUP(buf_done) struct buf png = BUF(out->max);

	if (cairo_surface_write_to_png_stream(surface, take, &png) != CAIRO_STATUS_SUCCESS ||
	    png.n < HEAD)
		return buf_ok(&png) ? -ENOMEM : E_LIMIT;
	buf_add(out, png.p, HEAD);
	resolution(out, pixels_per_mm);
	text(out, "Title", title);
	text(out, "Description", description);
	buf_add(out, png.p + HEAD, png.n - HEAD);
	return 0;
}
