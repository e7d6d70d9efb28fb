/* PNG by libpng's simplified interface, which turns whatever there is into grey on white. */
#include <png.h>

#include "base/cursor.h"
#include "base/err.h"
#include "label/picture_decode.h"

static const char signature[8] = "\x89PNG\r\n\x1a\n";

int picture_png_size(struct bytes file, uint32_t *width, uint32_t *height, struct err *err)
{
	struct cursor c = cursor_of(file);
	uint32_t w = 0, h = 0;
	bool first = true;

	if (!bytes_equal(cursor_bytes(&c, sizeof(signature)),
			 (struct bytes){ (const uint8_t *)signature, sizeof(signature) }))
		return picture_damaged(err, E_TRUNC, NULL);
	for (;;) {
		uint32_t n = cursor_u32(&c);
		struct bytes type = cursor_bytes(&c, 4);
		struct cursor data = cursor_sub(&c, n);

		cursor_skip(&c, 4); /* its checksum, for libpng to check */
		if (!cursor_ok(&c))
			return picture_damaged(err, E_TRUNC, NULL);
		if (first != bytes_equal(type, bytes_of("IHDR")))
			return picture_damaged(err, E_FORMAT, NULL);
		if (first) {
			w = cursor_u32(&data);
			h = cursor_u32(&data);
			if (!cursor_ok(&data))
				return picture_damaged(err, E_FORMAT, NULL);
		}
		first = false;
		if (bytes_equal(type, bytes_of("IEND")))
			break;
	}
	*width = w;
	*height = h;
	return 0;
}

int picture_png(struct picture *out, struct bytes file, struct err *err)
{
	static const png_color white = { 255, 255, 255 };
	CLEANUP(picture_done) struct picture p = { 0 };
	png_image image = { .version = PNG_IMAGE_VERSION };
	uint32_t width = 0, height = 0;
	int r = picture_png_size(file, &width, &height, err);

	if (r == 0)
		r = picture_new(&p, width, height, err);
	if (r < 0)
		return r;
	if (!png_image_begin_read_from_memory(&image, file.p, file.n))
		return picture_damaged(err, E_FORMAT, image.message);
	image.format = PNG_FORMAT_GRAY;
	if (image.width != width || image.height != height ||
	    !png_image_finish_read(&image, &white, p.grey, (png_int_32)width, NULL)) {
		png_image_free(&image);
		return picture_damaged(err, E_FORMAT, image.message);
	}
	*out = p;
	p.grey = NULL;
	return 0;
}
