/* Base64 for JSON Web Keys (RFC 4648 5, RFC 7515 2): '-' and '_', without padding. */
#pragma once

#include "base/base.h"

struct buf;

void base64url_encode(struct buf *out, struct bytes data);

/*
 * Append the bytes.  E_FORMAT, with nothing appended: another character ('=' too), a length that no
 * bytes have, or bits left over that are not zero.  E_LIMIT: out is full.
 */
int base64url_decode(struct buf *out, struct bytes text) MUST_USE;
