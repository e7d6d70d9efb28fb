/* Parts of a zip file in memory, by name. */
#pragma once

#include "base/base.h"
#include "base/buf.h"

struct err;

/*
 * Append the part to out, whose max bounds it; E_MISSING when there is none, E_LIMIT above
 * parts_max files or out's max, E_FORMAT when it is no zip or is encrypted, E_VERIFY when its
 * checksum does not fit.
 */
int product_list_zip_part(struct buf *out, struct bytes file, const char *name, size_t parts_max,
			  struct err *err) MUST_USE;
