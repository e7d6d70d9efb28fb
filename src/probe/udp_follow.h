/*
 * What a UDP service tells anybody who goes on asking: an ECHONET Lite node its objects and what
 * can be set on them, a UPnP device its description, a multicast DNS responder its services, a
 * camera its ONVIF device information.  Nothing is set, and no credential is said.
 */
#pragma once

#include "base/base.h"
#include "base/json.h"

struct probe_context;

#define UDP_FOLLOW_OBJECTS_MAX 16 /* ECHONET Lite objects looked at of one node */
#define UDP_FOLLOW_TYPES_MAX 16   /* kinds of services asked of one responder */

/* One UDP port that was understood. */
struct udp_found {
	const char *service;
	uint16_t port;
	const struct bytes *answers; /* each shows the service; n of them */
	unsigned n;
	const char *sha256; /* the conversation */
	json_t *told;       /* an object: what has been reported, so that it is once */
};

/* Something that a service says of itself; text is raw. */
struct udp_told {
	const char *proto;
	uint16_t port;
	const char *service;
	const char *item; /* as the run names it: "model", "maker" ... */
	struct bytes text;
	const char *sha256;
};

/*
 * Reports what it learns.  Returns NULL, or the coverage reason why it is not everything.
 */
const char *udp_follow(struct probe_context *cx, const struct udp_found *found) MUST_USE;

/*
 * Reports it, unless it was already or the text is empty.  A model is compared with the declared
 * one.
 */
void udp_follow_told(struct probe_context *cx, const struct udp_found *found,
		     const struct udp_told *told);

/* Whether a URL of that scheme leads to the device itself: no other host is ever asked. */
bool udp_follow_here(const struct probe_context *cx, struct bytes url, const char *scheme);

/* The part for WS-Discovery, in a file of its own. */
const char *udp_follow_wsd(struct probe_context *cx, const struct udp_found *found) MUST_USE;
