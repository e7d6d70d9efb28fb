/*
 * NetBIOS name service (RFC 1002 4.2.17, 4.2.18): the node status request and its answer.  It looks
 * like DNS, but a node status answer is short of the question, and its names are not compressed.
 */
#pragma once

#include "base/base.h"

struct buf;

#define NETBIOS_PORT 137
#define NETBIOS_NAMES_MAX 32
#define NETBIOS_NAME_SIZE 15

struct netbios_name {
	char text[NETBIOS_NAME_SIZE + 1]; /* without the blanks that fill it up; raw bytes */
	uint8_t suffix;                   /* what the name is for */
	bool group;
};

struct netbios_status {
	struct netbios_name names[NETBIOS_NAMES_MAX];
	unsigned n;
};

/* E_TRUNC; E_FORMAT unless it is the answer to the request of that id; E_LIMIT. */
int netbios_decode(struct bytes in, uint16_t id, struct netbios_status *out) MUST_USE;

void netbios_encode(struct buf *out, uint16_t id);
