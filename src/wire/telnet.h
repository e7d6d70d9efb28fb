/*
 * Telnet (RFC 854): option negotiation told apart from text.  We refuse every option, which leaves
 * a plain stream that any server must still serve.
 */
#pragma once

#include "base/base.h"

struct buf;

#define TELNET_SUBNEGOTIATION_MAX 512

/* Zero-initialise; it carries a sequence that is split over two reads. */
struct telnet {
	uint8_t state, command;
	uint16_t sub;    /* bytes of the running subnegotiation */
	bool negotiated; /* at least one well-formed IAC command was seen */
};

/*
 * Feed received bytes: plain text is appended to text (CR NUL becomes CR), our refusals (WONT and
 * DONT) to reply.  All of in is consumed whatever is returned: E_FORMAT when a broken sequence was
 * in it, E_LIMIT for a subnegotiation above TELNET_SUBNEGOTIATION_MAX; both are left out of text.
 */
int telnet_decode(struct telnet *t, struct bytes in, struct buf *text, struct buf *reply) MUST_USE;
