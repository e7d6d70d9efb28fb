/* The label's artwork as a download (label/artwork.h). */
#pragma once

#include "base/base.h"

struct err;

/* The most that anybody may ask for: what a print shop needs, not what keeps a front busy. */
#define PAGE_ARTWORK_DPI_MAX 600

/* Before the sandbox: drawing needs the fonts.  E_MISSING without them. */
int page_artwork_prepare(struct err *err) MUST_USE;
