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

/*
 * The layouts of a label and how small they may be with both languages on them: list of {name {ja,
 * en}, layout, width, height}, texts in millimetres, null where it cannot be drawn.  New.
 */
json_t *page_artwork_layouts(const struct artwork *label) MUST_USE;

/* All of a label's artwork but its address, layout and language; borrowed from settings and row. */
struct artwork page_artwork_of(const struct web *web, const json_t *row);

/* The same of a label of this registry with a number as they are given.  New. */
json_t *page_artwork_sizes(const struct web *web, int64_t now) MUST_USE;
