/*
 * What bad printers and cameras make of a picture: for the tools that draw codes which tests then
 * have read back.  The same noise each time: another for another take.
 */
#pragma once

#include <math.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/mem.h"

/* Grey, 0 to 255. */
struct spoil_picture {
	int width, height;
	double *p;
};

static inline double spoil_at(const struct spoil_picture *g, int x, int y)
{
	return x < 0 || y < 0 || x >= g->width || y >= g->height
		   ? 255
		   : g->p[(size_t)y * (size_t)g->width + (size_t)x];
}

static inline struct spoil_picture spoil_make(int width, int height)
{
	return (
	    struct spoil_picture){ .width = width,
				   .height = height,
				   .p = mem_array((size_t)width * (size_t)height, sizeof(double)) };
}

/* The mean of what a pixel of the new size covers; turned by an angle on the way. */
static inline struct spoil_picture spoil_resample(const struct spoil_picture *g, double factor,
						  double degrees)
{
	struct spoil_picture r =
	    spoil_make((int)(g->width * factor) + 20, (int)(g->height * factor) + 20);
	double c = cos(degrees * M_PI / 180);
	double s = sin(degrees * M_PI / 180);

	for (int y = 0; y < r.height; y++)
		for (int x = 0; x < r.width; x++) {
			double sum = 0;

			for (int k = 0; k < 16; k++) {
				double u = (x - r.width / 2.0 + (k % 4 + 0.5) / 4) / factor;
				double v = (y - r.height / 2.0 + (k / 4 + 0.5) / 4) / factor;

				sum += spoil_at(g, (int)floor(g->width / 2.0 + c * u - s * v),
						(int)floor(g->height / 2.0 + s * u + c * v));
			}
			r.p[y * r.width + x] = sum / 16;
		}
	return r;
}

static inline struct spoil_picture spoil_blur(const struct spoil_picture *g, int radius)
{
	struct spoil_picture r = spoil_make(g->width, g->height);

	for (int y = 0; y < r.height; y++)
		for (int x = 0; x < r.width; x++) {
			double sum = 0;

			for (int v = -radius; v <= radius; v++)
				for (int u = -radius; u <= radius; u++)
					sum += spoil_at(g, x + u, y + v);
			r.p[y * r.width + x] = sum / ((2 * radius + 1) * (2 * radius + 1));
		}
	return r;
}

/* Noise of this strength, and dark and light closer together; always the same noise for a take. */
static inline void spoil_noise(struct spoil_picture *g, uint32_t take, double strength,
			       double contrast)
{
	uint32_t state = take;

	for (int i = 0; i < g->width * g->height; i++) {
		state = state * 1664525 + 1013904223;
		double noise = ((state >> 8) / 16777216.0 - 0.5) * 2 * strength;

		g->p[i] = fmin(255, fmax(0, 128 + (g->p[i] - 128) * contrast + noise));
	}
}

static inline void spoil_save(const char *folder, const char *name, struct spoil_picture *g)
{
	CLEANUP(buf_done) struct buf out = BUF(64u << 20);

	buf_format(&out, "P5\n%d %d\n255\n", g->width, g->height);
	for (int i = 0; i < g->width * g->height; i++)
		buf_u8(&out, (uint8_t)g->p[i]);
	CLEANUP(mem_freep) char *path = mem_format("%s/%s", folder, name);
	struct err err = { 0 };

	if (fd_write_file(path, buf_view(&out), 0644, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
	mem_free(g->p);
}

/*
 * Seen from below: lines that are parallel meet above the picture, the sooner the larger tilt is (0
 * to 0.5).
 */
static inline struct spoil_picture spoil_tilt(const struct spoil_picture *g, double tilt)
{
	struct spoil_picture r =
	    spoil_make((int)(g->width * (1 + tilt)) + 20, (int)(g->height * (1 + tilt)) + 20);

	for (int y = 0; y < r.height; y++)
		for (int x = 0; x < r.width; x++) {
			double sum = 0;

			for (int k = 0; k < 16; k++) {
				double u = x - r.width / 2.0 + (k % 4 + 0.5) / 4;
				double v = y - r.height / 2.0 + (k / 4 + 0.5) / 4;
				double near = 1 + tilt * v / (g->height / 2.0);

				sum += near < 0.1
					   ? 255
					   : spoil_at(g, (int)floor(g->width / 2.0 + u / near),
						      (int)floor(g->height / 2.0 + v / near));
			}
			r.p[y * r.width + x] = sum / 16;
		}
	return r;
}

/* Light from one side: the other is so much darker (0 to 1). */
static inline void spoil_shade(struct spoil_picture *g, double dark)
{
	for (int i = 0; i < g->width * g->height; i++)
		g->p[i] *= 1 - dark * (i % g->width) / g->width;
}

/*
 * FOLDER/bad-LABEL-WAY.pgm for ten ways, another take of them as again-LABEL-WAY.pgm: the hand was
 * not quite where it was.  In whole, a module of the code has about eight pixels.
 */
static inline void spoil_all(const char *folder, const char *label,
			     const struct spoil_picture *whole, uint32_t take)
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

	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		CLEANUP(mem_freep)
		char *name =
		    mem_format("%s-%s-%s.pgm", take == 1 ? "bad" : "again", label, ways[i].what);
		struct spoil_picture sized =
		    spoil_resample(whole, ways[i].factor, ways[i].degrees + 0.7 * (take - 1));
		struct spoil_picture blurred = spoil_blur(&sized, ways[i].radius);

		spoil_noise(&blurred, take, ways[i].noise, ways[i].contrast);
		spoil_save(folder, name, &blurred);
		mem_free(sized.p);
	}
}
