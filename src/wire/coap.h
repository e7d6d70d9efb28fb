/*
 * CoAP (RFC 7252 3): one GET of /.well-known/core (RFC 6690) and the message that answers it.
 */
#pragma once

#include "base/base.h"

struct buf;

#define COAP_PORT 5683
#define COAP_GROUP "224.0.1.187"
#define COAP_TOKEN_MAX 8

enum { COAP_CON, COAP_NON, COAP_ACK, COAP_RST };

struct coap_message {
	uint8_t type;
	uint8_t code; /* class in the upper three bits: 0x45 is 2.05, 0x81 is 4.01 */
	uint16_t id;
	struct bytes token, payload; /* borrowed */
};

/* A whole datagram.  E_TRUNC, E_FORMAT (another version, broken options, empty payload). */
int coap_decode(struct bytes in, struct coap_message *out) MUST_USE;

void coap_discover_encode(struct buf *out, uint16_t id, uint32_t token);
