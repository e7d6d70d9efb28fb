/*
 * Text in CP932 (Windows-31J, "Shift JIS"), as spreadsheets write it in Japan, read strictly: what
 * is not valid is refused, not replaced (wire/charset.h does that for devices).
 *
 * The table comes from libc's iconv, which reads it from disk on first use: cp932_warm loads it
 * before a sandbox closes.
 */
#pragma once

#include "base/base.h"

struct buf;

/*
 * Append as UTF-8.  E_FORMAT: *bad is the first byte that cannot be read; E_UNSUPPORTED: libc has
 * no table.
 */
int cp932_to_utf8(struct buf *out, struct bytes text, size_t *bad) MUST_USE;
void cp932_warm(void);
