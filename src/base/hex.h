/* Hexadecimal, lower case out, either case in. */
#pragma once

#include "base/base.h"

struct buf;

/* Writes 2n characters and a NUL. */
void hex_encode(char *out, struct bytes data);

/* Exactly 2n digits, else E_FORMAT. */
int hex_decode(uint8_t *out, size_t n, const char *text) MUST_USE;

/* Append a classic dump: offset, 16 bytes, printable column; at most max bytes of data shown. */
void hex_dump(struct buf *out, struct bytes data, size_t max);
