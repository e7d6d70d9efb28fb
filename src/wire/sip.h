/*
 * SIP (RFC 3261 11): the OPTIONS request, which asks what somebody can do, and the head that
 * answers it.
 */
#pragma once

#include "base/base.h"

struct buf;

#define SIP_PORT 5060

struct sip_answer {
	unsigned status;    /* 100-699 */
	struct bytes agent; /* Server, or User-Agent; borrowed, may be empty */
};

/* E_TRUNC without its empty line; E_FORMAT unless it is a response; E_LIMIT. */
int sip_decode(struct bytes in, struct sip_answer *out) MUST_USE;

/* host: the device; local: us, with port; both as a URL has them.  tag: any number. */
void sip_options_encode(struct buf *out, const char *host, const char *local, uint32_t tag);
