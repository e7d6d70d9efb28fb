/*
 * Base32 (RFC 4648 6): capital letters and the digits 2 to 7, without padding.  Both sets are in
 * the alphanumeric mode of a QR code, and no reader takes one for another.
 */
#pragma once

#include "base/base.h"

struct buf;

#define BASE32_LENGTH(bytes) (((bytes)*8 + 4) / 5) /* characters */

void base32_encode(struct buf *out, struct bytes data);

/*
 * Append the bytes.  E_FORMAT, with nothing appended: another character (small letters and '='
 * too), a length that no bytes have, or bits left over that are not zero: every text stands for
 * other bytes.  E_LIMIT: out is full.
 */
int base32_decode(struct buf *out, struct bytes text) MUST_USE;
