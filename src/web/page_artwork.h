/* The label's artwork as a download (label/artwork.h). */
#pragma once

#include "base/base.h"
#include "base/json.h"
#include "label/artwork.h"

struct err;
struct web;

/* The most that anybody may ask for: what a print shop needs, not what keeps a front busy. */
#define PAGE_ARTWORK_DPI_MAX 600

/* Before the sandbox: drawing needs the fonts.  E_MISSING without them. */
int page_artwork_prepare(struct err *err) MUST_USE;
void page_artwork_done(void);

/* As artwork_least: remembered where this process is prepared. */
int page_artwork_least(struct artwork_size *out, const struct artwork *a) MUST_USE;

/* All of a label's artwork but its address, layout and language; borrowed from settings and row. */
struct artwork page_artwork_of(const struct web *web, const json_t *row);

/*
 * How small labels of this registry may be, in both languages, for numbers as they are given: list
 * of {layout {ja, en}, width, height}, texts in millimetres.  Empty when nothing can be drawn. New.
 */
json_t *page_artwork_sizes(const struct web *web, int64_t now) MUST_USE;
