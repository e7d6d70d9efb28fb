/* Base 64 of RFC 4648 4: standard digits, padded, one form for each value. */
#pragma once

#include "base/base.h"

struct buf;

void base64_encode(struct buf *out, struct bytes data);

/*
 * Append what text stands for; out is as it was after a failure.  Strict: whole groups of four,
 * padding at the end alone and only where it has to be, no line ends or blanks, and the bits that
 * padding leaves unused are zero, so that no two texts stand for the same bytes.  E_FORMAT;
 * E_LIMIT when out is too small.
 */
int base64_decode(struct buf *out, struct bytes text) MUST_USE;

/* The same where the size is known: E_FORMAT unless it is exactly n bytes. */
int base64_decode_exact(uint8_t *out, size_t n, struct bytes text) MUST_USE;
