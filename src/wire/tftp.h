/*
 * TFTP (RFC 1350): a read request, and what a server says to it.  Servers answer from a port of
 * their own.
 */
#pragma once

#include "base/base.h"

struct buf;

#define TFTP_PORT 69

enum { TFTP_DATA = 3, TFTP_ERROR = 5, TFTP_OPTIONS = 6 };

struct tftp_answer {
	uint16_t kind;
	uint16_t number;   /* block, or error code */
	struct bytes text; /* data, or the error's text without its NUL; borrowed */
};

/* E_TRUNC; E_FORMAT for another kind, a block of more than 512 bytes, text without its end. */
int tftp_decode(struct bytes in, struct tftp_answer *out) MUST_USE;

void tftp_read_encode(struct buf *out, const char *name);
