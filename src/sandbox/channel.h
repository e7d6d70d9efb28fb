/*
 * Framed messages between a worker and its parent over a socket pair: one byte of type, four of
 * length (big endian), the payload.  A malformed message is fatal to its sender.
 */
#pragma once

#include "base/base.h"

struct buf;

#define CHANNEL_HEADER_SIZE 5
#define CHANNEL_MESSAGE_MAX (9u << 20) /* of the payload */

/* Blocks until it is all written.  -EPIPE when the other side has gone. */
int channel_send(int fd, char type, struct bytes payload) MUST_USE;

/* Take one whole message from the front of what was received.  E_TRUNC: more is needed. E_LIMIT. */
struct channel_message {
	char type;
	struct bytes payload; /* borrowed */
	size_t used;
};
int channel_decode(struct bytes in, struct channel_message *out) MUST_USE;
