#include "label/picture_view.h"

#include <math.h>

int picture_view_reduce(struct picture *out, const struct picture *p, uint32_t by, struct err *err)
{
	int r = picture_new(out, p->width / by, p->height / by, err);

	if (r < 0)
		return r;
	for (size_t y = 0; y < out->height; y++)
		for (size_t x = 0; x < out->width; x++) {
			uint64_t sum = 0;

			for (size_t v = 0; v < by; v++)
				for (size_t u = 0; u < by; u++)
					sum += p->grey[(y * by + v) * p->width + x * by + u];
			out->grey[y * out->width + x] = (uint8_t)(sum / ((uint64_t)by * by));
		}
	return 0;
}

static double grey_at(const struct picture *p, double x, double y)
{
	return x < 0 || y < 0 || x >= p->width || y >= p->height
		   ? 255
		   : p->grey[(size_t)y * p->width + (size_t)x];
}

/* Between the four pixels about the point. */
static uint8_t between(const struct picture *p, double x, double y)
{
	double left = floor(x), top = floor(y), u = x - left, v = y - top;
	double above = grey_at(p, left, top) * (1 - u) + grey_at(p, left + 1, top) * u;
	double below = grey_at(p, left, top + 1) * (1 - u) + grey_at(p, left + 1, top + 1) * u;

	return (uint8_t)(above * (1 - v) + below * v);
}

int picture_view_turn(struct picture *out, const struct picture *p, double degrees, double scale,
		      struct err *err)
{
	double c = cos(degrees * M_PI / 180), s = sin(degrees * M_PI / 180);
	double width = (fabs(c) * p->width + fabs(s) * p->height) * scale;
	double height = (fabs(s) * p->width + fabs(c) * p->height) * scale;
	int r = picture_new(out, (uint64_t)ceil(width), (uint64_t)ceil(height), err);

	if (r < 0)
		return r;
	for (size_t y = 0; y < out->height; y++)
		for (size_t x = 0; x < out->width; x++) {
			double u = ((double)x - out->width / 2.0) / scale;
			double v = ((double)y - out->height / 2.0) / scale;

			out->grey[y * out->width + x] = between(p, p->width / 2.0 + c * u - s * v,
								p->height / 2.0 + s * u + c * v);
		}
	return 0;
}

void picture_view_spread(struct picture *p)
{
	size_t count[256] = { 0 }, n = (size_t)p->width * p->height, below = 0;
	int low = 0, high = 255;

	for (size_t i = 0; i < n; i++)
		count[p->grey[i]]++;
	while (low < 255 && below + count[low] <= n / 100)
		below += count[low++];
	below = 0;
	while (high > 0 && below + count[high] <= n / 100)
		below += count[high--];
	if (high <= low)
		return;
	for (size_t i = 0; i < n; i++) {
		int grey = (p->grey[i] - low) * 255 / (high - low);

		p->grey[i] = (uint8_t)(grey < 0 ? 0 : grey > 255 ? 255 : grey);
	}
}
